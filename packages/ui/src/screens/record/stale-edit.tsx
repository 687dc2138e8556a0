/** Two people had the same form open: what the other changed is told, and where both changed the same field one of the values is chosen. */
import type { EntityView, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, List, Modal, Radio, Stack, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { listFormat, say } from '../../client/language.ts'
import { sinceText } from '../../fields/date-words.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import type { Author } from './changed-by.ts'
import { type Difference, differenceOf, type Edited } from './edited.ts'
import { StaleValue } from './stale-value.tsx'

export interface Stale {
  readonly now: RecordView
  readonly authorOf: (field: string) => Author
}

interface StaleEditProps extends Stale {
  readonly app: string
  readonly entity: EntityView
  readonly edited: Edited
  readonly fields: readonly string[]
  /** Back to the form; nothing is decided, and saving asks again. */
  readonly onBack: () => void
  readonly onDecided: (taken: ReadonlySet<string>) => void
}

/** Of more than these, the way to answer all at once stands before them: nobody scrolls past two hundred to find it. */
const few = 5

export function StaleEdit({ app, entity, edited, fields, now, authorOf, onBack, onDecided }: StaleEditProps) {
  const { t } = useLingui()
  const difference: Difference = differenceOf(edited, now.record, fields)
  const [chosen, setChosen] = useState<Readonly<Record<string, 'mine' | 'theirs'>>>({})
  const { both, theirs, mine } = difference
  const open = both.filter(field => !chosen[field])
  const titleOf = (field: string) => fieldOf(entity, field)?.title ?? field
  const soDidYou = (field: string) => {
    const { name, at } = authorOf(field)
    const [title, since] = [titleOf(field), sinceText(at, Date.now(), 'second')]
    return t`${name} changed ${title} ${since}, and so did you. What should stand?`
  }
  const titles = listFormat({ type: 'unit' }).format(mine.map(titleOf))
  const keepsSome = mine.length > 0 || both.some(field => chosen[field] === 'mine')
  const allAtOnce = (
    <Group gap="xs">
      <Button size="compact-xs" variant="default" onClick={() => setChosen(all(both, 'mine'))}>
        <Trans>Keep all of mine</Trans>
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => setChosen(all(both, 'theirs'))}>
        <Trans>Take all of theirs</Trans>
      </Button>
    </Group>
  )
  return (
    <Modal opened onClose={onBack} title={titleOfAll([...both, ...theirs].map(authorOf))} size={560}>
      <form
        onSubmit={event => {
          event.preventDefault()
          onDecided(new Set(both.filter(field => chosen[field] === 'theirs')))
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{t`Your changes are not saved yet, and nothing you wrote is lost.`}</Text>
          {theirs.length > 0 && (
            <List size="sm" aria-label={t`Changed by others`}>
              {theirs.map(field => (
                <List.Item key={field}>
                  <Theirs author={authorOf(field)} title={titleOf(field)}>
                    <Value app={app} entity={entity} field={field} value={now.record[field]} />
                  </Theirs>
                </List.Item>
              ))}
            </List>
          )}
          {both.length > few && allAtOnce}
          {both.map(field => (
            <Radio.Group
              key={field}
              size="sm"
              label={soDidYou(field)}
              value={chosen[field] ?? null}
              onChange={choice => setChosen(before => ({ ...before, [field]: choice as 'mine' | 'theirs' }))}
            >
              <Stack gap={6} mt={6}>
                <Radio
                  size="xs"
                  value="mine"
                  label={
                    <Trans>
                      Keep mine: <Value app={app} entity={entity} field={field} value={edited.touched[field]} />
                    </Trans>
                  }
                />
                <Radio
                  size="xs"
                  value="theirs"
                  label={
                    <Trans>
                      Take theirs: <Value app={app} entity={entity} field={field} value={now.record[field]} />
                    </Trans>
                  }
                />
              </Stack>
            </Radio.Group>
          ))}
          {both.length > 1 && both.length <= few && allAtOnce}
          {mine.length > 0 && <Text size="sm">{t`Only you changed ${titles}.`}</Text>}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onBack}>
              <Trans>Back to the form</Trans>
            </Button>
            <Button type="submit" disabled={open.length > 0} data-autofocus={both.length === 0 || undefined}>
              {open.length === 0 && !keepsSome ? t`Leave it as it is now` : t`Save`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

const all = (fields: readonly string[], choice: 'mine' | 'theirs') => Object.fromEntries(fields.map(field => [field, choice]))

/** Who changed how much, and when last. */
function titleOfAll(authors: readonly Author[]): string {
  const count = authors.length
  const last = authors
    .map(author => author.at)
    .sort()
    .at(-1)
  // What was changed may be none of the fields shown here.
  if (last === undefined) return say('This was changed meanwhile')
  const since = sinceText(last, Date.now(), 'second')
  const [name, ...others] = new Set(authors.map(author => author.name))
  return others.length === 0
    ? say('{name} changed {count, plural, one {# field} other {# fields}} {since}', { name, count, since })
    : say('Others changed {count, plural, one {# field} other {# fields}} {since}', { count, since })
}

interface TheirsProps {
  readonly author: Author
  readonly title: string
  readonly children: ReactNode
}

function Theirs({ author, title, children }: TheirsProps) {
  const name = <span dir="auto">{author.name}</span>
  const field = <span dir="auto">{title}</span>
  const since = sinceText(author.at, Date.now(), 'second')
  return (
    <Trans>
      {name} changed {field} {since}: {children}
    </Trans>
  )
}

interface ValueProps {
  readonly app: string
  readonly entity: EntityView
  readonly field: string
  readonly value: WireValue | undefined
}

function Value({ app, entity, field, value }: ValueProps) {
  const view = fieldOf(entity, field)
  if (!view) return null
  return <StaleValue app={app} field={view} value={value} />
}
