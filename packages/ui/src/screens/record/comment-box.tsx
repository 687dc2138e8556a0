/** Writing a comment. `@` offers people who read the record, whom the server finds; a name that was chosen tells them. */
import type { Reference } from '@bailiwick/definition/wire/index.ts'
import { Textarea, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { writeComment } from '../../client/changes.ts'
import { mentionableQuery } from '../../client/queries.ts'
import { onlyViewing, useViewing } from '../../client/viewing.ts'
import { PersonAvatar } from '../../fields/references.tsx'
import { ActButton } from '../../kit/act.tsx'
import { searchedFor, withIds, withName, withoutGap } from './mentioning.ts'
import classes from './record.module.css'
import { refusedNotice } from './refused-notice.tsx'
import own from './together.module.css'

interface CommentBoxProps {
  readonly app: string
  readonly entity: string
  readonly id: string
  readonly onWritten: () => void
}

export function CommentBox({ app, entity, id, onWritten }: CommentBoxProps) {
  const box = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const [caret, setCaret] = useState(0)
  const [chosen, setChosen] = useState<readonly Reference[]>([])
  const [closed, setClosed] = useState(false)
  const [at, setAt] = useState(0)
  const [busy, setBusy] = useState(false)
  const list = useId()
  const viewing = useViewing()
  const cache = useQueryClient()
  const asked = closed ? undefined : searchedFor(text, caret)
  const [search] = useDebouncedValue(asked, 120)
  const found = useQuery({
    ...mentionableQuery(app, entity, id, search ?? ''),
    enabled: asked !== undefined && search !== undefined,
  })
  // What is over already is not offered again while its name is being typed on.
  const offered = asked === undefined ? [] : (found.data?.items ?? [])
  const open = offered.length > 0
  const take = (person: Reference | undefined) => {
    if (!person) return
    const next = withName(text, caret, person.title ?? '')
    setText(next.text)
    setCaret(next.caret)
    setChosen(before => [...before, person])
    setClosed(true)
    requestAnimationFrame(() => {
      box.current?.focus()
      box.current?.setSelectionRange(next.caret, next.caret)
    })
  }
  const send = async () => {
    if (text.trim() === '' || busy) return
    setBusy(true)
    try {
      const { untold } = await writeComment(app, entity, id, withIds(text, chosen))
      if (untold?.length)
        notifications.show({
          color: 'yellow',
          title: 'Not everybody was told',
          message: `${untold.map(({ title }) => title ?? 'Somebody').join(', ')} cannot see this record, and was told nothing.`,
        })
      setText('')
      setChosen([])
      box.current?.focus()
      await Promise.all([
        cache.invalidateQueries({ queryKey: [app, entity, 'one', id, 'history'] }),
        cache.invalidateQueries({ queryKey: [app, entity, 'one', id, 'following'] }),
      ])
      onWritten()
    } catch (error) {
      refusedNotice(app, 'The comment was not written', error)
    } finally {
      setBusy(false)
    }
  }
  /** @returns whether the key was one for the list */
  const inList = (key: string): boolean => {
    if (!open) return false
    if (key === 'ArrowDown') setAt((at + 1) % offered.length)
    else if (key === 'ArrowUp') setAt((at - 1 + offered.length) % offered.length)
    else if (key === 'Enter' || key === 'Tab') take(offered[Math.min(at, offered.length - 1)])
    else if (key === 'Escape') setClosed(true)
    else return false
    return true
  }
  return (
    <div className={`${classes.foot} ${own.composer}`}>
      {open && (
        <div className={own.people} id={list} role="listbox" aria-label="People who can see this">
          {offered.map((person, index) => (
            <UnstyledButton
              key={person.id}
              id={`${list}${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              data-at={index === at || undefined}
              className={own.person}
              onMouseDown={event => event.preventDefault()}
              onMouseMove={() => setAt(index)}
              onClick={() => take(person)}
            >
              <PersonAvatar name={person.title} />
              <span dir="auto">{person.title}</span>
            </UnstyledButton>
          ))}
        </div>
      )}
      <VisuallyHidden role="status">
        {asked !== undefined &&
          found.isSuccess &&
          (open ? `${offered.length} people offered` : 'Nobody of that name can see this')}
      </VisuallyHidden>
      <Textarea
        ref={box}
        style={{ flex: 1 }}
        size="xs"
        autosize
        minRows={1}
        maxRows={6}
        dir="auto"
        disabled={viewing !== undefined}
        placeholder={viewing ? onlyViewing() : 'Write a comment, @ for people'}
        aria-label="Comment"
        aria-autocomplete="list"
        aria-controls={open ? list : undefined}
        aria-activedescendant={open ? `${list}${Math.min(at, offered.length - 1)}` : undefined}
        data-shortcut="comment"
        value={text}
        onChange={event => {
          const { value, selectionStart } = event.currentTarget
          const next = withoutGap(value, selectionStart, chosen)
          const to = selectionStart - (value.length - next.length)
          setText(next)
          setCaret(to)
          if (next !== value) requestAnimationFrame(() => box.current?.setSelectionRange(to, to))
          setClosed(false)
          setAt(0)
        }}
        onSelect={event => setCaret(event.currentTarget.selectionStart)}
        onBlur={() => setClosed(true)}
        onKeyDown={event => {
          event.stopPropagation()
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void send()
          else if (inList(event.key)) event.preventDefault()
          else if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <ActButton size="xs" variant="default" loading={busy} disabled={text.trim() === ''} onClick={send}>
        Comment
      </ActButton>
    </div>
  )
}
