/** A new record, or all fields of one: labels on top, problems at their fields and together above the button, the draft kept until it is saved. */
import type { AppView, EntityView, FieldView, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { ActionIcon, Button, Group, Modal } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { changeRecord, createRecord, isHandedOver, settle } from '../../client/changes.ts'
import { Refused } from '../../client/http.ts'
import { recordQuery } from '../../client/queries.ts'
import { toRequest } from '../../fields/field-ui.ts'
import { RecordPlace } from '../../fields/record-place.ts'
import { fieldUi } from '../../fields/registry.ts'
import { ActButton } from '../../kit/act.tsx'
import { readNow } from './changed-by.ts'
import { type Edited, ontoNow, requestOf, type Values, withTouched } from './edited.ts'
import { LeaveQuestion } from './leave-question.tsx'
import { focusProblem, ProblemSummary } from './problem-summary.tsx'
import classes from './record.module.css'
import { type Stale, StaleEdit } from './stale-edit.tsx'
import { told } from './use-change.tsx'

type LineValues = Record<string, Values[]>

export interface RecordFormProps {
  readonly app: AppView
  readonly entity: EntityView
  /** Absent: a new record. */
  readonly view?: RecordView | undefined
  /** What a new record begins with, beside the defaults. */
  readonly starting?: Values | undefined
  readonly onClose: () => void
  readonly onSaved: (id: string) => void
}

export function RecordForm({ app, entity, view, starting, onClose, onSaved }: RecordFormProps) {
  const cache = useQueryClient()
  const draftKey = `draft ${app.name} ${entity.name} ${view?.record.id ?? 'new'}`
  const fields = formFields(entity, view)
  const [edited, setEdited] = useState<Edited>(() => readDraft(draftKey) ?? { opened: view?.record, touched: {} })
  const start = edited.opened ?? { ...defaults(fields), ...only(fields, starting) }
  const values: Values = { ...start, ...edited.touched }
  const [stale, setStale] = useState<Stale>()
  const [leaving, setLeaving] = useState(false)
  const [lines, setLines] = useState<LineValues>({})
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  /** Fields whose values are on their way. */
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set())
  const wait = (place: string) => (on: boolean) =>
    setWaiting(before => new Set(on ? [...before, place] : [...before].filter(each => each !== place)))
  // One key per form: pressing twice, or again after a lost answer, makes one record.
  const key = useRef(crypto.randomUUID())
  const summary = useRef<HTMLDivElement>(null)
  const touched = Object.keys(edited.touched).length > 0
  const dirty = touched || Object.values(lines).some(rows => rows.length > 0)
  useEffect(() => {
    if (touched) sessionStorage.setItem(draftKey, JSON.stringify(edited))
    else sessionStorage.removeItem(draftKey)
  }, [draftKey, edited, touched])
  useEffect(() => {
    if (error !== undefined) focusProblem(error, idOf, summary.current)
  }, [error])

  const problems = error instanceof Refused ? (error.problem.fields ?? []) : []
  const at = (name: string) => problems.find(problem => problem.field === name)?.message
  const close = () => {
    sessionStorage.removeItem(draftKey)
    onClose()
  }
  const leave = () => (dirty ? setLeaving(true) : close())
  const submit = async (present = edited) => {
    if (waiting.size > 0) return
    if (present.opened && Object.keys(present.touched).length === 0) {
      close()
      return
    }
    setBusy(true)
    setError(undefined)
    try {
      const changed = present.opened
        ? await changeRecord(app.name, entity.name, present.opened.id, present.opened.version, requestOf(present), key.current)
        : await createRecord(app.name, entity.name, bodyOf(values, lines), key.current)
      sessionStorage.removeItem(draftKey)
      const id = isHandedOver(changed) ? changed.id : changed.record.id
      await settle(cache, app.name, entity.name, id, changed)
      told(changed)
      onSaved(id)
    } catch (refused) {
      // A corrected form is another request.
      key.current = crypto.randomUUID()
      if (present.opened && refused instanceof Refused && refused.problem.code === 'record.stale')
        await askWhatStands(present.opened.id)
      else setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const askWhatStands = async (id: string) => {
    try {
      const { view: now, authorOf } = await readNow(app.name, entity.name, id)
      setStale({ now, authorOf })
    } catch (refused) {
      setError(refused)
    }
  }
  return (
    <RecordPlace value={{ entity: entity.name, id: view?.record.id }}>
      <Modal
        opened
        onClose={leave}
        closeOnEscape={!stale && !leaving}
        title={view ? `Edit ${entity.label.toLowerCase()}` : `New ${entity.label.toLowerCase()}`}
        size={680}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form
          className={classes.form}
          noValidate
          onSubmit={event => {
            event.preventDefault()
            void submit()
          }}
          onKeyDown={event => {
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void submit()
          }}
        >
          {fields.map((field, index) => {
            const { Editor } = fieldUi(field)
            return (
              <Editor
                key={field.name}
                id={idOf(field.name)}
                app={app.name}
                field={field}
                label={field.required ? `${field.title} *` : field.title}
                value={values[field.name]}
                error={at(field.name)}
                autoFocus={index === 0}
                onBusy={wait(field.name)}
                onChange={value => setEdited(before => withTouched(before, field.name, value, start[field.name]))}
              />
            )
          })}
          {!view &&
            entity.lines.map(line => (
              <LineEditor
                key={line.name}
                app={app}
                line={line}
                rows={lines[line.name] ?? []}
                at={at}
                wait={wait}
                onChange={rows => setLines(before => ({ ...before, [line.name]: rows }))}
              />
            ))}
          {error !== undefined && <ProblemSummary error={error} entity={entity} idOf={idOf} ref={summary} />}
          <Group justify="flex-end" gap="xs" className={classes.formFoot}>
            <Button size="xs" variant="default" onClick={leave}>
              Cancel
            </Button>
            <ActButton size="xs" type="submit" loading={busy} disabled={waiting.size > 0}>
              {view ? 'Save' : `Create ${entity.label.toLowerCase()}`}
            </ActButton>
          </Group>
        </form>
        {leaving && <LeaveQuestion onStay={() => setLeaving(false)} onLeave={close} />}
        {stale && (
          <StaleEdit
            {...stale}
            app={app.name}
            entity={entity}
            edited={edited}
            fields={fields.map(field => field.name)}
            onBack={() => setStale(undefined)}
            onDecided={taken => {
              const next = ontoNow(edited, stale.now.record, taken)
              setStale(undefined)
              setEdited(next)
              void submit(next)
            }}
          />
        )}
      </Modal>
    </RecordPlace>
  )
}

/** Opens when the record as it is now has come, and keeps that one: what a refetch brings later is not what the person read. */
export function EditForm({ id, ...rest }: Omit<RecordFormProps, 'view'> & { readonly id: string }) {
  const one = useQuery(recordQuery(rest.app.name, rest.entity.name, id))
  const [opened, setOpened] = useState<RecordView>()
  const { onClose } = rest
  const settled = one.data && !one.isFetching ? one.data : undefined
  const nothing = settled !== undefined && settled.can.update.length === 0
  useEffect(() => {
    if (nothing || one.isError) onClose()
    else if (settled) setOpened(before => before ?? settled)
  }, [settled, nothing, one.isError, onClose])
  return opened ? <RecordForm {...rest} view={opened} /> : null
}

const idOf = (field: string) => `field-${field}`

/** In the order of the layout, then the rest. */
function formFields(entity: EntityView, view: RecordView | undefined): FieldView[] {
  const order = [
    entity.titleField,
    ...entity.layout.sections.flatMap(section => section.fields),
    ...entity.fields.map(field => field.name),
  ]
  return [...new Set(order)].flatMap(name => {
    const field = entity.fields.find(candidate => candidate.name === name)
    if (!field || field.managed) return []
    return (view ? view.can.update.includes(name) : field.creatable) ? [field] : []
  })
}

function defaults(fields: readonly FieldView[]): Values {
  return Object.fromEntries(fields.map(field => [field.name, field.default as WireValue | undefined]))
}

/** Of these values those this person may give. */
function only(fields: readonly FieldView[], values: Values = {}): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => fields.some(field => field.name === name)))
}

