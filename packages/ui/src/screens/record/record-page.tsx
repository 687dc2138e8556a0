/** One record on a page of its own: what a link leads to. Its keys are those of the panel beside a list. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { appQuery, recordQuery } from '../../client/queries.ts'
import { useViewing } from '../../client/viewing.ts'
import { Awaiting } from '../../kit/part.tsx'
import { useKeys } from '../records/keys.ts'
import { EditForm, RefusedForm } from './form-parts.ts'
import { RecordPanel } from './record-panel.tsx'

const from = '/shell/a/$app/r/$entity/$id'

export function RecordPage() {
  const { app, entity, id } = useParams({ from })
  const { form } = useSearch({ from })
  const navigate = useNavigate({ from: '/a/$app/r/$entity/$id' })
  const view = useQuery(appQuery(app)).data
  const entityView = view?.entities.find(({ name }) => name === entity)
  const mayEdit = (useQuery(recordQuery(app, entity, id)).data?.can.update.length ?? 0) > 0
  const viewing = useViewing()
  const change = (search: { form?: 'edit' }) => void navigate({ search })
  const edit = () => change({ form: 'edit' })
  const closeForm = () => change({})
  const close = () => void navigate({ to: '/a/$app/e/$entity', params: { app, entity } })
  useKeys({
    edit,
    close: form ? closeForm : close,
    comment: () => document.querySelector<HTMLElement>('[data-shortcut="comment"]')?.focus(),
  })
  const asked = form !== undefined && view && entityView ? { app: view, entity: entityView, onClose: closeForm } : undefined
  return (
    <div style={{ maxWidth: 760, height: '100%', margin: '0 auto' }}>
      <RecordPanel
        key={id}
        app={app}
        entity={entity}
        id={id}
        isPage
        onOpen={(other, otherId) => void navigate({ to: '/a/$app/r/$entity/$id', params: { app, entity: other, id: otherId } })}
        onClose={close}
        {...(mayEdit && !viewing ? { onEdit: edit } : {})}
      />
      {/* Where it may not be edited, what comes in place of the form says why. */}
      <Awaiting>
        {asked && (viewing ? <RefusedForm {...asked} /> : <EditForm key={id} {...asked} id={id} onSaved={closeForm} />)}
      </Awaiting>
    </div>
  )
}
