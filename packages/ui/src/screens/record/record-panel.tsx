/** One record beside its list: what it is, what can be done next, what happened. */
import type { AppView, EntityView, RecordView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { ActionIcon, Button, Menu, Skeleton, Tooltip, UnstyledButton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  IconChevronDown,
  IconChevronUp,
  IconDots,
  IconEye,
  IconLink,
  IconMaximize,
  IconPencil,
  IconPrinter,
  IconRestore,
  IconShare3,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import { type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { startTransition, useEffect, useRef, useState } from 'react'
import { afterPaint } from '../../client/after-paint.ts'
import { ahead } from '../../client/ahead.ts'
import { restoreRecord, trashRecord } from '../../client/changes.ts'
import { Refused, sentenceOf } from '../../client/http.ts'
import { countText, say } from '../../client/language.ts'
import { appQuery, historyQuery, recordQuery } from '../../client/queries.ts'
import type { Turn, Turned } from '../../client/undo.ts'
import { Moment } from '../../fields/dates.tsx'
import { isShown } from '../../fields/field-conditions.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { fetchEditors } from '../../fields/later-editor.tsx'
import { RecordPlace } from '../../fields/record-place.ts'
import { WrittenValues } from '../../fields/written-values.ts'
import { ActItem } from '../../kit/act.tsx'
import { useOnPaper } from '../../kit/on-paper.ts'
import { usePageTitle } from '../../kit/page-title.ts'
import { Failure, isSettled } from '../../kit/states.tsx'
import { AccessDialog } from './access-dialog.tsx'
import { ApprovalCard } from './approval-card.tsx'
import { CommentBox } from './comment-box.tsx'
import { saidInCard } from './decided-on.ts'
import { KeptComment } from './kept-comment.tsx'
import { NotRenewed } from './not-renewed.tsx'
import { Property } from './property.tsx'
import { ReadOnlyNote } from './read-only-note.tsx'
import classes from './record.module.css'
import { RecordLines } from './record-lines.tsx'
import { refusedNotice } from './refused-notice.tsx'
import { RelatedList } from './related-list.tsx'
import { ShareDialog, SharedWith } from './shares.tsx'
import { Timeline } from './timeline.tsx'
import { Together } from './together.tsx'
import { Transitions } from './transitions.tsx'
import { undoNotice } from './undo-notice.tsx'
import { KeptWords } from './unsaved-words.tsx'
import { useChange } from './use-change.tsx'

export interface RecordPanelProps {
  readonly app: string
  readonly entity: string
  readonly id: string
  readonly onClose?: () => void
  readonly onPrevious?: (() => void) | undefined
  readonly onNext?: (() => void) | undefined
  readonly onOpen: (entity: string, id: string) => void
  readonly onEdit?: () => void
  readonly onDecided?: () => void
  /** It stands on a page of its own, not beside a list. */
  readonly isPage?: true
}

export function RecordPanel(props: RecordPanelProps) {
  const { t } = useLingui()
  const app = useQuery(appQuery(props.app))
  const one = useQuery(recordQuery(props.app, props.entity, props.id))
  const entity = app.data?.entities.find(candidate => candidate.name === props.entity)
  const [sharing, setSharing] = useState(false)
  // Asked for anew without an answer, what was read stays: somebody may be writing beneath it.
  const isOld = one.isError && one.data !== undefined && !isSettled(one.error)
  useOnPaper()
  useEffect(() => ahead(fetchEditors), [])
  return (
    <section
      className={classes.panel}
      data-print
      aria-label={entity?.label ?? t`Record`}
      tabIndex={-1}
      data-focus-home
      data-panel={props.id}
    >
      <Head {...props} entity={entity} view={one.data} onShare={() => setSharing(true)} />
      {isOld && <NotRenewed onRetry={() => void one.refetch()} />}
      {one.isError && !isOld ? (
        <>
          <Failure error={one.error} onRetry={() => void one.refetch()} {...(props.onClose ? { onLeave: props.onClose } : {})} />
          {isSettled(one.error) && (
            <KeptWords app={props.app} appView={app.data} entityName={props.entity} entity={entity} record={props.id} />
          )}
        </>
      ) : one.data && app.data && entity ? (
        <>
          {mayWriteNothing(one.data) && (
            <KeptWords
              app={props.app}
              appView={app.data}
              entityName={props.entity}
              entity={entity}
              record={props.id}
              linesApart={shownLines(app.data, entity).map(({ line }) => line.name)}
            />
          )}
          <Body {...props} appView={app.data} entityView={entity} view={one.data} onShare={() => setSharing(true)} />
        </>
      ) : (
        <div className={classes.body}>
          {[60, 30, 40, 30, 50, 30].map((width, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
            <Skeleton key={index} height={16} width={`${width}%`} mb={14} />
          ))}
        </div>
      )}
      {sharing && one.data && (
        <ShareDialog
          app={props.app}
          entity={props.entity}
          id={props.id}
          mayShare={one.data.can.share ?? false}
          onClose={() => setSharing(false)}
        />
      )}
    </section>
  )
}

/** No form of it opens. */
const mayWriteNothing = ({ can, lineRights = {} }: RecordView) =>
  can.update.length === 0 &&
  Object.values(lineRights).every(({ create, each }) => !create && each.every(line => !line.delete && line.update.length === 0))

async function bringBack(cache: QueryClient, app: string, entity: EntityView, id: string, version: number): Promise<void> {
  try {
    await restoreRecord(app, entity.name, id, version)
    await cache.invalidateQueries({ queryKey: [app, entity.name] })
    notifications.show({ message: say('{label} is back from the trash.', { label: entity.label }) })
  } catch (error) {
    notifications.show({ color: 'red', title: say('It was not brought back'), message: sentenceOf(error) })
  }
}

async function copyLink(path: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.origin + path)
    notifications.show({ message: say('The link is copied.') })
  } catch {
    // No clipboard without a secure address, or without leave.
    notifications.show({ title: say('The link was not copied'), message: location.origin + path, autoClose: false })
  }
}

/** On paper nobody can ask for what came earlier. */
const printedPages = 20

async function printRecord(cache: QueryClient, app: string, entity: string, id: string): Promise<void> {
  await cache.fetchInfiniteQuery({ ...historyQuery(app, entity, id), pages: printedPages }).catch(() => undefined)
  window.print()
}

interface HeadProps extends Omit<RecordPanelProps, 'entity'> {
  readonly onShare: () => void
  readonly entity: EntityView | undefined
  readonly view: RecordView | undefined
}

function Head({ app, id, entity, view, isPage, onClose, onPrevious, onNext, onEdit, onShare }: HeadProps) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const number = entity?.fields.find(field => field.type === 'auto_number')
  const turned = async (work: () => Promise<Turn>): Promise<Turned> => {
    try {
      return { whole: true, back: await work() }
    } catch (error) {
      const isMoved = error instanceof Refused && error.problem.code === 'record.stale'
      refusedNotice(app, say('It stays as it is'), isMoved ? new Error(say('Somebody has changed the same since.')) : error)
      return { whole: false }
    } finally {
      await cache.invalidateQueries({ queryKey: [app, entity?.name] })
    }
  }
  const restore =
    (version: number): Turn =>
    () =>
      turned(async () => {
        const { record } = await restoreRecord(app, entity!.name, id, version)
        return trash(record.version)
      })
  const trash =
    (version: number): Turn =>
    () =>
      turned(async () => {
        await trashRecord(app, entity!.name, id, version)
        cache.removeQueries({ queryKey: recordQuery(app, entity!.name, id).queryKey })
        return restore(version + 1)
      })
  const remove = async () => {
    if (!view || !entity) return
    try {
      await trashRecord(app, entity.name, id, view.record.version)
      onClose?.()
      // What is kept of it is what it was before; in the trash it is looked at anew.
      cache.removeQueries({ queryKey: recordQuery(app, entity.name, id).queryKey })
      await cache.invalidateQueries({ queryKey: [app, entity.name, 'list'] })
      undoNotice(say('{label} moved to the trash', { label: entity.label }), restore(view.record.version + 1))
    } catch (error) {
      refusedNotice(app, say('It was not deleted'), error)
    }
  }
  const icon = (label: string, Icon: typeof IconX, act: (() => void) | undefined, keys?: string) => (
    <Tooltip label={keys ? `${label} (${keys})` : label}>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={label} disabled={!act} onClick={act}>
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  )
  return (
    <header className={classes.head}>
      <span className={classes.number}>{number ? String(view?.record[number.name] ?? '') : entity?.label}</span>
      {view && entity && <Together app={app} entity={entity} id={id} view={view} />}
      {(onPrevious || onNext) && icon(t({ message: 'Previous', context: 'record' }), IconChevronUp, onPrevious, 'K')}
      {(onPrevious || onNext) && icon(t({ message: 'Next', context: 'record' }), IconChevronDown, onNext, 'J')}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={t({ message: 'More', context: 'what can be done' })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconLink size={14} />} onClick={() => void copyLink(`/a/${app}/r/${entity?.name}/${id}`)}>
            <Trans>Copy link</Trans>
          </Menu.Item>
          {!isPage && entity && (
            <Menu.Item
              leftSection={<IconMaximize size={14} />}
              onClick={() => void navigate({ to: '/a/$app/r/$entity/$id', params: { app, entity: entity.name, id } })}
            >
              <Trans>Open as a page</Trans>
            </Menu.Item>
          )}
          {view && entity && (
            <Menu.Item leftSection={<IconPrinter size={14} />} onClick={() => void printRecord(cache, app, entity.name, id)}>
              <Trans>Print</Trans>
            </Menu.Item>
          )}
          {view && (
            <Menu.Item leftSection={<IconEye size={14} />} onClick={() => setAsking(true)}>
              <Trans>Who can see this?</Trans>
            </Menu.Item>
          )}
          {view?.can.share !== undefined && !view.can.restore && (
            <Menu.Item leftSection={<IconShare3 size={14} />} onClick={onShare}>
              {view.can.share ? t`Share…` : t`Shared with…`}
            </Menu.Item>
          )}
          {onEdit && (view?.can.update.length ?? 0) > 0 && (
            <ActItem leftSection={<IconPencil size={14} />} onClick={onEdit}>
              <Trans>Edit all fields</Trans>
            </ActItem>
          )}
          {view?.can.delete && (
            <ActItem color="red" leftSection={<IconTrash size={14} />} onClick={remove}>
              <Trans>Move to the trash</Trans>
            </ActItem>
          )}
          {view?.can.restore && (
            <ActItem
              leftSection={<IconRestore size={14} />}
              onClick={() => entity && void bringBack(cache, app, entity, id, view.record.version)}
            >
              <Trans>Restore</Trans>
            </ActItem>
          )}
        </Menu.Dropdown>
      </Menu>
      {onClose && icon(t`Close`, IconX, onClose, 'Esc')}
      {asking && entity && <AccessDialog app={app} entity={entity} id={id} onClose={() => setAsking(false)} />}
    </header>
  )
}

