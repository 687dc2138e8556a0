/** What stands around the records of a page, whatever its type: title, count, search and filters above, the open record beside, the form over it, keys beneath. */

import type { ViewQuestion, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { useCallbackRef } from '@mantine/hooks'
import { IconPlus, IconShare3, IconTrash, IconWorld } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { ahead } from '../../client/ahead.ts'
import { countText, inSentence, isolated } from '../../client/language.ts'
import { onPage } from '../../client/on-page.ts'
import { countQuery } from '../../client/queries.ts'
import { ActButton } from '../../kit/act.tsx'
import { useOnPaper } from '../../kit/on-paper.ts'
import { usePageTitle } from '../../kit/page-title.ts'
import { Awaiting } from '../../kit/part.tsx'
import { useSame } from '../../kit/use-same.ts'
import { EditForm, RecordForm, RefusedForm } from '../record/form-parts.ts'
import { RecordPanel, recordParts } from '../record/record-parts.ts'
import { FilterBar, OwnConditions } from './filter-bar.tsx'
import { focusSoon, useKeys } from './keys.ts'
import type { PageSearch, RecordsPage } from './page.ts'
import classes from './records.module.css'
import { SearchBox } from './search-box.tsx'
import { type Tool, ToolLine } from './tools.tsx'
import { ViewsMenu } from './views-menu.tsx'
import { WithPanel } from './with-panel.tsx'

export interface Count {
  /** Absent until it is known. */
  readonly total: number | undefined
  /** There are more, which are not counted unless asked. */
  readonly capped: boolean
  countAll(): void
}

/** How many records the page is about. @param isAsked false: it is known from elsewhere */
export function useCount({ app, entity, filter, search, trash, shared }: RecordsPage, isAsked = true): Count {
  const [exact, setExact] = useState(false)
  const count = useQuery({
    ...countQuery(app.name, entity.name, { filter, search: search.search, trash, shared }, exact),
    enabled: isAsked,
  })
  return { total: count.data?.count, capped: count.data?.capped === true, countAll: () => setExact(true) }
}

export interface FrameProps {
  readonly page: RecordsPage
  readonly count: Count
  /** The records, as their type of screen shows them. */
  readonly children: ReactNode
  /** Ids of what is shown, in the order in which J and K and the panel go. */
  readonly order: readonly string[]
  /** J and K while no record is open. */
  readonly move?: (by: 1 | -1) => void
  /** The record the keyboard stands at. */
  readonly cursor?: () => string | undefined
  /** Near the end of what is shown. */
  readonly onNeedMore?: () => void
  /** More buttons beside the filters. */
  readonly tools?: ReactNode
  /** Those that are used least: in a menu where there is no room. */
  readonly rareTools?: readonly Tool[]
  /** Said of a search that found only something similar. */
  readonly similar?: boolean
  /** What a view that is saved now keeps beside the address. */
  readonly beside?: ViewQuestion
  /** Beneath the records, above the foot. */
  readonly bottom?: ReactNode
  /** Keys of this type of screen, as the foot tells them and as they are heard. */
  readonly keys?: ReactNode
  readonly heard?: Readonly<Record<string, () => void>>
  /** In place of all others: what the keys do where the person is at this moment. */
  readonly keysNow?: ReactNode
  /** Escape while no record is open. */
  readonly giveUp?: () => void
  /** How many are shown. */
  readonly shown: number
  /** What a new record begins with, and the day the page then stands at. */
  readonly starting?: { readonly values: Readonly<Record<string, WireValue>>; readonly at: string } | undefined
  /** Said at the foot in place of how many are shown. */
  readonly summary?: string
  /** Said at the foot, and to who listens: what was just done. */
  readonly told?: string | undefined
}

export function RecordsFrame(props: FrameProps) {
  useEffect(() => ahead(...recordParts), [])
  const { page, count, order, similar } = props
  const { app, entity, screen, path, search, change, trash, shared, filter, condition, viewing, mayCreate, mayEdit } = page
  const { t } = useLingui()
  const navigate = useNavigate()
  const searchBox = useRef<HTMLInputElement>(null)
  const [building, setBuilding] = useState(false)
  const at = search.record ? order.indexOf(search.record) : -1
  const goTo = (index: number) => {
    const id = order[index]
    if (id) change({ record: id }, true)
    if (index > order.length - 10) props.onNeedMore?.()
  }
  const router = useRouter()
  /** As the address says: a form whose part is on its way is drawn nowhere yet. */
  const isFormAsked = () => (router.latestLocation.search as PageSearch).form !== undefined
  const close = () => {
    change({ record: undefined, form: undefined })
    focusSoon(() => onPage('[data-row][tabindex="0"]'))
  }
  const closeForm = useCallbackRef(() => change({ form: undefined }))
  const create = () => change({ form: 'new', ...(props.starting && { at: props.starting.at }) })
  const acts = {
    next: () => (search.record ? goTo(at + 1) : props.move?.(1)),
    previous: () => (search.record ? goTo(Math.max(0, at - 1)) : props.move?.(-1)),
    close: () => (isFormAsked() ? closeForm() : search.record ? close() : props.giveUp?.()),
    // Where it may not be edited, what comes in place of the form says why.
    edit: () => search.record && change({ form: 'edit' }),
    comment: () => {
      const row = props.cursor?.()
      if (!search.record && !row) return
      if (!search.record) change({ record: row })
      focusSoon(() => document.querySelector<HTMLElement>('[data-shortcut="comment"]'))
    },
    create: () => mayCreate && !trash && !viewing && create(),
    search: () => searchBox.current?.focus(),
    filter: () => setBuilding(true),
  }
  useKeys(acts, props.heard)
  const made = (id: string) => {
    change({ form: undefined, record: id })
    // When the form is gone, which gives the focus back to what opened it.
    focusSoon(() =>
      document.querySelector('[role="dialog"]') ? null : document.querySelector<HTMLElement>(`[data-panel="${id}"]`),
    )
  }
  const { total, capped } = count
  const title = screen.title
  const [plural, label, labels] = [entity.labelPlural, inSentence(entity.label), inSentence(entity.labelPlural)]
  const heading = trash ? t`${plural} in the trash` : shared ? t`${plural} shared with me` : title
  const found = <b>{search.search}</b>
  const range = props.shown > 0 ? isolated(`1–${countText(props.shown)}`) : countText(0)
  // More may have been scrolled to than were counted.
  const all = total === undefined ? undefined : countText(capped ? Math.max(total, props.shown) : total, capped)
  const tools: readonly Tool[] = [
    ...(props.rareTools ?? []),
    ...(page.hasPlaces && entity.shareable && !trash
      ? [
          {
            label: t`Shared with me`,
            icon: <IconShare3 size={14} />,
            words: 'rare' as const,
            isOn: shared !== undefined,
            act: () => change({ shared: shared ? undefined : 'me', record: undefined }),
          },
        ]
      : []),
    ...(entity.publicForm
      ? [
          {
            label: t`Public form`,
            icon: <IconWorld size={14} />,
            words: 'rare' as const,
            href: `/form/${app.name}/${entity.name}`,
          },
        ]
      : []),
    ...(page.hasPlaces && page.mayRestore
      ? [
          {
            label: t`Trash`,
            title: t`${plural} in the trash`,
            icon: <IconTrash size={trash ? 14 : 16} />,
            isOn: trash !== undefined,
            act: () => change({ trash: trash ? undefined : 'only', record: undefined }),
          },
        ]
      : []),
  ]
  const over = useSame({ condition, search: search.search })
  usePageTitle(heading)
  useOnPaper()
  return (
    <WithPanel isOpen={search.record !== undefined}>
      <section className={classes.list} aria-label={title}>
        <header className={classes.bar}>
          <h1 tabIndex={-1} title={heading}>
            {heading}
          </h1>
          {all !== undefined && (
            <button
              type="button"
              className={classes.count}
              disabled={!capped}
              onClick={() => count.countAll()}
              title={capped ? t`Count them all` : undefined}
            >
              {all}
            </button>
          )}
          <span className={classes.space} />
          {entity.searchable && (
            <SearchBox
              place={`/a/${app.name}/${path}`}
              box={searchBox}
              className={classes.search}
              label={t`Search ${labels}`}
              placeholder={t`Search`}
              value={search.search}
              onSearch={text => change({ search: text }, true)}
            />
          )}
          {mayCreate && !trash && (
            <ActButton
              className={classes.create}
              // One button asks to be pressed: with a record open it is the record's next step.
              variant={search.record ? 'default' : 'filled'}
              leftSection={<IconPlus size={14} />}
              aria-label={t`New ${label}`}
              onClick={create}
            >
              <span className={classes.createWhat}>{t`New ${label}`}</span>
              <span className={classes.createShort}>
                <Trans>New</Trans>
              </span>
            </ActButton>
          )}
        </header>
        <ToolLine what={JSON.stringify([search.filter, search.view, path])} tools={tools}>
          {!trash && (
            <ViewsMenu
              app={app}
              entity={entity}
              condition={screen.filter}
              isBare={Object.keys(search).length === 0}
              list={path}
              question={page.asked}
              beside={props.beside}
              current={search.view}
              onOpen={page.openView}
            />
          )}
          {condition && <OwnConditions app={app.name} list={title} fields={page.known} filter={condition} />}
          <FilterBar
            app={app.name}
            fields={page.offered}
            filter={search.filter}
            onChange={next => change({ filter: next })}
            entity={entity}
            over={over}
            building={building}
            onBuilding={setBuilding}
          />
          {props.tools}
        </ToolLine>
        {entity.searchable && (
          <div role="status" className={classes.similar}>
            {similar && (
              <p>
                {filter || shared ? (
                  <Trans>Nothing here has “{found}”. These are similar.</Trans>
                ) : (
                  <Trans>Nothing has “{found}”. These are similar.</Trans>
                )}
              </p>
            )}
          </div>
        )}
        {props.children}
        <div className={classes.bottom}>{props.bottom}</div>
        <footer className={classes.foot}>
          <span className="tabular">
            {props.summary ?? (all !== undefined ? t`${range} of ${all}` : props.shown > 0 && range)}
          </span>
          <span className={classes.told} role="status">
            {props.told}
          </span>
          <span className={classes.keys}>
            {props.keysNow || (
              <>
                {props.shown > 0 && (
                  <>
                    <kbd>J</kbd> <kbd>K</kbd>{' '}
                    {search.record ? t`next, previous` : t({ message: 'move', context: 'what a key does' })}{' '}
                  </>
                )}
                {search.record ? (
                  <>
                    {mayEdit && (
                      <>
                        <kbd>E</kbd> <Trans context="what a key does">edit</Trans>{' '}
                      </>
                    )}
                    {page.mayComment && (
                      <>
                        <kbd>C</kbd> <Trans context="what a key does">comment</Trans>{' '}
                      </>
                    )}
                    <kbd>Esc</kbd> <Trans context="what a key does">close</Trans>{' '}
                  </>
                ) : (
                  <>
                    {props.shown > 0 && (
                      <>
                        <kbd>{t`Enter`}</kbd> <Trans context="what a key does">open</Trans> {props.keys}
                      </>
                    )}
                    {mayCreate && !trash && (
                      <>
                        <kbd>N</kbd> <Trans context="what a key does">new</Trans>{' '}
                      </>
                    )}
                  </>
                )}
              </>
            )}
            <kbd>?</kbd> <Trans>keys</Trans>
          </span>
        </footer>
      </section>
      {search.record && (
        <aside className={classes.aside}>
          <Awaiting meanwhile={<Skeleton className={classes.coming} height={16} width="60%" />}>
            <RecordPanel
              key={search.record}
              app={app.name}
              entity={entity.name}
              id={search.record}
              onClose={close}
              onPrevious={at > 0 ? () => goTo(at - 1) : undefined}
              onNext={at >= 0 && at < order.length - 1 ? () => goTo(at + 1) : undefined}
              onOpen={(other, id) =>
                other === entity.name
                  ? change({ record: id })
                  : void navigate({ to: '/a/$app/r/$entity/$id', params: { app: app.name, entity: other, id } })
              }
              {...(mayEdit ? { onEdit: () => change({ form: 'edit' }) } : {})}
            />
          </Awaiting>
        </aside>
      )}
      <Awaiting>
        {/* Whoever only views fills in nothing that could not be saved. */}
        {search.form !== undefined && (viewing || (search.form === 'new' && !mayCreate)) && (
          <RefusedForm app={app} entity={entity} onClose={() => change({ form: undefined })} />
        )}
        {search.form === 'new' && mayCreate && !viewing && (
          <RecordForm
            app={app}
            entity={entity}
            starting={props.starting?.values}
            onClose={() => change({ form: undefined })}
            onSaved={made}
          />
        )}
        {search.form === 'edit' && search.record && !viewing && (
          <EditForm key={search.record} app={app} entity={entity} id={search.record} onClose={closeForm} onSaved={closeForm} />
        )}
      </Awaiting>
    </WithPanel>
  )
}
