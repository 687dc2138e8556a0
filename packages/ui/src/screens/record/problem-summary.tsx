/** What stood in the way of saving: each field by its title, with the way to it. */
import type { AppView, EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Alert, Anchor, List, Text } from '@mantine/core'
import type { Ref } from 'react'
import { Refused, requestOf, sentenceOf } from '../../client/http.ts'
import { inSentence, say } from '../../client/language.ts'
import { readDay } from '../../fields/written.ts'
import classes from './record.module.css'
import { withProblems } from './use-refusal.ts'

interface ProblemSummaryProps {
  readonly error: unknown
  /** Knows what the fields of lines are called. */
  readonly app?: AppView
  readonly entity: Pick<EntityView, 'fields'> & Partial<Pick<EntityView, 'lines'>>
  /** Id of the control of a field. */
  readonly idOf: (field: string) => string
  /** Brings the control of a field to where it can be seen. */
  readonly onGo?: (field: string) => void
  readonly ref?: Ref<HTMLDivElement>
}

export function ProblemSummary({ error, app, entity, idOf, onGo, ref }: ProblemSummaryProps) {
  const problems = error instanceof Refused ? (error.problem.fields ?? []) : []
  const { t } = useLingui()
  const count = problems.length
  // What is counted of other records has no control to go to.
  const isCounted = (name: string) =>
    wholeLine.test(name) || entity.fields.some(field => field.name === name && field.type === 'rollup')
  const title =
    error instanceof Refused && error.problem.code === 'record.duplicate'
      ? error.problem.title
      : count > 0
        ? t`${plural(count, { one: 'One thing has to be corrected', other: '# things have to be corrected' })}`
        : error instanceof Refused
          ? error.problem.title
          : t`It was not saved`
  return (
    <Alert className={classes.problems} color="red" variant="light" title={title} ref={ref} tabIndex={-1} role="alert">
      {count > 0 ? (
        <List size="sm">
          {problems.map(({ field, message }) => (
            <List.Item key={`${field}${message}`}>
              {isCounted(field) ? (
                <Text span size="sm" fw={500}>
                  {titleOf(entity, field, app)}:
                </Text>
              ) : field ? (
                <Anchor
                  size="sm"
                  // Beside words, a link is told from them by more than its colour.
                  underline="always"
                  href={`#${idOf(field)}`}
                  onClick={event => {
                    event.preventDefault()
                    onGo?.(field)
                    goTo(document.getElementById(idOf(field)))
                  }}
                >
                  {titleOf(entity, field, app)}
                </Anchor>
              ) : null}
              {/* A sentence of its own, not one that goes on after the title. */}
              {field && !isCounted(field) && /^\p{Lu}/u.test(message) ? ': ' : ' '}
              {message}
            </List.Item>
          ))}
        </List>
      ) : error instanceof Refused ? (
        [error.problem.hint, requestOf(error)].filter(Boolean).join(' ')
      ) : (
        sentenceOf(error)
      )}
    </Alert>
  )
}

/** Of a line, and of none of its fields. */
const wholeLine = /^\w+\[(\d+)\]$/

function titleOf({ fields, lines }: ProblemSummaryProps['entity'], field: string, app: AppView | undefined): string {
  if (field === 'comment') return say('Comment')
  const [, line] = wholeLine.exec(field) ?? []
  if (line !== undefined) return say('Line {number}', { number: Number(line) + 1 })
  const [, list, index, name] = /^(\w+)\[(\d+)\]\.(\w+)$/.exec(field) ?? []
  const titleIn = (among: EntityView['fields'] | undefined, one: string) => among?.find(each => each.name === one)?.title ?? one
  if (name === undefined) return titleIn(fields, field)
  const entity = lines?.find(line => line.name === list)?.entity
  const target = app?.entities.find(each => each.name === entity)
  return say('Line {number}, {field}', { number: Number(index) + 1, field: inSentence(titleIn(target?.fields, name)) })
}

/** A refusal that names its fields as one comes by them in the form; what stands nowhere in it, at the end. */
export function inOrder(error: unknown, fields: readonly { readonly name: string }[]): unknown {
  if (!(error instanceof Refused) || !error.problem.fields) return error
  const names = fields.map(({ name }) => name)
  const place = ({ field }: { readonly field: string }) => (names.includes(field) ? names.indexOf(field) : names.length)
  return withProblems(
    error,
    error.problem.fields.toSorted((one, other) => place(one) - place(other)),
  )
}

/** What is no day is told in the person's own way of writing one, as at the field itself: the server knows only that of the wire. */
export function asWritten(error: unknown, fields: readonly FieldView[], values: Readonly<Record<string, unknown>>): unknown {
  if (!(error instanceof Refused) || !error.problem.fields) return error
  const days = new Set(fields.flatMap(({ name, type }) => (type === 'date' ? [name] : [])))
  return withProblems(
    error,
    error.problem.fields.map(problem => {
      const read = days.has(problem.field) ? readDay(String(values[problem.field] ?? '')) : undefined
      return read && 'problem' in read ? { ...problem, message: read.problem } : problem
    }),
  )
}

/** The first control that is not right, else the summary: where the work goes on. */
export function focusProblem(error: unknown, idOf: (field: string) => string, summary: HTMLElement | null): void {
  const problems = error instanceof Refused ? (error.problem.fields ?? []) : []
  const control = problems.map(({ field }) => document.getElementById(idOf(field))).find(found => found !== null)
  goTo(control ?? summary)
}

/** With the sentence beneath it: a control at the edge is in sight without, and a browser scrolls for the control alone. */
function goTo(control: HTMLElement | null): void {
  control?.focus()
  if (control) document.getElementById(`${control.id}-error`)?.scrollIntoView({ block: 'nearest' })
}
