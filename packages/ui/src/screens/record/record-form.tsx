/** A new record, or all fields of one: labels on top, problems at their fields and together above the button, the draft kept until it is saved. */
import type { AppView, EntityView, FieldView, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { ActionIcon, Alert, Anchor, Button, Group, List, Modal } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { changeRecord, createRecord, isHandedOver, settle } from '../../client/changes.ts'
import { Refused, sentenceOf } from '../../client/http.ts'
import { toRequest } from '../../fields/field-ui.ts'
import { RecordPlace } from '../../fields/record-place.ts'
import { fieldUi } from '../../fields/registry.ts'
import { ActButton } from '../../kit/act.tsx'
import classes from './record.module.css'
import { told } from './use-change.ts'

type Values = Record<string, WireValue | undefined>
type LineValues = Record<string, Values[]>

export interface RecordFormProps {
  readonly app: AppView
  readonly entity: EntityView
  /** Absent: a new record. */
  readonly view?: RecordView | undefined
  readonly onClose: () => void
  readonly onSaved: (id: string) => void
}

export function RecordForm({ app, entity, view, onClose, onSaved }: RecordFormProps) {
  const cache = useQueryClient()
  const draftKey = `draft ${app.name} ${entity.name} ${view?.record.id ?? 'new'}`
  const fields = formFields(entity, view)
  const [values, setValues] = useState<Values>(() => readDraft(draftKey) ?? initial(fields, view))
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
  useEffect(() => sessionStorage.setItem(draftKey, JSON.stringify(values)), [draftKey, values])
  useEffect(() => {
    if (error !== undefined) summary.current?.focus()
  }, [error])

  const problems = error instanceof Refused ? (error.problem.fields ?? []) : []
  const at = (name: string) => problems.find(problem => problem.field === name)?.message
  const close = () => {
    sessionStorage.removeItem(draftKey)
    onClose()
  }
  const submit = async () => {
    if (waiting.size > 0) return
    setBusy(true)
    setError(undefined)
    try {
      const changed = view
        ? await changeRecord(app.name, entity.name, view.record.id, view.record.version, onlyChanged(values, view), key.current)
        : await createRecord(app.name, entity.name, bodyOf(values, lines), key.current)
      sessionStorage.removeItem(draftKey)
      const id = isHandedOver(changed) ? changed.id : changed.record.id
      await settle(cache, app.name, entity.name, id, changed)
      told(changed)
      onSaved(id)
    } catch (refused) {
      // A corrected form is another request.
      key.current = crypto.randomUUID()
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  return (
    <RecordPlace value={{ entity: entity.name, id: view?.record.id }}>
      <Modal
        opened
        onClose={close}
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
                id={`field-${field.name}`}
                app={app.name}
                field={field}
                label={field.required ? `${field.title} *` : field.title}
                value={values[field.name]}
                error={at(field.name)}
                autoFocus={index === 0}
                onBusy={wait(field.name)}
                onChange={value => setValues(before => ({ ...before, [field.name]: value }))}
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
          {error !== undefined && (
            <Alert
              color="red"
              variant="light"
              title={error instanceof Refused ? error.problem.title : 'It was not saved'}
              ref={summary}
              tabIndex={-1}
              role="alert"
            >
              {problems.length > 0 ? (
                <List size="sm">
                  {problems.map(problem => (
                    <List.Item key={`${problem.field}${problem.message}`}>
                      {problem.field ? (
                        <Anchor size="sm" href={`#field-${problem.field}`} onClick={event => focusField(event, problem.field)}>
                          {entity.fields.find(field => field.name === problem.field)?.title ?? problem.field}
                        </Anchor>
                      ) : null}{' '}
                      {problem.message}
                    </List.Item>
                  ))}
                </List>
              ) : (
                sentenceOf(error)
              )}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button size="xs" variant="default" onClick={close}>
              Cancel
            </Button>
            <ActButton size="xs" type="submit" loading={busy} disabled={waiting.size > 0}>
              {view ? 'Save' : `Create ${entity.label.toLowerCase()}`}
            </ActButton>
          </Group>
        </form>
      </Modal>
    </RecordPlace>
  )
}

function focusField(event: { preventDefault(): void }, name: string): void {
  event.preventDefault()
  document.getElementById(`field-${name}`)?.focus()
}

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

function initial(fields: readonly FieldView[], view: RecordView | undefined): Values {
  return Object.fromEntries(
    fields.map(field => [field.name, view ? view.record[field.name] : (field.default as WireValue | undefined)]),
  )
}

function readDraft(key: string): Values | undefined {
  const text = sessionStorage.getItem(key)
  return text ? (JSON.parse(text) as Values) : undefined
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

function onlyChanged(values: Values, view: RecordView): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      JSON.stringify(toRequest(value)) === JSON.stringify(toRequest(view.record[name])) ? [] : [[name, toRequest(value)]],
    ),
  )
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
    <RecordPlace value={{ entity: target.name }}>
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
        size="compact-xs"
        variant="default"
        leftSection={<IconPlus size={12} />}
        onClick={() =>
          onChange([...rows, Object.fromEntries(fields.map(field => [field.name, field.default as WireValue | undefined]))])
        }
      >
        Add {target.label.toLowerCase()}
      </Button>
    </RecordPlace>
  )
}