function readDraft(key: string): Edited | undefined {
  const text = sessionStorage.getItem(key)
  return text ? (JSON.parse(text) as Edited) : undefined
}

function filled(values: Values): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (toRequest(value) === null ? [] : [[name, toRequest(value)]])),
  )
}

function bodyOf(values: Values, lines: LineValues) {
  const kept = Object.entries(lines).filter(([, rows]) => rows.length > 0)
  return {
    fields: filled(values),
    ...(kept.length > 0
      ? { lines: Object.fromEntries(kept.map(([name, rows]) => [name, rows.map(row => ({ fields: filled(row) }))])) }
      : {}),
  }
}

interface LineEditorProps {
  readonly app: AppView
  readonly line: { readonly name: string; readonly entity: string; readonly via: string }
  readonly rows: readonly Values[]
  readonly at: (name: string) => string | undefined
  readonly wait: (place: string) => (on: boolean) => void
  readonly onChange: (rows: Values[]) => void
}

function LineEditor({ app, line, rows, at, wait, onChange }: LineEditorProps) {
  const target = app.entities.find(entity => entity.name === line.entity)
  if (!target?.can.includes('create')) return null
  const fields = target.fields.filter(field => field.creatable && field.name !== line.via)
  return (
    <div>
      <h3 className={classes.section}>{target.labelPlural}</h3>
      <table className={classes.lines}>
        <thead>
          <tr>
            {fields.map(field => (
              <th key={field.name}>{field.required ? `${field.title} *` : field.title}</th>
            ))}
            <th aria-label="Remove" />
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line that is not saved yet has only its place
            <tr key={index}>
              {fields.map(field => {
                const { Editor } = fieldUi(field)
                return (
                  <td key={field.name}>
                    <Editor
                      app={app.name}
                      field={field}
                      value={row[field.name]}
                      error={at(`${line.name}[${index}].${field.name}`)}
                      onBusy={wait(`${line.name}[${index}].${field.name}`)}
                      onChange={value =>
                        onChange(rows.map((each, at) => (at === index ? { ...each, [field.name]: value } : each)))
                      }
                    />
                  </td>
                )
              })}
              <td>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={28}
                  aria-label={`Remove line ${index + 1}`}
                  onClick={() => onChange(rows.filter((_, at) => at !== index))}
                >
                  <IconX size={14} />
                </ActionIcon>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={12} />}
        onClick={() =>
          onChange([...rows, Object.fromEntries(fields.map(field => [field.name, field.default as WireValue | undefined]))])
        }
      >
        Add {target.label.toLowerCase()}
      </Button>
    </div>
  )
}
