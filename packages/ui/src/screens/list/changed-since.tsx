/** What others changed of a record between when it was chosen and now, behind its name. */
import type { EntityView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { Trans } from '@lingui/react/macro'
import { same } from '../record/edited.ts'
import { FieldChanges } from '../record/field-changes.tsx'

export interface Since {
  readonly before: RecordRow
  readonly now: RecordRow
}

interface ChangedSinceProps extends Since {
  readonly app: string
  readonly entity: EntityView
}

export function ChangedSince({ app, entity, before, now }: ChangedSinceProps) {
  const changes = entity.fields.flatMap(({ name }) => {
    // What the list did not show nobody has read.
    if (!(name in before) || same(before[name], now[name])) return []
    return [{ field: name, before: before[name] ?? null, after: now[name] ?? null }]
  })
  if (changes.length === 0) return <Trans>changed in what this list does not show</Trans>
  return (
    <Trans>
      changed <FieldChanges app={app} entity={entity} changes={changes} />
    </Trans>
  )
}
