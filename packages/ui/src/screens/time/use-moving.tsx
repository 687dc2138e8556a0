/** Moving a record to other days: by drag, or by writing them. Whether it may is the server's answer on that very record. */
import type { FieldView, RecordRow, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { listFormat, say } from '../../client/language.ts'
import { recordQuery } from '../../client/queries.ts'
import { fieldUi } from '../../fields/registry.ts'
import { ActButton } from '../../kit/act.tsx'
import { refusedNotice } from '../record/refused-notice.tsx'
import { useChange } from '../record/use-change.tsx'
import type { RecordsPage } from '../records/page.ts'
import { daysMoved, type Ends, later, moved, type Part, type Shift, shifted, taking, type Which } from './ends.ts'

export interface Moving {
  /** The record as it is now and why it stays where it is, as far as that can be known before. */
  ask(
    row: RecordRow,
    which: Which | 'anew',
  ): Promise<{ readonly view: RecordView; readonly refused: string | undefined } | undefined>
  by(row: RecordRow, days: number, which: Which): Promise<void>
  /** The same on the clocks, for moments. @returns whether it was moved, if it was to be */
  onClocks(row: RecordRow, shift: Shift, which: 'both' | 'until'): Promise<boolean>
  /** Both ends are written anew, so that it takes this time. @returns whether they were */
  anew(row: RecordRow, part: Part): Promise<boolean>
  /** Opens the dialog in which the days are written. */
  choose(row: RecordRow): void
  readonly dialog: ReactNode
}

export function useMoving(page: RecordsPage, ends: Ends): Moving {
  const { t } = useLingui()
  const { app, entity } = page
  const cache = useQueryClient()
  const [choosing, setChoosing] = useState<RecordView>()
  const { saveTogether, dialog: stale } = useChange(app.name, entity.name)
  const read = (row: RecordRow) => cache.fetchQuery({ ...recordQuery(app.name, entity.name, row.id), staleTime: 2_000 })
  const failed = (error: unknown) => refusedNotice(app.name, t`It stays where it is`, error)
  const put = (view: RecordView, values: Readonly<Record<string, WireValue>>) =>
    saveTogether(
      view,
      fieldsOf(ends).flatMap(field => (field.name in values ? [{ field, value: values[field.name]! }] : [])),
    )
  const ask: Moving['ask'] = async (row, which) => {
    try {
      const view = await read(row)
      return { view, refused: whyNot(view, ends, namesOf(view.record, ends, which)) }
    } catch (error) {
      failed(error)
      return undefined
    }
  }
  const move = async (row: RecordRow, which: Which | 'anew', values: (now: RecordRow) => Readonly<Record<string, WireValue>>) => {
    const asked = await ask(row, which)
    if (!asked) return false
    if (!asked.refused) return await put(asked.view, values(asked.view.record))
    notifications.show({ color: 'red', title: t`It stays where it is`, message: asked.refused })
    return false
  }
  return {
    ask,
    by: async (row, days, which) => {
      if (days !== 0) await move(row, which, now => moved(now, ends, days, which))
    },
    onClocks: async (row, shift, which) =>
      (shift.days === 0 && shift.minutes === 0) || (await move(row, which, now => shifted(now, ends, shift, which))),
    anew: (row, part) => move(row, 'anew', () => taking(part, ends)),
    choose: row => void read(row).then(setChoosing, failed),
    dialog: (
      <>
        {stale}
        {choosing && (
          <MoveDialog
            page={page}
            ends={ends}
            view={choosing}
            onClose={() => setChoosing(undefined)}
            onMove={values => {
              setChoosing(undefined)
              void put(choosing, values)
            }}
          />
        )}
      </>
    ),
  }
}

const fieldsOf = ({ from, until }: Ends) => (until ? [from, until] : [from])

/** The fields that change. */
function namesOf(record: RecordRow, ends: Ends, which: Which | 'anew'): readonly string[] {
  if (which === 'anew') return fieldsOf(ends).map(({ name }) => name)
  return which === 'until' ? [ends.until?.name ?? ''] : Object.keys(moved(record, ends, 0, which))
}

/** A sentence where one of these fields is not this person's to change. */
function whyNot(view: RecordView, ends: Ends, names: readonly string[]): string | undefined {
  const fixed = fieldsOf(ends).find(({ name }) => names.includes(name) && !view.can.update.includes(name))
  return fixed && mayNotChange([fixed])
}

function mayNotChange(fields: readonly FieldView[]): string {
  const names = listFormat({ type: 'disjunction' }).format(fields.map(({ title }) => say(msg`“${title}”`)))
  return say(msg`You may not change ${names} here.`)
}

interface DialogProps {
  readonly page: RecordsPage
  readonly ends: Ends
  readonly view: RecordView
  readonly onClose: () => void
  readonly onMove: (values: Readonly<Record<string, WireValue>>) => void
}

function MoveDialog({ page, ends, view, onClose, onMove }: DialogProps) {
  const { t } = useLingui()
  const { app, entity, viewing } = page
  const { record, can } = view
  const [written, setWritten] = useState<Readonly<Record<string, WireValue>>>({})
  const open = viewing ? [] : fieldsOf(ends).filter(({ name }) => can.update.includes(name))
  // The end comes along until it is written itself.
  const days = daysMoved(record, ends, written[ends.from.name])
  const end = ends.until && days && open.includes(ends.until) && later(ends.until, record[ends.until.name], days, ends.timeZone)
  const values = { ...(end && { [ends.until!.name]: end }), ...written }
  const title = String(record[entity.titleField] ?? entity.label)
  const changed = Object.entries(values).filter(([name, value]) => value !== (record[name] ?? null))
  return (
    <Modal opened onClose={onClose} title={t`Move “${title}”`} size="sm">
      <form
        onSubmit={event => {
          event.preventDefault()
          onMove(Object.fromEntries(changed))
        }}
      >
        <Stack gap="xs">
          {open.length === 0 && <Text size="sm">{mayNotChange(fieldsOf(ends))}</Text>}
          {open.map((field, index) => {
            const { Editor } = fieldUi(field)
            return (
              <Editor
                key={field.name}
                id={`move-${field.name}`}
                app={app.name}
                field={field}
                label={field.title}
                value={field.name in values ? values[field.name] : record[field.name]}
                autoFocus={index === 0}
                onChange={value => setWritten(before => ({ ...before, [field.name]: value }))}
              />
            )
          })}
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose}>
              {open.length === 0 ? t`Close` : t`Cancel`}
            </Button>
            {open.length > 0 && (
              <ActButton type="submit" disabled={changed.length === 0}>
                {t({ message: 'Move', context: 'to other days' })}
              </ActButton>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
