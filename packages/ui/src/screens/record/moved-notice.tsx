/**
 * Others changed lines while they were written here: what was written stands on what is there now, and nothing is saved before somebody has looked. Where both
 * wrote, or one took out what the other wrote, either can stand, and theirs does until one chooses.
 */
import type { EntityView, HistoryPage, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, List } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { request } from '../../client/http.ts'
import { listFormat } from '../../client/language.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { isAddedAgain, type LineValue, type Moved } from './edited-lines.ts'
import classes from './record.module.css'
import { StaleValue } from './stale-value.tsx'

interface MovedNoticeProps {
  readonly app: string
  /** Whose lines they are. */
  readonly of: { readonly entity: string; readonly id: string }
  readonly target: EntityView
  readonly via: string
  readonly moved: Moved
  readonly rows: readonly LineValue[]
  readonly onChange: (rows: readonly LineValue[]) => void
}

export function MovedNotice({ app, of, target, via, moved, rows, onChange }: MovedNoticeProps) {
  const { t } = useLingui()
  const { told, gone, out, both } = moved
  const authorOf = useAuthors(app, of, moved)
  const lost = [...told.filter(({ did }) => did === 'removed').map(({ row }) => row), ...gone.map(({ was }) => was)]
  const known = [...new Set([...moved.by, ...lost.flatMap(row => authorOf(row) ?? [])])]
  const names = known.length > 0 ? listFormat().format(known) : t`Somebody`
  const value = (field: string, shown: WireValue | undefined) => {
    const found = fieldOf(target, field)
    return found && <StaleValue app={app} field={found} value={shown} />
  }
  const nameOf = (row: RecordRow) => {
    const title = target.titleField ? row[target.titleField] : undefined
    return typeof title === 'string' && title !== '' ? `“${title}”` : target.label
  }
  const titlesOf = (fields: readonly string[]) =>
    listFormat({ type: 'unit' }).format(fields.map(field => fieldOf(target, field)?.title ?? field))
  const withoutCell = (id: string, field: string) =>
    rows.map(row => {
      if (row.id !== id) return row
      const { [field]: _, ...values } = row.values
      return { ...row, values }
    })
  const withCell = (id: string, field: string, mine: WireValue | undefined) =>
    rows.map(row => (row.id === id ? { ...row, values: { ...row.values, [field]: mine } } : row))
  const isIn = (id: string) => rows.some(row => row.id === id)
  /** A file is of the line it was attached to. */
  const anew = ({ was, values }: Moved['gone'][number]): LineValue => ({
    values: Object.fromEntries(
      target.fields
        .filter(({ name, creatable, type }) => creatable && name !== via && type !== 'file')
        .map(({ name }) => [name, name in values ? values[name] : was[name]]),
    ),
  })
  return (
    <Alert color="yellow" variant="light" role="status" title={t`${names} changed this meanwhile`}>
      {both.length > 0 ? (
        <Trans>
          What you wrote stands on how it is now; where you both wrote, theirs does until you choose. Look at it, and save again.
        </Trans>
      ) : (
        <Trans>What you wrote stands on how it is now. Look at it, and save again.</Trans>
      )}
      <List size="sm" className={classes.moved}>
        {told.map(({ row, did, fields }) => {
          const [line, titles] = [nameOf(row), titlesOf(fields.filter(field => fieldOf(target, field)))]
          const name = authorOf(row) ?? t`Somebody`
          if (did === 'changed' && titles === '') return null
          return (
            <List.Item key={row.id}>
              {did === 'added'
                ? t`${name} added ${line}.`
                : did === 'removed'
                  ? t`${name} took out ${line}.`
                  : t`${name} changed in ${line}: ${titles}.`}
            </List.Item>
          )
        })}
        {both.map(({ row, field, mine }) => {
          const [line, title, name] = [nameOf(row), titlesOf([field]), authorOf(row) ?? t`Somebody`]
          const present = rows.find(({ id }) => id === row.id)
          if (!present) return null
          const isMine = field in present.values
          const [yours, theirs] = [value(field, mine), value(field, row[field])]
          return (
            <List.Item key={`${row.id} ${field}`}>
              <Trans>
                You both wrote {title} of {line}. Yours: {yours}, {name}: {theirs}.
              </Trans>{' '}
              {isMine ? (
                <Button size="compact-xs" variant="default" onClick={() => onChange(withoutCell(row.id, field))}>
                  <Trans>Take theirs</Trans>
                </Button>
              ) : (
                <Button size="compact-xs" variant="default" onClick={() => onChange(withCell(row.id, field, mine))}>
                  <Trans>Keep mine</Trans>
                </Button>
              )}
            </List.Item>
          )
        })}
        {gone.map(line => {
          const [named, name] = [nameOf(line.was), authorOf(line.was) ?? t`Somebody`]
          const written = listOf(Object.keys(line.values).map(field => value(field, line.values[field])))
          return (
            <List.Item key={line.was.id}>
              <Trans>
                {name} took out {named}, which you changed: {written}.
              </Trans>{' '}
              {isAddedAgain(rows, line) ? (
                <Trans>It is added again when you save.</Trans>
              ) : (
                <Button size="compact-xs" variant="default" onClick={() => onChange([...rows, anew(line)])}>
                  <Trans>Add it again</Trans>
                </Button>
              )}
            </List.Item>
          )
        })}
        {out.map(row => {
          const [line, name] = [nameOf(row), authorOf(row) ?? t`Somebody`]
          return (
            <List.Item key={row.id}>
              {t`You took out ${line}, which ${name} changed since.`}{' '}
              {isIn(row.id) ? (
                <Trans>It stays.</Trans>
              ) : (
                <Button size="compact-xs" variant="default" onClick={() => onChange([...rows, { id: row.id, values: {} }])}>
                  <Trans>Bring it back</Trans>
                </Button>
              )}
            </List.Item>
          )
        })}
      </List>
    </Alert>
  )
}

const listOf = (values: readonly React.ReactNode[]) =>
  values.map((value, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they neither come nor go
    <span key={index}>
      {index > 0 && ', '}
      {value}
    </span>
  ))

/** Of a line that is no longer there only the record's history tells who took it out. */
function useAuthors(app: string, of: MovedNoticeProps['of'], { told, gone }: Moved) {
  const removed = [...told.filter(({ did }) => did === 'removed').map(({ row }) => row.id), ...gone.map(({ was }) => was.id)]
  const { data } = useQuery({
    queryKey: [app, of.entity, 'one', of.id, 'taken out', ...removed],
    queryFn: () => request<HistoryPage>('GET', `/api/apps/${app}/${of.entity}/${of.id}/history`),
    enabled: removed.length > 0,
  })
  return ({ id, updated_by }: RecordRow): string | undefined =>
    removed.includes(id)
      ? (data?.items.find(({ lines }) => lines?.some(({ line, kind }) => line.id === id && kind === 'delete'))?.person?.title ??
        undefined)
      : (updated_by?.title ?? undefined)
}

/** Whether both wrote the cell at this place (`items[3].price`), and what was written here stands. */
export function isWrittenByBoth(moved: Moved | undefined, rows: readonly LineValue[], line: string, place: string): boolean {
  return (
    moved?.both.some(({ row, field }) => {
      const index = rows.findIndex(({ id }) => id === row.id)
      return place === `${line}[${index}].${field}` && field in rows[index]!.values
    }) === true
  )
}
