/** The whole filter of a list: built from conditions and groups, or written as CEL. What the builder cannot show is only written, and is never lost. */
import type { EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { ActionIcon, Button, Modal, SegmentedControl, Text, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type RefObject, useRef, useState } from 'react'
import { Refused, sentenceOf } from '../../client/http.ts'
import { countText, inSentence, say } from '../../client/language.ts'
import { countQuery } from '../../client/queries.ts'
import { growing } from '../../kit/growing.ts'
import { Pick } from '../../kit/pick.tsx'
import { complete, inDays, inSeveral, type Operator, operatorsFor, usualDays, wordsFor } from './conditions.ts'
import { printGroup, readGroup } from './filter.ts'
import classes from './filter-dialog.module.css'
import {
  type DraftCondition,
  type DraftGroup,
  type DraftPart,
  deepestDraft,
  draftOf,
  groupOf,
  isDraftGroup,
  lacking,
  newCondition,
  newGroup,
  replaced,
} from './filter-draft.ts'
import { focusSoon } from './keys.ts'
import { useKnownNames } from './known-names.ts'
import { both } from './page.ts'
import { ValueInput } from './value-input.tsx'

export interface FilterDialogProps {
  readonly app: string
  readonly entity: EntityView
  readonly fields: readonly FieldView[]
  /** Holds whatever is built here. */
  readonly condition: string | undefined
  readonly search: string | undefined
  readonly filter: string | undefined
  readonly onApply: (filter: string | undefined) => void
  readonly onClose: () => void
}

/** With a first condition to choose, so that nothing has to be added before. */
function begun(group: ReturnType<typeof readGroup>): DraftGroup {
  const draft = draftOf(group ?? { join: 'and', parts: [] })
  return draft.parts.length > 0 ? draft : { ...draft, parts: [newCondition()] }
}

export function FilterDialog(props: FilterDialogProps) {
  const { t } = useLingui()
  const { app, entity, fields, filter } = props
  const labels = inSentence(entity.labelPlural)
  const [given] = useState(() => readGroup(fields, filter))
  const [mode, setMode] = useState<'builder' | 'code'>(given ? 'builder' : 'code')
  const [draft, setDraft] = useState(() => begun(given))
  const [code, setCode] = useState(filter ?? '')
  const group = groupOf(fields, draft)
  useKnownNames(app, fields, group)
  const asked = mode === 'builder' ? printGroup(fields, group) : code.trim() || undefined
  const missing = mode === 'builder' ? lacking(fields, draft) : 0
  const isShown = mode === 'builder' || readGroup(fields, code) !== undefined
  const [settled] = useDebouncedValue(asked, 250)
  const count = useQuery({
    ...countQuery(app, entity.name, { filter: both(props.condition, settled), search: props.search }, false),
    retry: false,
  })
  const isCurrent = settled === asked && !count.isFetching
  const problem = isCurrent && count.isError ? count.error : undefined
  const body = useRef<HTMLDivElement>(null)
  const turn = (next: string) => {
    if (next === 'code') setCode(printGroup(fields, group) ?? '')
    else setDraft(begun(readGroup(fields, code)))
    setMode(next as typeof mode)
  }
  const change = (next: DraftGroup) => setDraft(next.parts.length > 0 ? next : { ...next, parts: [newCondition()] })
  return (
    <Modal opened onClose={props.onClose} title={t`Filter ${labels}`} size={760}>
      <form
        className={classes.form}
        onSubmit={event => {
          event.preventDefault()
          if (missing > 0 || problem) return
          props.onApply(asked)
        }}
      >
        <div className={classes.modes}>
          <Text size="sm" c="dimmed">
            {mode === 'builder'
              ? t`Only ${labels} that meet this are shown.`
              : isShown
                ? t`Written as CEL, like rules and conditions of an app.`
                : t`The builder has no form for this expression. It stays as it is written.`}
          </Text>
          <SegmentedControl
            size="xs"
            aria-label={t`How the filter is written`}
            value={mode}
            onChange={turn}
            data={[
              { value: 'builder', label: t`Builder`, disabled: !isShown },
              { value: 'code', label: t`Code` },
            ]}
          />
        </div>
        {mode === 'builder' ? (
          <div ref={body}>
            <GroupEditor
              app={app}
              fields={fields}
              group={draft}
              depth={0}
              body={body}
              onChange={next => change(next ?? begun(undefined))}
            />
          </div>
        ) : (
          <Textarea
            aria-label={t`Filter as CEL`}
            {...growing(4, 12)}
            maxLength={4_000}
            spellCheck={false}
            classNames={{ input: classes.code }}
            placeholder={'record.status == "new" || record.assignee == user.id'}
            value={code}
            data-autofocus
            error={problem !== undefined}
            onChange={event => setCode(event.currentTarget.value)}
          />
        )}
        <div className={classes.foot}>
          <span role="status" className={classes.told} data-problem={problem !== undefined || undefined}>
            {missing > 0
              ? t`${plural(missing, {
                  one: 'One condition lacks something: complete or remove it.',
                  other: '# conditions lack something: complete or remove them.',
                })}`
              : problem
                ? findingOf(problem)
                : count.data?.count === undefined
                  ? ''
                  : matchWords(entity, count.data.count, count.data.capped === true)}
          </span>
          {filter && (
            <Button variant="subtle" color="gray" onClick={() => props.onApply(undefined)}>
              <Trans>Clear</Trans>
            </Button>
          )}
          <Button variant="default" onClick={props.onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" disabled={missing > 0 || problem !== undefined}>
            <Trans>Apply</Trans>
          </Button>
        </div>
      </form>
    </Modal>
  )
}

const findingOf = (error: unknown) => (error instanceof Refused && error.problem.detail) || sentenceOf(error)

function matchWords(entity: EntityView, count: number, isCapped: boolean): string {
  return say('{count, plural, one {{number} {label} meets it} other {{number} {labels} meet it}}', {
    // Of more there is never one.
    count: isCapped ? count + 1 : count,
    number: countText(count, isCapped),
    label: inSentence(entity.label),
    labels: inSentence(entity.labelPlural),
  })
}

interface GroupEditorProps {
  readonly app: string
  readonly fields: readonly FieldView[]
  readonly group: DraftGroup
  readonly depth: number
  readonly body: RefObject<HTMLDivElement | null>
  /** @param next undefined: it is taken away */
  readonly onChange: (next: DraftGroup | undefined) => void
}

function GroupEditor({ app, fields, group, depth, body, onChange }: GroupEditorProps) {
  const { t } = useLingui()
  const add = (part: DraftPart) => {
    onChange({ ...group, parts: [...group.parts, part] })
    const key = isDraftGroup(part) ? part.parts[0]!.key : part.key
    focusSoon(() => body.current?.querySelector<HTMLElement>(`[data-part="${key}"] input`) ?? null)
  }
  const set = (key: number, next: DraftPart | undefined) => {
    const changed = replaced(group, key, next)
    onChange(changed.parts.length === 0 && depth > 0 ? undefined : changed)
    if (!next) focusSoon(() => body.current?.querySelector<HTMLElement>('[data-add]') ?? null)
  }
  return (
    <fieldset className={classes.group} data-odd={depth % 2 === 1 || undefined}>
      <legend className={classes.legend}>{group.join === 'and' ? t`All of these hold` : t`One of these holds`}</legend>
      <div className={classes.head}>
        <SegmentedControl
          size="xs"
          aria-label={t`Together by`}
          value={group.join}
          onChange={join => onChange({ ...group, join: join as DraftGroup['join'] })}
          data={[
            { value: 'and', label: t`and` },
            { value: 'or', label: t`or` },
          ]}
        />
        <Button
          data-add
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconPlus size={14} />}
          onClick={() => add(newCondition())}
        >
          <Trans>Condition</Trans>
        </Button>
        {depth < deepestDraft - 1 && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconPlus size={14} />}
            onClick={() => add(newGroup(group.join === 'and' ? 'or' : 'and'))}
          >
            <Trans context="of conditions">Group</Trans>
          </Button>
        )}
        {depth > 0 && (
          <ActionIcon
            className={classes.removal}
            size={24}
            variant="subtle"
            color="gray"
            aria-label={t`Remove the group`}
            onClick={() => onChange(undefined)}
          >
            <IconX size={14} />
          </ActionIcon>
        )}
      </div>
      {group.parts.map((part, index) =>
        isDraftGroup(part) ? (
          <GroupEditor
            key={part.key}
            app={app}
            fields={fields}
            group={part}
            depth={depth + 1}
            body={body}
            onChange={next => set(part.key, next)}
          />
        ) : (
          <ConditionEditor
            key={part.key}
            app={app}
            fields={fields}
            draft={part}
            isFirst={depth === 0 && index === 0}
            mayGo={group.parts.length > 1 || depth > 0 || part.field !== undefined}
            onChange={next => set(part.key, next)}
          />
        ),
      )}
    </fieldset>
  )
}

