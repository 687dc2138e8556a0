/** Two people had the same form open: what the other changed is told, and where both changed the same field one of the values is chosen. */
import type { EntityView, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Button, Group, List, Modal, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { sinceText } from '../../fields/dates.tsx'
import { fieldOf } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'
import type { Author } from './changed-by.ts'
import { type Difference, differenceOf, type Edited } from './edited.ts'

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

export function StaleEdit({ app, entity, edited, fields, now, authorOf, onBack, onDecided }: StaleEditProps) {
  const difference: Difference = differenceOf(edited, now.record, fields)
  const [chosen, setChosen] = useState<Readonly<Record<string, 'mine' | 'theirs'>>>({})
  const { both, theirs, mine } = difference
  const open = both.filter(field => !chosen[field])
  const titleOf = (field: string) => fieldOf(entity, field)?.title ?? field
  const sentence = (field: string) => {
    const { name, at } = authorOf(field)
    return `${name} changed ${titleOf(field)} ${sinceText(at, Date.now(), 'second')}`
  }
  const keepsSome = mine.length > 0 || both.some(field => chosen[field] === 'mine')
  return (
    <Modal
      opened
      onClose={onBack}
      title={titleOfAll([...both, ...theirs].map(authorOf))}
      size={560}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          onDecided(new Set(both.filter(field => chosen[field] === 'theirs')))
        }}
      >
        <Stack gap="sm">
          <Text size="sm">Your changes are not saved yet, and nothing you wrote is lost.</Text>
          {theirs.length > 0 && (
            <List size="sm" aria-label="Changed by others">
              {theirs.map(field => (
                <List.Item key={field}>
                  {sentence(field)}: <Value app={app} entity={entity} field={field} value={now.record[field]} />
                </List.Item>
              ))}
            </List>
          )}
          {both.map(field => (
            <Radio.Group
              key={field}
              size="sm"
              label={`${sentence(field)}, and so did you. What should stand?`}
              value={chosen[field] ?? null}
              onChange={choice => setChosen(before => ({ ...before, [field]: choice as 'mine' | 'theirs' }))}
            >
              <Stack gap={6} mt={6}>
                <Radio
                  size="xs"
                  value="mine"
                  label={
                    <>
                      Keep mine: <Value app={app} entity={entity} field={field} value={edited.touched[field]} />
                    </>
                  }
                />
                <Radio
                  size="xs"
                  value="theirs"
                  label={
                    <>
                      Take theirs: <Value app={app} entity={entity} field={field} value={now.record[field]} />
                    </>
                  }
                />
              </Stack>
            </Radio.Group>
          ))}
          {both.length > 1 && (
            <Group gap="xs">
              <Button size="compact-xs" variant="default" onClick={() => setChosen(all(both, 'mine'))}>
                Keep all of mine
              </Button>
              <Button size="compact-xs" variant="default" onClick={() => setChosen(all(both, 'theirs'))}>
                Take all of theirs
              </Button>
            </Group>
          )}
          {mine.length > 0 && <Text size="sm">Only you changed {mine.map(titleOf).join(', ')}.</Text>}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onBack}>
              Back to the form
            </Button>
            <Button type="submit" disabled={open.length > 0} data-autofocus={both.length === 0 || undefined}>
              {open.length === 0 && !keepsSome ? 'Leave it as it is now' : 'Save'}
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
  const what = authors.length === 1 ? '1 field' : `${authors.length} fields`
  const last = authors
    .map(author => author.at)
    .sort()
    .at(-1)
  const who = new Set(authors.map(author => author.name)).size === 1 ? authors[0]!.name : 'Others'
  // What was changed may be none of the fields shown here.
  return last === undefined ? 'This was changed meanwhile' : `${who} changed ${what} ${sinceText(last, Date.now(), 'second')}`
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
  const { Display } = fieldUi(view)
  return (
    <b style={{ fontWeight: 500 }}>
      <Display app={app} field={view} value={value} dense />
    </b>
  )
}
