import { useNavigate, useSearch } from '@tanstack/react-router'
import { InboxScreen } from '../screens/inbox/inbox-screen.tsx'

export function InboxPage() {
  const { item } = useSearch({ from: '/shell/inbox' })
  const navigate = useNavigate()
  return (
    <InboxScreen
      selected={item}
      onSelect={key => void navigate({ to: '/inbox', search: key ? { item: key } : {} })}
      onOpen={(app, entity, id) => void navigate({ to: '/a/$app/r/$entity/$id', params: { app, entity, id } })}
    />
  )
}
