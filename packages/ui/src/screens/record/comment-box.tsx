import { saysSomething } from '@bailiwick/definition/fields/something-to-read.ts'
/** Writing a comment. `@` offers people who read the record, whom the server finds; a name that was chosen tells them. */
import type { Reference } from '@bailiwick/definition/wire/index.ts'
import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Textarea, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { writeComment } from '../../client/changes.ts'
import { listFormat } from '../../client/language.ts'
import { mentionableQuery } from '../../client/queries.ts'
import { onlyViewing, useViewing } from '../../client/viewing.ts'
import { PersonAvatar } from '../../fields/references.tsx'
import { ActButton } from '../../kit/act.tsx'
import { growing } from '../../kit/growing.ts'
import { commentKey, keepComment, readComment } from './comment-draft.ts'
import { searchedFor, withIds, withName, withoutGap } from './mentioning.ts'
import classes from './record.module.css'
import { refusedNotice } from './refused-notice.tsx'
import own from './together.module.css'
import { useWriter } from './writer.ts'

interface CommentBoxProps {
  readonly app: string
  readonly entity: string
  readonly id: string
  readonly onWritten: () => void
  /** Escape where nothing is written: as Escape elsewhere in the panel. */
  readonly onClose?: () => void
}

export function CommentBox({ app, entity, id, onWritten, onClose }: CommentBoxProps) {
  const box = useRef<HTMLTextAreaElement>(null)
  const cache = useQueryClient()
  const person = useWriter()
  const key = commentKey(person, app, entity, id)
  const [begun] = useState(() => readComment(key))
  const [text, setText] = useState(begun.text)
  const [caret, setCaret] = useState(0)
  const [chosen, setChosen] = useState(begun.chosen)
  useEffect(() => keepComment(key, text, chosen), [key, text, chosen])
  const [closed, setClosed] = useState(false)
  const [at, setAt] = useState(0)
  const [busy, setBusy] = useState(false)
  const list = useId()
  const viewing = useViewing()
  const { t } = useLingui()
  const asked = closed ? undefined : searchedFor(text, caret)
  const [search] = useDebouncedValue(asked, 120)
  const found = useQuery({
    ...mentionableQuery(app, entity, id, search ?? ''),
    enabled: asked !== undefined && search !== undefined,
  })
  // What is over already is not offered again while its name is being typed on.
  const offered = asked === undefined ? [] : (found.data?.items ?? [])
  const count = offered.length
  const open = count > 0
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
    if (!saysSomething(text) || busy) return
    setBusy(true)
    try {
      const { untold } = await writeComment(app, entity, id, withIds(text, chosen))
      if (untold?.length) {
        const names = listFormat({ type: 'unit' }).format(untold.map(({ title }) => title ?? t`Somebody`))
        notifications.show({
          color: 'yellow',
          title: t`Not everybody was told`,
          message: t`${names} cannot see this record, and was told nothing.`,
        })
      }
      setText('')
      setChosen([])
      // Who went elsewhere meanwhile stays there; a button that waits has let go of the focus.
      const { activeElement } = document
      if (activeElement === document.body || box.current?.closest(`.${own.composer}`)?.contains(activeElement))
        box.current?.focus()
      await Promise.all([
        cache.invalidateQueries({ queryKey: [app, entity, 'one', id, 'history'] }),
        cache.invalidateQueries({ queryKey: [app, entity, 'one', id, 'following'] }),
      ])
      onWritten()
    } catch (error) {
      refusedNotice(app, t`The comment was not written`, error)
    } finally {
      setBusy(false)
    }
  }
  // To the panel, where the next Escape closes it; what was written stays.
  const leave = (textarea: HTMLElement) => {
    const panel = textarea.closest<HTMLElement>('[data-focus-home]')
    if (panel) panel.focus({ preventScroll: true })
    else textarea.blur()
  }
  /** @returns whether the key was one for the list */
  const inList = (key: string): boolean => {
    if (!open) return false
    if (key === 'ArrowDown') setAt((at + 1) % count)
    else if (key === 'ArrowUp') setAt((at - 1 + count) % count)
    else if (key === 'Enter' || key === 'Tab') take(offered[Math.min(at, count - 1)])
    else if (key === 'Escape') setClosed(true)
    else return false
    return true
  }
  return (
    <div className={`${classes.foot} ${own.composer}`}>
      {open && (
        <div className={own.people} id={list} role="listbox" aria-label={t`People who can see this`}>
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
          (open
            ? t`${plural(count, { one: '# person offered', other: '# people offered' })}`
            : t`Nobody of that name can see this`)}
      </VisuallyHidden>
      <Textarea
        ref={box}
        style={{ flex: 1 }}
        size="xs"
        {...growing(1, 6)}
        disabled={viewing !== undefined}
        placeholder={viewing ? onlyViewing() : t`Write a comment, @ for people`}
        aria-label={t`Comment`}
        aria-autocomplete="list"
        aria-controls={open ? list : undefined}
        aria-activedescendant={open ? `${list}${Math.min(at, count - 1)}` : undefined}
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
          else if (event.key === 'Escape' && text.trim() === '' && onClose) onClose()
          else if (event.key === 'Escape') leave(event.currentTarget)
        }}
      />
      <ActButton size="xs" variant="default" loading={busy} disabled={!saysSomething(text)} onClick={send}>
        <Trans context="the verb">Comment</Trans>
      </ActButton>
    </div>
  )
}