/** The tabs stay at the top of what scrolls. */
const tabsHeight = 36

const shownLines = (app: AppView, entity: EntityView) =>
  entity.lines.flatMap(line => {
    const target = app.entities.find(candidate => candidate.name === line.entity)
    return target ? [{ line, target }] : []
  })

/** What is shown as lines of the record is not listed a second time. */
const asLines = (entity: EntityView, related: { readonly entity: string; readonly via: string }) =>
  entity.lines.some(line => line.entity === related.entity && line.via === related.via)

/** The tabs of the layout; one without any. */
function tabsOf({ layout }: EntityView): readonly string[] {
  const tabs = [...new Set(layout.sections.flatMap(section => section.tab ?? []))]
  return tabs.length > 0 ? tabs : [say('Details')]
}

interface BodyProps extends RecordPanelProps {
  readonly appView: AppView
  readonly entityView: EntityView
  readonly view: RecordView
  readonly onShare: () => void
}

function Body({ app, id, appView, entityView, view, isPage, onOpen, onClose, onDecided, onShare }: BodyProps) {
  const { t } = useLingui()
  const { save, dialog } = useChange(app, entityView.name)
  const title = fieldOf(entityView, entityView.titleField)
  const inLayout = new Set(entityView.layout.sections.flatMap(section => section.fields))
  // Where the layout does not place the state, it comes first: it is what one looks for.
  const stateName = entityView.workflow?.field
  const state = stateName && !inLayout.has(stateName) ? fieldOf(entityView, stateName) : undefined
  const said = saidInCard(entityView, view)
  const cache = useQueryClient()
  const body = useRef<HTMLDivElement>(null)
  const activity = useRef<HTMLHeadingElement>(null)
  const history = useInfiniteQuery(historyQuery(app, entityView.name, id))
  const [tab, setTab] = useState(0)
  // What is done with a record comes first; what is further down and asks for more of it when that stands.
  const [isWhole, setWhole] = useState(false)
  useEffect(() => void afterPaint().then(() => startTransition(() => setWhole(true))), [])
  /** What is in sight is the activity, further down. */
  const [isBelow, setBelow] = useState(false)
  const tabs = tabsOf(entityView)
  usePageTitle(isPage ? String(view.record[entityView.titleField] ?? entityView.label) : undefined)
  const entries = history.data?.pages.reduce((sum, page) => sum + page.items.length, 0)
  // Not `scrollIntoView`, which moves the page beneath the panel too.
  const showActivity = () => {
    const [panel, heading] = [body.current, activity.current]
    if (panel && heading)
      panel.scrollBy({ top: heading.getBoundingClientRect().top - panel.getBoundingClientRect().top - tabsHeight })
    setBelow(true)
  }
  const onScroll = () => {
    const [panel, heading] = [body.current, activity.current]
    if (!panel || !heading) return
    const isAtEnd = panel.scrollTop > 0 && panel.scrollTop + panel.clientHeight >= panel.scrollHeight - 1
    const top = heading.getBoundingClientRect().top - panel.getBoundingClientRect().top
    setBelow(isAtEnd || top <= tabsHeight + 1)
  }
  return (
    <RecordPlace value={{ entity: entityView.name, id }}>
      <WrittenValues value={{ values: view.record }}>
        <div className={classes.body} ref={body} onScroll={onScroll}>
          <nav className={classes.tabs} aria-label={t`Parts of the record`}>
            {tabs.map((title, index) => (
              <UnstyledButton
                key={title}
                className={classes.tab}
                aria-current={(index === tab && !isBelow) || undefined}
                onClick={() => {
                  setTab(index)
                  setBelow(false)
                  body.current?.scrollTo({ top: 0 })
                }}
              >
                {title}
              </UnstyledButton>
            ))}
            <UnstyledButton className={classes.tab} aria-current={isBelow || undefined} onClick={showActivity}>
              <Trans>Activity</Trans> {entries === undefined ? '' : countText(entries, history.hasNextPage)}
            </UnstyledButton>
          </nav>
          {view.record.deleted_at && (
            <p className={classes.trashed} role="status">
              <IconTrash size={14} aria-hidden />{' '}
              <span>
                <Trans>
                  Moved to the trash <Moment iso={view.record.deleted_at} />. Nothing in it can be changed until it is restored.
                </Trans>
              </span>
              {view.can.restore && (
                <Button
                  size="compact-xs"
                  variant="default"
                  ml="auto"
                  onClick={() => void bringBack(cache, app, entityView, id, view.record.version)}
                >
                  <Trans>Restore</Trans>
                </Button>
              )}
            </p>
          )}
          <ReadOnlyNote app={app} entity={entityView} id={id} view={view} />
          {title && (
            <Property
              heading={isPage ? 'h1' : 'h2'}
              app={app}
              field={title}
              view={view}
              editable={view.can.update.includes(title.name)}
              onSave={(value, opened, back) => void save(opened, title, value, { back })}
            />
          )}
          {entityView.shareable && !view.record.deleted_at && (
            <SharedWith app={app} entity={entityView.name} id={id} onOpen={onShare} />
          )}
          <Transitions app={app} entity={entityView} view={view} />
          <ApprovalCard app={app} entity={entityView} view={view} {...(onDecided ? { onDecided } : {})} />
          {state && state.name in view.record && !said.has(state.name) && (
            <Property app={app} field={state} view={view} editable={false} onSave={() => undefined} />
          )}
          {entityView.layout.sections.map(section => {
            const fields = section.fields.flatMap(name =>
              name in view.record && name !== entityView.titleField && !said.has(name) ? (fieldOf(entityView, name) ?? []) : [],
            )
            const shown = fields.filter(field => isShown(field, view.record))
            if (shown.length === 0) return null
            return (
              <div key={section.fields[0]} hidden={tabs.length > 1 && tabs.indexOf(section.tab ?? tabs[0]!) !== tab}>
                {section.title && <h3 className={classes.section}>{section.title}</h3>}
                {shown.map(field => (
                  <Property
                    key={field.name}
                    app={app}
                    field={field}
                    view={view}
                    editable={view.can.update.includes(field.name)}
                    onSave={(value, opened, back) => void save(opened, field, value, { back })}
                  />
                ))}
              </div>
            )
          })}
          {shownLines(appView, entityView).map(({ line, target }) => (
            <RecordLines key={`${id} ${line.name}`} app={appView} entity={entityView} {...{ target, view, line }} />
          ))}
          {(isWhole ? entityView.layout.related : [])
            .filter(related => !asLines(entityView, related) && isShown(related, view.record))
            .map(related => {
              const target = appView.entities.find(candidate => candidate.name === related.entity)
              return target ? (
                <RelatedList
                  key={`${related.entity}.${related.via}`}
                  app={appView}
                  target={target}
                  via={related.via}
                  columns={related.columns}
                  record={{ id, title: String(view.record[entityView.titleField] ?? '') }}
                  title={related.title}
                  onOpen={onOpen}
                />
              ) : null
            })}
          <h3 className={classes.section} ref={activity}>
            <Trans>Activity</Trans>
          </h3>
          {isWhole && <Timeline app={app} entity={entityView} id={id} />}
        </div>
        {!view.can.comment && (
          <KeptComment app={app} entity={entityView.name} id={id} inTrash={Boolean(view.record.deleted_at)} />
        )}
        {view.can.comment && (
          <CommentBox
            app={app}
            entity={entityView.name}
            id={id}
            onWritten={showActivity}
            {...(onClose && !isPage ? { onClose } : {})}
          />
        )}
        {dialog}
      </WrittenValues>
    </RecordPlace>
  )
}
