import { useNavigate, useSearch } from '@tanstack/react-router'
import { InboxScreen } from '../screens/inbox/inbox-screen.tsx'

export function InboxPage() {
  const search = useSearch({ from: '/shell/inbox' })
  const navigate = useNavigate()
  const { item, ...tab } = search
  return (
    <InboxScreen
      tab={search.tab ?? 'approvals'}
      selected={item}
      onTab={next => void navigate({ to: '/inbox', search: next === 'approvals' ? {} : { tab: next } })}
      onSelect={key => void navigate({ to: '/inbox', search: key ? { ...tab, item: key } : tab })}
      onOpen={(app, entity, id) => void navigate({ to: '/a/$app/r/$entity/$id', params: { app, entity, id } })}
    />
  )
}
