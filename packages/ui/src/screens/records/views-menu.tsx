/** Lists under a name: opened, kept, changed and shared with roles. A view is nothing but what stands in the address. */
import type { AppView, EntityView, SavedView, ViewQuestion } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Menu, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBookmark, IconCheck, IconChevronDown, IconLock, IconUsers } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { Refused, saidOf, sentenceOf } from '../../client/http.ts'
import { countText, listFormat } from '../../client/language.ts'
import { countQuery } from '../../client/queries.ts'
import { changeView, makeView, removeView, savedViewsQuery } from '../../client/saved-views.ts'
import { ActItem } from '../../kit/act.tsx'
import { useEscapableMenu } from '../../kit/escapable-menu.ts'
import { Awaiting, part } from '../../kit/part.tsx'
import { still } from '../../kit/still.tsx'
import { both } from './page.ts'
import classes from './records.module.css'
import { type Asking, editWords } from './view-words.ts'

const ViewDialog = part(async () => ({ default: (await import('./view-dialog.tsx')).ViewDialog }), 'dialog')

interface ViewsMenuProps {
  readonly app: AppView
  readonly entity: EntityView
  /** The screen's own condition, which holds in every view. */
  readonly condition: string | undefined
  /** The address asks for nothing: then the list opens with what it opens with for this person. */
  readonly isBare: boolean
  /** The list's path: `s/queue`, `e/ticket`. */
  readonly list: string
  /** What the list shows at this moment, beyond its own condition. */
  readonly question: ViewQuestion
  /** What a new view keeps beside it. */
  readonly beside: ViewQuestion | undefined
  /** The view it was opened by. */
  readonly current: string | undefined
  /** @param replace without a step back to what was before */
  readonly onOpen: (view: { readonly id: string; readonly question: ViewQuestion } | undefined, replace?: boolean) => void
}

/** In the address: the list as it was made, where it would open with a view. */
const asMade = { id: '-', question: {} } as const

/** More are not counted, each with a request of its own. */
const mostCounted = 20

