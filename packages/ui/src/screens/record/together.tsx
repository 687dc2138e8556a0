/** Others at the same record: who has it open now, what of it they have just changed, and whether one hears of it. */
import type { EntityView, RecordView } from '@bailiwick/definition/wire/index.ts'
import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconBell, IconBellFilled } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { setFollowing } from '../../client/changes.ts'
import { highlight } from '../../client/highlight.ts'
import { listFormat } from '../../client/language.ts'
import { usePresence } from '../../client/presence.ts'
import { followingQuery, sessionQuery } from '../../client/queries.ts'
import { useNoteRecent } from '../../client/recent.ts'
import { PersonAvatar } from '../../fields/references.tsx'
import { usePageActions } from '../../kit/page-actions.ts'
import { refusedNotice } from './refused-notice.tsx'
import classes from './together.module.css'

interface TogetherProps {
  readonly app: string
  readonly entity: EntityView
  readonly id: string
  readonly view: RecordView
}

const shown = 3

/** Once the palette has given the focus back. */
const focusComment = () => void setTimeout(() => document.querySelector<HTMLElement>('[data-shortcut="comment"]')?.focus(), 200)

export function Together({ app, entity, id, view }: TogetherProps) {
  const { t } = useLingui()
  const session = useQuery(sessionQuery)
  const own = session.data !== undefined && session.data.viewing === undefined
  const there = own && !view.record.deleted_at
  useNoteRecent(app, entity.name, id, there)
  const people = usePresence(app, entity.name, id, there)
  const place = useRef<HTMLSpanElement>(null)
  useHighlight(view, session.data?.person.id, place)
  const count = people.length
  const names = listFormat({ type: 'unit' }).format(people.map(({ title }) => title ?? t`Somebody`))
  return (
    <span ref={place} className={classes.together}>
      {count > 0 && (
        <Tooltip
          label={t`${plural(count, { one: `${names} has this open too`, other: `${names} have this open too` })}`}
          multiline
          maw={260}
        >
          <span className={classes.present} role="img" aria-label={t`Also here: ${names}`}>
            {people.slice(0, shown).map(({ id: person, title }) => (
              <PersonAvatar key={person} name={title} />
            ))}
            {count > shown && <span className={classes.more}>+{count - shown}</span>}
          </span>
        </Tooltip>
      )}
      {there && <Follow app={app} entity={entity.name} id={id} mayComment={view.can.comment} />}
    </span>
  )
}

interface FollowProps {
  readonly app: string
  readonly entity: string
  readonly id: string
  readonly mayComment: boolean
}

function Follow({ app, entity, id, mayComment }: FollowProps) {
  const cache = useQueryClient()
  const { t } = useLingui()
  const query = followingQuery(app, entity, id)
  const { data } = useQuery(query)
  const toggle = async () => {
    if (!data) return
    const next = { following: !data.following }
    cache.setQueryData(query.queryKey, next)
    try {
      await setFollowing(app, entity, id, next.following)
    } catch (error) {
      cache.setQueryData(query.queryKey, data)
      refusedNotice(app, t`That was not changed`, error)
    }
  }
  usePageActions(
    [
      ...(mayComment ? [{ label: t`Comment on this record`, run: focusComment }] : []),
      ...(data
        ? [{ label: data.following ? t`Stop following this record` : t`Follow this record`, run: () => void toggle() }]
        : []),
    ],
    1,
  )
  if (!data) return null
  const Icon = data.following ? IconBellFilled : IconBell
  return (
    <Tooltip
      label={
        data.following
          ? t`You follow this: comments, steps and decisions come to your inbox. Press to stop.`
          : t`Follow: comments, steps and decisions come to your inbox`
      }
      multiline
      maw={260}
    >
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={t`Follow`} aria-pressed={data.following} onClick={toggle}>
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  )
}

/** Properties that somebody else changed while the record was open. */
function useHighlight(view: RecordView, person: string | undefined, place: { readonly current: HTMLElement | null }): void {
  const before = useRef(view.record)
  useEffect(() => {
    const [was, is] = [before.current, view.record]
    before.current = is
    if (was.id !== is.id || was.version === is.version || is.updated_by?.id === person) return
    const panel = place.current?.closest('section')
    const changed = Object.keys(is).filter(name => JSON.stringify(was[name]) !== JSON.stringify(is[name]))
    highlight(changed.flatMap(name => panel?.querySelector(`[data-field="${name}"]`) ?? []))
  }, [view, person, place])
}
