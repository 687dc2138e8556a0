/** A pasted table, or values filled down, before anything is written: what each record is given, what is wrong with it, and what the server would say. */
import type { AppView, EntityView, FieldView, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Button, Group, Loader, Modal, Stack, Table, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { checkEach, type Target } from '../../client/bulk.ts'
import { settleMany } from '../../client/changes.ts'
import { Refused, sentenceOf } from '../../client/http.ts'
import { countText, say } from '../../client/language.ts'
import { toRequest } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'
import { same } from '../record/edited.ts'
import { undoNotice } from '../record/undo-notice.tsx'
import { counted } from './counted.ts'
import classes from './list.module.css'
import { sendAll, turnBack, turnsOf } from './many-turn.ts'
import { isReadable, mayEdit } from './may-edit.ts'
import { columnsBeyond, fillWords, pasteWords, rowsBeyond, stayedWords, wordsOf, wouldWords } from './paste-words.ts'
import { CellReader, type Read } from './read-cell.ts'
import { cellText } from './table-text.ts'

export interface Pasted {
  readonly cells: readonly (readonly string[])[]
  /** Filled down: the very values, which need not be read from text. */
  readonly given?: readonly (readonly (WireValue | undefined)[])[]
  readonly columns: readonly FieldView[]
  readonly rows: readonly RecordRow[]
  /** What has no row or column of the list beneath it. */
  readonly beyond: { readonly rows: number; readonly columns: number }
}

interface Change {
  readonly row: RecordRow
  /** In the order of the columns; only what differs from what is there. */
  readonly cells: readonly { readonly field: FieldView; readonly written: string; readonly read: Read }[]
  /** What the server would refuse. */
  readonly refused?: string
}

/** What one request of the server takes. */
const mostRows = 1_000
const shownRows = 100
/** Of a wide table fewer rows, and no columns in which nothing happens: thousands of cells would keep the dialog waiting for seconds. */
const shownCells = 2_000
const fewestRows = 10
const manyColumns = 12

/** Reads the cells, leaves out what is there already, and asks the server what would become of the rest. */
async function look(
  app: AppView,
  entity: EntityView,
  { cells, given, columns, rows }: Pasted,
  leftOut: ReadonlySet<string>,
): Promise<readonly Change[]> {
  const reader = new CellReader(app)
  const changes = await Promise.all(
    rows.map(async (row, y): Promise<Change> => {
      const read = await Promise.all(
        columns.map(async (field, x) => {
          const written = cells[y]?.[x] ?? ''
          const { title } = field
          const asItIs = { field, written, read: { value: row[field.name] ?? null } as Read }
          if (leftOut.has(field.name)) return asItIs
          const read = () => (given ? taken(field, given[y]?.[x]) : reader.read(field, written))
          // Given back what was copied of it, it stays as it is: that is nothing to refuse, nor to look up.
          if (!given && written.trim() === cellText(field, row[field.name]).trim()) return asItIs
          if (mayEdit(field)) return { field, written, read: await read() }
          const meant = await read()
          if ('value' in meant && same(meant.value, row[field.name])) return asItIs
          return { field, written, read: { problem: say('{title} is not changed in the list.', { title }) } as Read }
        }),
      )
      return { row, cells: read.filter(({ field, read }) => 'problem' in read || !same(read.value, row[field.name])) }
    }),
  )
  const differing = changes.filter(change => change.cells.length > 0)
  const sound = differing.filter(isSound)
  if (sound.length < 2) return differing
  const results = await checkEach(app.name, entity.name, sound.map(targetOf))
  const refused = new Map(results.flatMap(({ index, problem }) => (problem ? [[sound[index]!.row.id, wordsOf(problem)]] : [])))
  return differing.map(change => {
    const words = refused.get(change.row.id)
    return words === undefined ? change : { ...change, refused: words }
  })
}

/** A value of another record; one that is hidden or only shown in part is not known here. */
function taken(field: FieldView, value: WireValue | undefined): Read {
  const isHidden = value === undefined || (typeof value === 'object' && value !== null && 'masked' in value)
  const { title } = field
  return isHidden ? { problem: say('{title} is not shown to you where it would come from.', { title }) } : { value }
}

const isSound = ({ cells, refused }: Change) => refused === undefined && cells.every(({ read }) => 'value' in read)

function targetOf({ row, cells }: Change): Target & { readonly change: Readonly<Record<string, unknown>> } {
  const change = Object.fromEntries(cells.map(({ field, read }) => [field.name, 'value' in read ? toRequest(read.value) : null]))
  return { id: row.id, version: row.version, change }
}

const earlierOf = ({ row, cells }: Change): Readonly<Record<string, unknown>> =>
  Object.fromEntries(cells.map(({ field }) => [field.name, toRequest(row[field.name])]))

interface PasteDialogProps {
  readonly app: AppView
  readonly entity: EntityView
  readonly pasted: Pasted
  readonly onClose: () => void
}

export function PasteDialog({ app, entity, pasted, onClose }: PasteDialogProps) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const [settled, setSettled] = useState<number | undefined>()
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set())
  const many = pasted.rows.length > 1
  const mayMany = entity.can.includes('bulk')
  const words = pasted.given ? fillWords : pasteWords
  const blocked =
    pasted.rows.length > mostRows
      ? words.tooMany(countText(mostRows), countText(pasted.rows.length))
      : many && !mayMany
        ? words.onlyOne(entity)
        : undefined
  const looked = useQuery({
    queryKey: ['pasted', app.name, entity.name, pasted, [...leftOut]],
    queryFn: () => look(app, entity, pasted, leftOut),
    // What was found before stays in sight while it is looked at anew.
    placeholderData: keepPreviousData,
    enabled: blocked === undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
  const changes = looked.data ?? []
  const sound = changes.filter(isSound)
  const wrong = changes.length - sound.length
  const { beyond } = pasted
  const act = useRef<HTMLButtonElement>(null)
  const isLooking = blocked === undefined && looked.isPending
  useEffect(() => {
    if (!isLooking && settled === undefined) act.current?.focus()
  }, [isLooking, settled])
  const records = counted(entity, pasted.rows.length)
  const able = counted(entity, sound.length)

  const paste = async () => {
    setSettled(0)
    try {
      const of = await sendAll(app.name, entity, sound.map(targetOf), {}, setSettled)
      const [refused] = of.refused
      if (of.done.length === 0 && !many) throw refused ? new Error(wordsOf(refused.problem)) : of.error
      const by = new Map(sound.map(change => [change.row.id, change]))
      const isKnown = of.done.every(({ id }) => by.get(id)!.cells.every(({ field }) => isReadable(by.get(id)!.row[field.name])))
      const turn =
        isKnown &&
        turnsOf(of.done, { there: {}, back: {} }, id => ({ there: targetOf(by.get(id)!).change, back: earlierOf(by.get(id)!) }))
      await settleMany(
        cache,
        app.name,
        entity.name,
        of.done.map(({ id }) => id),
      )
      const told = words.done(counted(entity, of.done.length))
      if (turn) undoNotice(told, turnBack(cache, app.name, entity, turn))
      else if (of.done.length > 0) notifications.show({ message: told })
      const missed = of.refused.length + of.left
      if (missed > 0)
        notifications.show({
          color: 'red',
          title: stayedWords(entity, missed),
          message: of.error === undefined && refused ? wordsOf(refused.problem) : sentenceOf(of.error),
        })
      onClose()
    } catch (error) {
      setSettled(undefined)
      notifications.show({
        color: 'red',
        title: words.failed(),
        message: error instanceof Refused ? wordsOf(error.problem) : sentenceOf(error),
      })
    }
  }

  return (
    <Modal opened onClose={onClose} title={words.title()} size="xl" closeButtonProps={{ 'aria-label': t`Close` }}>
      <Stack gap="sm">
        {blocked ? (
          <Text size="sm" role="alert">
            {blocked}
          </Text>
        ) : looked.isPending ? (
          <Group gap="xs" role="status">
            <Loader size="xs" />
            <Text size="sm">{t`Looking at ${records}`}</Text>
          </Group>
        ) : looked.isError ? (
          <Text size="sm" role="alert">
            {looked.error instanceof Refused ? wordsOf(looked.error.problem) : sentenceOf(looked.error)}
          </Text>
        ) : (
          <>
            <Text size="sm" role="status">
              {changes.length === 0
                ? t`Everything is there already: nothing would change.`
                : wouldWords(entity, sound.length, wrong)}
              {beyond.rows > 0 && ` ${rowsBeyond(beyond.rows)}`}
              {beyond.columns > 0 && ` ${columnsBeyond(beyond.columns)}`}
            </Text>
            {(changes.length > 0 || leftOut.size > 0) && (
              <Preview
                app={app.name}
                entity={entity}
                changes={changes}
                columns={pasted.columns}
                leftOut={leftOut}
                onLeaveOut={(column, isOut) =>
                  setLeftOut(before => new Set(isOut ? [...before, column] : [...before].filter(name => name !== column)))
                }
              />
            )}
          </>
        )}
        <Group justify="flex-end" gap="xs">
          <Button size="xs" variant="default" onClick={onClose}>
            {t`Cancel`}
          </Button>
          <Button
            size="xs"
            disabled={sound.length === 0 || blocked !== undefined || looked.isPlaceholderData}
            loading={settled !== undefined}
            // Once it can be taken: what opened this with the keyboard goes on with it.
            ref={act}
            onClick={() => void paste()}
          >
            {wrong > 0 && sound.length > 0 ? words.actOnSome(able) : words.act(able)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

interface PreviewProps {
  readonly app: string
  readonly entity: EntityView
  readonly changes: readonly Change[]
  readonly columns: readonly FieldView[]
  /** Names of columns that stay as they are, whatever was pasted over them. */
  readonly leftOut: ReadonlySet<string>
  readonly onLeaveOut: (column: string, isOut: boolean) => void
}

/** What is wrong stands first, and of many columns those in which it is. */
function Preview({ app, entity, changes, columns, leftOut, onLeaveOut }: PreviewProps) {
  const { t } = useLingui()
  const refusing = new Set(
    changes.flatMap(({ cells }) => cells.flatMap(({ field, read }) => ('problem' in read ? [field.name] : []))),
  )
  const ordered = [...changes.filter(change => !isSound(change)), ...changes.filter(isSound)]
  const happens = new Set([...leftOut, ...changes.flatMap(({ cells }) => cells.map(({ field }) => field.name))])
  const told =
    columns.length < manyColumns
      ? columns
      : [
          ...columns.filter(({ name }) => refusing.has(name) || leftOut.has(name)),
          ...columns.filter(({ name }) => happens.has(name) && !refusing.has(name) && !leftOut.has(name)),
        ]
  const staying = countText(columns.length - told.length)
  const shown = ordered.slice(0, Math.max(fewestRows, Math.min(shownRows, Math.floor(shownCells / Math.max(1, told.length)))))
  const more = countText(ordered.length - shown.length)
  return (
    <div className={classes.preview}>
      <Table stickyHeader withRowBorders fz={13} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{entity.label}</Table.Th>
            {told.map(({ name, title }) => (
              <Table.Th key={name} scope="col">
                {title}
                {leftOut.has(name) ? (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    onClick={() => onLeaveOut(name, false)}
                    aria-label={t`${title}: take in again`}
                  >
                    {t`Take in again`}
                  </Button>
                ) : (
                  refusing.has(name) &&
                  columns.length > 1 && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      onClick={() => onLeaveOut(name, true)}
                      aria-label={t`Leave out ${title}`}
                    >
                      {t`Leave out`}
                    </Button>
                  )
                )}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map(change => (
            <Table.Tr key={change.row.id}>
              <Table.Th scope="row">
                {beginOf(String(change.row[entity.titleField] ?? ''))}
                {change.refused && <p className={classes.problem}>{change.refused}</p>}
              </Table.Th>
              {told.map(field => (
                <Table.Td key={field.name} data-wide={fieldUi(field).wide || undefined}>
                  <After
                    app={app}
                    field={field}
                    row={change.row}
                    cell={change.cells.find(each => each.field.name === field.name)}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {ordered.length > shown.length && (
        <Text size="sm" c="dimmed">
          {t`and ${more} more`}
        </Text>
      )}
      {told.length < columns.length && (
        <Text size="sm" c="dimmed">
          {t`Columns in which nothing changes: ${staying}`}
        </Text>
      )}
    </div>
  )
}

function After({
  app,
  field,
  row,
  cell,
}: {
  readonly app: string
  readonly field: FieldView
  readonly row: RecordRow
  readonly cell: Change['cells'][number] | undefined
}) {
  const { Display } = fieldUi(field)
  const show = (value: WireValue | undefined) => <Display app={app} field={field} value={inShort(field, value)} dense />
  if (!cell) return <span className={classes.dim}>{show(row[field.name])}</span>
  if ('problem' in cell.read)
    return (
      <>
        <span>{beginOf(cell.written)}</span>
        <p className={classes.problem}>{cell.read.problem}</p>
      </>
    )
  return (
    <>
      <del className={classes.former}>{show(row[field.name])}</del> <ins className={classes.after}>{show(cell.read.value)}</ins>
    </>
  )
}

/** Of a long text more would push the other changes out of sight. */
const mostLetters = 120

const beginOf = (text: string) => (text.length > mostLetters ? `${[...text].slice(0, mostLetters).join('')}…` : text)

const inShort = (field: FieldView, value: WireValue | undefined) =>
  typeof value === 'string' && /text$/.test(field.type) ? beginOf(value) : value
