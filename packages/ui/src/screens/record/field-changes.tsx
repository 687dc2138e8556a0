/** Which fields changed, and how, within a sentence. */
import type { EntityView, FieldView, HistoryEntry, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor } from '@mantine/core'
import { Fragment, useState } from 'react'
import { countText } from '../../client/language.ts'
import { WrittenMoment } from '../../fields/dates.tsx'
import { fieldOf } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'

interface Place {
  readonly app: string
  readonly entity: EntityView
}

/** Longer than this no text stands within a sentence. */
const longest = 120

/** Of more than so many, the first few are told: who it was, and when, would stand pages apart. */
const most = 8
const first = 5

export function FieldChanges({ app, entity, changes }: Place & Pick<HistoryEntry, 'changes'>) {
  const { t } = useLingui()
  const [isWhole, setWhole] = useState(changes.length <= most)
  const told = isWhole ? changes : changes.slice(0, first)
  const more = countText(changes.length - told.length)
  const sentence = told.map((change, index) => {
    const view = fieldOf(entity, change.field)
    // A label may be any words, such as “Asked by”: within a sentence it stands as a name.
    const label = <span dir="auto">{view?.title ?? change.field}</span>
    const from = <FieldValue app={app} entity={entity} field={change.field} value={change.before} />
    const to = <FieldValue app={app} entity={entity} field={change.field} value={change.after} />
    const isTold = canBeSaid(view, change.before) && canBeSaid(view, change.after)
    return (
      <Fragment key={change.field}>
        {index > 0 ? ', ' : ''}
        {!isTold ? (
          change.after === null ? (
            <Trans comment="A field whose value is too long to say, after “changed”">“{label}” to empty</Trans>
          ) : (
            <Trans comment="The name of a field, after “changed”">“{label}”</Trans>
          )
        ) : change.before === null ? (
          <Trans comment="A field that was empty, after “changed”">
            “{label}” to {to}
          </Trans>
        ) : change.after === null ? (
          <Trans comment="A field that is empty now, after “changed”">
            “{label}” from {from} to empty
          </Trans>
        ) : (
          <Trans comment="A field, after “changed”">
            “{label}” from {from} to {to}
          </Trans>
        )}
      </Fragment>
    )
  })
  return (
    <>
      {sentence}
      {!isWhole && (
        <>
          {' '}
          <Anchor component="button" type="button" size="sm" onClick={() => setWhole(true)}>
            {t`and ${more} more`}
          </Anchor>
        </>
      )}
    </>
  )
}

/** What is kept as data, or is long, is looked at in the record. */
export function canBeSaid(field: FieldView | undefined, value: WireValue): boolean {
  if (value === null) return true
  if (field?.type === 'json') return false
  return typeof value === 'string'
    ? value.length <= longest && !value.includes('\n')
    : field !== undefined || typeof value !== 'object'
}

export function FieldValue({ app, entity, field, value }: Place & { readonly field: string; readonly value: WireValue }) {
  const view = fieldOf(entity, field)
  if (!view) return <span dir="auto">{String(value)}</span>
  // In the past a moment stands as it was written: how far away it is now was not what somebody changed.
  if (view.type === 'datetime' && typeof value === 'string')
    return (
      <b>
        <WrittenMoment iso={value} />
      </b>
    )
  const { Display } = fieldUi(view)
  return (
    <b>
      <Display app={app} field={view} value={value} dense />
    </b>
  )
}