/** Widths mean the same in any order, and an address of many has them in another than a view. */
const textOf = ({ widths, ...question }: ViewQuestion) =>
  JSON.stringify(
    Object.entries({ ...question, widths: widths?.split(',').sort().join() })
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

function Views({ app, entity, condition, isBare, list, question, beside, current, onOpen }: ViewsMenuProps) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const views = useQuery(savedViewsQuery(app.name))
  const [asking, setAsking] = useState<Asking>()
  const escapable = useEscapableMenu()
  const here = (views.data?.items ?? []).filter(view => view.list === list)
  const open = here.find(view => view.id === current)
  const differs = open !== undefined && textOf(open.question) !== textOf(question)
  const isPlain = textOf(question) === '[]'
  const first = here.find(view => app.roles.some(role => view.firstFor?.includes(role.name)))
  const openFirst = useEffectEvent(() => first && onOpen(first, true))
  const firstId = first?.id
  useEffect(() => {
    if (isBare && firstId) openFirst()
  }, [isBare, firstId])

  /** @returns what is wrong with its name, which is said where that is written */
  const act = async (work: () => Promise<SavedView | undefined>, said: string): Promise<string | undefined> => {
    try {
      const saved = await work()
      await cache.invalidateQueries({ queryKey: [app.name, 'saved-views'] })
      if (saved) onOpen(saved)
      notifications.show({ message: said })
      setAsking(undefined)
    } catch (error) {
      if (error instanceof Refused && error.problem.code === 'view.name-taken') return sentenceOf(error)
      const fields = error instanceof Refused ? (error.problem.fields ?? []) : []
      if (fields.length > 0 && fields.every(({ field }) => field === 'name')) return saidOf(fields)
      notifications.show({ color: 'red', title: t`The view was not saved`, message: sentenceOf(error) })
    }
    return undefined
  }
  const forRoles = ({ roles = [], firstFor = [] }: SavedView): string[] => {
    const titles = (isFirst: boolean) =>
      listFormat().format(roles.flatMap(({ id, title }) => (firstFor.includes(id) === isFirst && title) || []))
    const [first, others] = [titles(true), titles(false)]
    return [...(first ? [t`opens first for ${first}`] : []), ...(others ? [t`for ${others}`] : [])]
  }
  const saved = (name: string | undefined) => t`“${name}” is saved`
  const deleted = (name: string) => t`“${name}” is deleted`
  const name = open?.name
  const item = (view: SavedView, index: number) => (
    <Menu.Item
      key={view.id}
      leftSection={
        view.id === current ? <IconCheck size={14} /> : view.roles ? <IconUsers size={14} /> : <IconBookmark size={14} />
      }
      rightSection={
        <span className={classes.viewEnd}>
          {view.locked && <IconLock size={12} aria-label={t`Locked`} role="img" />}
          {index < mostCounted && view.refused === undefined && (
            <ViewCount app={app.name} entity={entity.name} condition={condition} question={view.question} />
          )}
        </span>
      }
      onClick={() => onOpen(view)}
    >
      {view.name}
      {view.refused !== undefined && (
        <Text size="xs" c="var(--mantine-color-error)">
          {view.refused}
        </Text>
      )}
      {forRoles(view).map(text => (
        <Text key={text} size="xs" c="dimmed">
          {text}
        </Text>
      ))}
    </Menu.Item>
  )
  return (
    <>
      <Menu position="bottom-start" withinPortal width={280} {...escapable.menu}>
        <Menu.Target>
          <Button
            size="compact-sm"
            data-named={open ? 'yes' : 'no'}
            variant={open ? 'light' : 'subtle'}
            color={open ? undefined : 'gray'}
            leftSection={<IconBookmark size={14} />}
            rightSection={<IconChevronDown size={14} />}
            {...escapable.target}
          >
            <span className={classes.viewName} title={open?.name} dir="auto">
              {open ? (differs ? t`${name}, changed` : name) : t`Views`}
            </span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {here.length > 0 && (
            <Menu.Item
              leftSection={<IconCheck size={14} opacity={open || !isPlain ? 0 : 1} />}
              onClick={() => onOpen(first ? asMade : undefined)}
            >
              <Trans>The list as it is</Trans>
            </Menu.Item>
          )}
          {here.map(item)}
          {here.length > 0 && <Menu.Divider />}
          {open?.mayChange && differs && (
            <ActItem onClick={() => void act(() => changeView(app.name, open.id, { question }), saved(open.name))}>
              {t`Save the changes to “${name}”`}
            </ActItem>
          )}
          <ActItem disabled={isPlain} onClick={() => setAsking({ kind: 'new' })}>
            <Trans>Save as a new view</Trans>
            {isPlain && (
              <Text size="xs" c="dimmed">
                <Trans>Filter, sort or choose columns first</Trans>
              </Text>
            )}
          </ActItem>
          {open?.mayChange && <ActItem onClick={() => setAsking({ kind: 'edit', view: open })}>{editWords(app, open)}</ActItem>}
          {open?.mayKeep && (
            <ActItem color="red" onClick={() => setAsking({ kind: 'delete', view: open })}>
              <Trans>Delete the view</Trans>
            </ActItem>
          )}
        </Menu.Dropdown>
      </Menu>
      <Awaiting>
        {asking && (
          <ViewDialog
            app={app}
            asking={asking}
            onClose={() => setAsking(undefined)}
            onSave={change =>
              asking.kind === 'new'
                ? act(() => makeView(app.name, { ...change, list, question: { ...beside, ...question } }), saved(change.name))
                : act(() => changeView(app.name, asking.view.id, change), saved(change.name))
            }
            onDelete={async () => {
              if (asking.kind !== 'delete') return
              await act(async () => {
                await removeView(app.name, asking.view.id)
                onOpen(undefined)
                return undefined
              }, deleted(asking.view.name))
            }}
          />
        )}
      </Awaiting>
    </>
  )
}

/** How many records a view has; counted while the menu is open. */
function ViewCount({
  app,
  entity,
  condition,
  question: { filter, search, shared },
}: {
  readonly app: string
  readonly entity: string
  readonly condition: string | undefined
  readonly question: ViewQuestion
}) {
  const count = useQuery({
    ...countQuery(app, entity, { filter: both(shared ? undefined : condition, filter), search, shared }, false),
    retry: false,
  })
  if (count.data?.count === undefined) return null
  return <span className={classes.dim}>{countText(count.data.count, count.data.capped)}</span>
}

/** A record that is opened draws no menu. */
export const ViewsMenu = still(Views)
