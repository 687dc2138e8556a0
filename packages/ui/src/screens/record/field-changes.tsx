/** Which fields changed, and how, within a sentence. */
import type { EntityView, HistoryEntry, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Trans } from '@lingui/react/macro'
import { Fragment } from 'react'
import { inSentence } from '../../client/language.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'

interface Place {
  readonly app: string
  readonly entity: EntityView
}

export function FieldChanges({ app, entity, changes }: Place & Pick<HistoryEntry, 'changes'>) {
  return changes.map((change, index) => {
    const field = <span dir="auto">{inSentence(fieldOf(entity, change.field)?.title ?? change.field)}</span>
    const from = <FieldValue app={app} entity={entity} field={change.field} value={change.before} />
    const to = <FieldValue app={app} entity={entity} field={change.field} value={change.after} />
    return (
      <Fragment key={change.field}>
        {index > 0 ? ', ' : ''}
        {change.before === null ? (
          <Trans comment="A field that was empty, after “changed”">
            {field} to {to}
          </Trans>
        ) : (
          <Trans>
            {field} from {from} to {to}
          </Trans>
        )}
      </Fragment>
    )
  })
}

export function FieldValue({ app, entity, field, value }: Place & { readonly field: string; readonly value: WireValue }) {
  const view = fieldOf(entity, field)
  if (!view) return <span dir="auto">{String(value)}</span>
  const { Display } = fieldUi(view)
  return (
    <b>
      <Display app={app} field={view} value={value} dense />
    </b>
  )
}