interface ConditionEditorProps {
  readonly app: string
  readonly fields: readonly FieldView[]
  readonly draft: DraftCondition
  readonly isFirst: boolean
  readonly mayGo: boolean
  readonly onChange: (next: DraftCondition | undefined) => void
}

function ConditionEditor({ app, fields, draft, isFirst, mayGo, onChange }: ConditionEditorProps) {
  const { t } = useLingui()
  const field = fields.find(candidate => candidate.name === draft.field)
  const title = field?.title
  const operators = field ? [...new Set([...operatorsFor(field), ...(draft.operator ? [draft.operator] : [])])] : []
  const begin = (name: string) => {
    const next = fields.find(candidate => candidate.name === name)!
    onChange(withOperator({ key: draft.key, field: name }, operatorsFor(next)[0]!))
  }
  return (
    <div className={classes.condition} data-part={draft.key}>
      <Pick
        aria-label={t`Field`}
        placeholder={t`Field`}
        allowDeselect={false}
        className={classes.field}
        data={fields.filter(each => operatorsFor(each).length > 0).map(each => ({ value: each.name, label: each.title }))}
        value={draft.field ?? null}
        data-autofocus={isFirst || undefined}
        onChange={next => next !== null && begin(next)}
      />
      {field && draft.operator && (
        <Pick
          aria-label={t`Comparison`}
          allowDeselect={false}
          className={classes.operator}
          data={operators.map(each => ({ value: each, label: wordsFor(field, each) }))}
          value={draft.operator}
          onChange={next => next !== null && onChange(withOperator(draft, next as Operator))}
        />
      )}
      {field && draft.operator && !complete.includes(draft.operator) && (
        <div className={classes.value}>
          <ValueInput
            app={app}
            field={field}
            operator={draft.operator}
            value={draft.value}
            onChange={value => {
              const { value: _, ...rest } = draft
              onChange(value === undefined ? rest : { ...rest, value })
            }}
          />
        </div>
      )}
      {mayGo && (
        <ActionIcon
          size={24}
          variant="subtle"
          color="gray"
          aria-label={title === undefined ? t`Remove the condition` : t`Remove the condition on ${title}`}
          onClick={() => onChange(undefined)}
        >
          <IconX size={14} />
        </ActionIcon>
      )}
    </div>
  )
}

/** The value stays where the next comparison can have it. */
function withOperator({ value, operator: before, ...draft }: DraftCondition, operator: Operator): DraftCondition {
  const shape = (each: Operator | undefined) =>
    each === undefined || complete.includes(each)
      ? 'none'
      : inDays.includes(each)
        ? 'days'
        : inSeveral.includes(each)
          ? 'several'
          : 'one'
  if (shape(before) === shape(operator) && value !== undefined) return { ...draft, operator, value }
  return { ...draft, operator, ...(shape(operator) === 'days' ? { value: usualDays } : {}) }
}
