/** One record on a page of its own: what a link leads to. */
import { useNavigate, useParams } from '@tanstack/react-router'
import { RecordPanel } from './record-panel.tsx'

export function RecordPage() {
  const { app, entity, id } = useParams({ from: '/shell/a/$app/r/$entity/$id' })
  const navigate = useNavigate()
  return (
    <div style={{ maxWidth: 760, height: '100%', margin: '0 auto' }}>
      <RecordPanel
        key={id}
        app={app}
        entity={entity}
        id={id}
        isPage
        onOpen={(other, otherId) => void navigate({ to: '/a/$app/r/$entity/$id', params: { app, entity: other, id: otherId } })}
        onClose={() => void navigate({ to: '/a/$app/e/$entity', params: { app, entity } })}
      />
    </div>
  )
}
