/** A list and, beside it, the record that is open. Everything a person set is in the address. */
import type { AppView, EntityView, ScreenView, ViewQuestion } from '@bailiwick/definition/wire/index.ts'
import { Button, TextInput } from '@mantine/core'
import { useCallbackRef, useDebouncedCallback } from '@mantine/hooks'
import { IconDownload, IconPlus, IconSearch, IconShare3, IconTrash, IconWorld } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { downloadFrom, exportAddress } from '../../client/exports.ts'
import { appQuery, countQuery, listQuery, recordQuery } from '../../client/queries.ts'
import { useViewing } from '../../client/viewing.ts'
import { ActButton } from '../../kit/act.tsx'
import { Failure, State } from '../../kit/states.tsx'
import { EditForm, RecordForm } from '../record/record-form.tsx'
import { RecordPanel } from '../record/record-panel.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { ColumnsMenu } from './columns-menu.tsx'
import { FilterBar, OwnConditions } from './filter-bar.tsx'
import { Grid, type GridHandle, systemColumns } from './grid.tsx'
import classes from './list.module.css'
import { useSelection } from './selection.ts'
import { ViewsMenu } from './views-menu.tsx'

export function ScreenPage() {
  const { app, screen } = useParams({ from: '/shell/a/$app/s/$screen' })
  const view = useQuery(appQuery(app))
  if (view.isError) return <Failure error={view.error} onRetry={() => view.refetch()} />
  if (!view.data) return null
  const found = view.data.screens.find(candidate => candidate.name === screen)
  if (!found) return <State title="There is no such list for you">It may have been removed, or your roles do not show it.</State>
  return <ListOf key={screen} app={view.data} screen={found} path={`s/${screen}`} />
}

export function EntityPage() {
  const { app, entity } = useParams({ from: '/shell/a/$app/e/$entity' })
  const view = useQuery(appQuery(app))
  if (view.isError) return <Failure error={view.error} onRetry={() => view.refetch()} />
  if (!view.data) return null
  const found = view.data.entities.find(candidate => candidate.name === entity)
  if (!found)
    return <State title="There is nothing of that name for you">It may have been removed, or your roles do not show it.</State>
  return <ListOf key={entity} app={view.data} screen={plainScreen(found)} path={`e/${entity}`} />
}

function plainScreen(entity: EntityView): ScreenView {
  const number = entity.fields.find(field => field.type === 'auto_number')?.name
  const short = entity.fields.filter(field => field.groupable || field.sortable).map(field => field.name)
  const first = [number, entity.titleField, entity.workflow?.field].filter(name => name !== undefined)
  const columns = [...new Set([...first, ...short])].slice(0, 8)
  return {
    name: entity.name,
    kind: 'list',
    title: entity.labelPlural,
    entity: entity.name,
    columns,
    orderBy: 'created_at desc',
    badge: false,
  }
}

interface Search {
  readonly filter?: string
  readonly orderBy?: string
  readonly search?: string
  readonly record?: string
  readonly form?: 'new' | 'edit'
  readonly trash?: 'only'
  readonly shared?: 'me'
  /** Comma-separated; absent: the list's own. */
  readonly columns?: string
  /** The saved view it was opened by. */
  readonly view?: string
}

interface ListOfProps {
  readonly app: AppView
  readonly screen: ScreenView
  /** `s/queue`, `e/ticket` */
  readonly path: string
}

function ListOf({ app, screen, path }: ListOfProps) {
  const entity = app.entities.find(candidate => candidate.name === screen.entity)!
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const [exact, setExact] = useState(false)
  const grid = useRef<GridHandle>(null)
  const searchBox = useRef<HTMLInputElement>(null)
  const change = (next: Partial<Record<keyof Search, string | undefined>>, replace = false) =>
    void navigate({
      to: '.',
      search: (before: Search) =>
        Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value !== undefined)) as never,
      replace,
    })

  const mayRestore = entity.can.includes('restore')
  const trash = mayRestore ? search.trash : undefined
  const shared = entity.shareable && !trash ? search.shared : undefined
  // The trash is one place, and so is what was shared: a list's own condition does not divide them, or "my team's" would hide what another team shares.
  const condition = trash || shared ? undefined : screen.filter
  const filter =
    [condition && search.filter ? `(${condition})` : condition, search.filter && condition ? `(${search.filter})` : search.filter]
      .filter(Boolean)
      .join(' && ') || undefined
  const orderBy = search.orderBy ?? screen.orderBy
  const known = [...entity.fields, ...systemColumns]
  const chosenColumns = (search.columns ?? '').split(',').filter(name => known.some(field => field.name === name))
  const columns = chosenColumns.length > 0 ? [...new Set(chosenColumns)] : screen.columns
  const question = {
    filter,
    orderBy,
    search: search.search,
    trash,
    shared,
    fields: [...new Set([...columns.filter(name => entity.fields.some(field => field.name === name)), entity.titleField])].join(
      ',',
    ),
  }
  const asked: ViewQuestion = {
    ...(search.filter && { filter: search.filter }),
    ...(search.orderBy && { orderBy: search.orderBy }),
    ...(search.search && { search: search.search }),
    ...(search.columns && { columns: search.columns }),
    ...(search.shared && { shared: search.shared }),
  }
  const list = useInfiniteQuery(listQuery(app.name, entity.name, question))
  const count = useQuery(countQuery(app.name, entity.name, { filter, search: search.search, trash, shared }, exact))
  const rows = list.data?.pages.flatMap(page => page.items) ?? []
  // What is still shown of the search before is not an answer to this one.
  const similar = !list.isPlaceholderData && list.data?.pages[0]?.similar === true
  const at = rows.findIndex(row => row.id === search.record)
  const goTo = (index: number) => {
    const row = rows[index]
    if (row) change({ record: row.id }, true)
    if (index > rows.length - 10 && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
  }
  const selection = useSelection(rows, JSON.stringify([filter, search.search, trash, shared]))
  const inBulk = entity.can.includes('bulk')
  const typing = useDebouncedCallback((text: string) => change({ search: text.trim() || undefined }, true), 200)
  const viewing = useViewing()
  const canCreate = entity.can.includes('create')
  // The panel asks for the same record; what it may be edited in stands there.
  const open = useQuery({ ...recordQuery(app.name, entity.name, search.record ?? ''), enabled: search.record !== undefined })
  const mayEdit = search.record !== undefined && (open.data?.can.update.length ?? 0) > 0
  const close = () => {
    change({ record: undefined })
    focusSoon(() => document.querySelector<HTMLElement>('[data-row][tabindex="0"]'))
  }
  useKeys({
    next: () => (search.record ? goTo(at + 1) : grid.current?.move(1)),
    previous: () => (search.record ? goTo(Math.max(0, at - 1)) : grid.current?.move(-1)),
    close: () => search.record && close(),
    edit: () => mayEdit && !viewing && change({ form: 'edit' }),
    comment: () => {
      const row = grid.current?.cursor()
      if (!search.record && !row) return
      if (!search.record) change({ record: row })
      focusSoon(() => document.querySelector<HTMLElement>('[data-shortcut="comment"]'))
    },
    create: () => canCreate && !trash && !viewing && change({ form: 'new' }),
    search: () => searchBox.current?.focus(),
  })
  const closeForm = useCallbackRef(() => change({ form: undefined }))
  const total = count.data?.count
  const filtered = Boolean(search.filter || search.search)
  return (
    <div className={classes.page} data-open={search.record ? true : undefined}>
      <section className={classes.list} aria-label={screen.title}>
        <header className={classes.bar}>
          <h1 tabIndex={-1}>
            {trash ? `${entity.labelPlural} in the trash` : shared ? `${entity.labelPlural} shared with me` : screen.title}
          </h1>
          {total !== undefined && (
            <button
              type="button"
              className={classes.count}
              disabled={!count.data?.capped}
              onClick={() => setExact(true)}
              title={count.data?.capped ? 'Count them all' : undefined}
            >
              {total.toLocaleString()}
              {count.data?.capped ? '+' : ''}
            </button>
          )}
          <span className={classes.space} />
          {entity.searchable && (
            <TextInput
              ref={searchBox}
              className={classes.search}
              aria-label={`Search ${entity.labelPlural.toLowerCase()}`}
              placeholder="Search"
              leftSection={<IconSearch size={14} />}
              defaultValue={search.search}
              key={search.search === undefined ? 'none' : 'some'}
              onChange={event => typing(event.currentTarget.value)}
              onKeyDown={event => event.key === 'Escape' && event.currentTarget.blur()}
            />
          )}
          {canCreate && !trash && (
            <ActButton
              className={classes.create}
              // One button asks to be pressed: with a record open it is the record's next step.
              variant={search.record ? 'default' : 'filled'}
              leftSection={<IconPlus size={14} />}
              aria-label={`New ${entity.label.toLowerCase()}`}
              onClick={() => change({ form: 'new' })}
            >
              New <span className={classes.createWhat}>{entity.label.toLowerCase()}</span>
            </ActButton>
          )}
        </header>
        <div className={classes.filters}>
          {!trash && (
            <ViewsMenu
              app={app}
              list={path}
              question={asked}
              current={search.view}
              onOpen={view =>
                void navigate({ to: '.', search: (view ? { ...view.question, view: view.id } : {}) as never, replace: false })
              }
            />
          )}
          {condition && <OwnConditions list={screen.title} fields={entity.fields} filter={condition} />}
          <FilterBar app={app.name} fields={known} filter={search.filter} onChange={next => change({ filter: next })} />
          {!trash && (
            <ColumnsMenu
              fields={known}
              columns={columns}
              usual={screen.columns}
              onChange={next => change({ columns: next?.join(',') }, true)}
            />
          )}
          {entity.shareable && !trash && (
            <Button
              size="compact-sm"
              variant={shared ? 'light' : 'subtle'}
              color={shared ? undefined : 'gray'}
              leftSection={<IconShare3 size={14} />}
              aria-pressed={shared !== undefined}
              onClick={() => change({ shared: shared ? undefined : 'me', record: undefined })}
            >
              Shared with me
            </Button>
          )}
          {entity.can.includes('export') && !trash && (
            <ActButton
              size="compact-sm"
              variant="subtle"
              color="gray"
              leftSection={<IconDownload size={14} />}
              title={`Download ${total === undefined || count.data?.capped ? 'these' : total.toLocaleString()} ${entity.labelPlural.toLowerCase()} as CSV; the audit notes it`}
              disabled={list.isSuccess && rows.length === 0}
              onClick={() =>
                downloadFrom(exportAddress(app.name, entity.name, { filter, orderBy, search: search.search, shared }))
              }
            >
              Export
            </ActButton>
          )}
          {entity.publicForm && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              leftSection={<IconWorld size={14} />}
              component="a"
              href={`/form/${app.name}/${entity.name}`}
              target="_blank"
              rel="noreferrer"
            >
              Public form
            </Button>
          )}
          {mayRestore && (
            <Button
              size="compact-sm"
              variant={trash ? 'light' : 'subtle'}
              color={trash ? undefined : 'gray'}
              leftSection={<IconTrash size={14} />}
              aria-pressed={trash !== undefined}
              onClick={() => change({ trash: trash ? undefined : 'only', record: undefined })}
            >
              Trash
            </Button>
          )}
        </div>
        {entity.searchable && (
          <div role="status" className={classes.similar}>
            {similar && (
              <p>
                Nothing {filter || shared ? 'here ' : ''}has “<b>{search.search}</b>”. These are similar.
              </p>
            )}
          </div>
        )}
        {list.isError && !list.data ? (
          <Failure error={list.error} onRetry={() => list.refetch()} />
        ) : list.isSuccess && rows.length === 0 ? (
          filtered ? (
            <State
              title="Nothing matches"
              action={{
                label: `Clear ${[search.filter && 'filter', search.search && 'search'].filter(Boolean).join(' and ')}`,
                onClick: () => {
                  change({ filter: undefined, search: undefined })
                  focusSoon(() => document.querySelector<HTMLElement>('[data-row][tabindex="0"]'))
                },
              }}
            >
              No {entity.labelPlural.toLowerCase()} you can see{' '}
              {search.search ? (
                <>
                  have “<b>{search.search}</b>” or anything similar{search.filter ? ' and meet the filter above' : ''}
                </>
              ) : (
                'meet the filter above'
              )}
              .
            </State>
          ) : shared ? (
            <State
              title="Nothing is shared with you here"
              action={{ label: `Back to ${screen.title}`, onClick: () => change({ shared: undefined }) }}
            >
              {entity.labelPlural} that somebody gives you beyond what your roles give you appear here, for as long as they last.
            </State>
          ) : trash ? (
            <State
              title="The trash is empty"
              action={{ label: `Back to ${screen.title}`, onClick: () => change({ trash: undefined }) }}
            >
              {entity.labelPlural} that are deleted are kept here, and may be brought back.
            </State>
          ) : (
            <State
              title={`No ${entity.labelPlural.toLowerCase()} here`}
              {...(canCreate
                ? { action: { label: `New ${entity.label.toLowerCase()}`, onClick: () => change({ form: 'new' }) } }
                : {})}
            >
              {screen.filter
                ? `${entity.labelPlural} that meet this list’s condition, and that your roles let you see, appear here.`
                : canCreate
                  ? `${entity.labelPlural} that you or others make appear here.`
                  : `${entity.labelPlural} that your roles let you see appear here. There are none yet.`}
            </State>
          )
        ) : (
          <Grid
            app={app.name}
            entity={entity}
            storageKey={`columns ${app.name} ${screen.name}`}
            columns={columns}
            rows={rows}
            loading={list.isPending}
            refreshing={list.isFetching && !list.isPending}
            orderBy={orderBy}
            onOrder={next => change({ orderBy: next === screen.orderBy ? undefined : next })}
            current={search.record}
            onOpen={id => change({ record: id }, search.record !== undefined)}
            handle={grid}
            selection={inBulk ? selection : undefined}
            onNeedMore={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
          />
        )}
        {inBulk && (
          <BulkBar
            app={app.name}
            entity={entity}
            selection={selection}
            question={question}
            total={count.data?.capped ? undefined : total}
            loaded={rows.length}
            hasMore={list.hasNextPage}
            inTrash={trash !== undefined}
          />
        )}
        <footer className={classes.foot}>
          <span className="tabular">
            {rows.length > 0 ? `1–${rows.length.toLocaleString()}` : '0'}
            {total !== undefined ? ` of ${total.toLocaleString()}${count.data?.capped ? '+' : ''}` : ''}
          </span>
          <span className={classes.keys}>
            {rows.length > 0 && (
              <>
                <kbd>J</kbd> <kbd>K</kbd> {search.record ? 'next, previous' : 'move'}{' '}
              </>
            )}
            {search.record ? (
              <>
                {mayEdit && (
                  <>
                    <kbd>E</kbd> edit{' '}
                  </>
                )}
                {open.data?.can.comment && (
                  <>
                    <kbd>C</kbd> comment{' '}
                  </>
                )}
                <kbd>Esc</kbd> close{' '}
              </>
            ) : (
              <>
                {rows.length > 0 && (
                  <>
                    <kbd>Enter</kbd> open{' '}
                    {inBulk && (
                      <>
                        <kbd>Space</kbd> choose{' '}
                      </>
                    )}
                  </>
                )}
                {canCreate && !trash && (
                  <>
                    <kbd>N</kbd> new{' '}
                  </>
                )}
              </>
            )}
            <kbd>?</kbd> keys
          </span>
        </footer>
      </section>
      {search.record && (
        <aside className={classes.aside}>
          <RecordPanel
            key={search.record}
            app={app.name}
            entity={entity.name}
            id={search.record}
            onClose={close}
            onPrevious={at > 0 ? () => goTo(at - 1) : undefined}
            onNext={at >= 0 && at < rows.length - 1 ? () => goTo(at + 1) : undefined}
            onOpen={(other, id) =>
              other === entity.name
                ? change({ record: id })
                : void navigate({ to: '/a/$app/r/$entity/$id', params: { app: app.name, entity: other, id } })
            }
            {...(mayEdit ? { onEdit: () => change({ form: 'edit' }) } : {})}
          />
        </aside>
      )}
      {search.form === 'new' && (
        <RecordForm
          app={app}
          entity={entity}
          onClose={() => change({ form: undefined })}
          onSaved={id => change({ form: undefined, record: id })}
        />
      )}
      {search.form === 'edit' && search.record && (
        <EditForm key={search.record} app={app} entity={entity} id={search.record} onClose={closeForm} onSaved={closeForm} />
      )}
    </div>
  )
}

/** Focuses what is about to be drawn. Gives up when it does not come, or when the person went elsewhere meanwhile. */
function focusSoon(find: () => HTMLElement | null, began = performance.now()): void {
  const found = find()
  if (found) found.focus()
  else if (performance.now() - began < 3_000) setTimeout(() => focusSoon(find, began), 50)
}

/** Keys of the list, while nobody writes and no dialog is open. */
function useKeys(acts: {
  readonly next: () => void
  readonly previous: () => void
  readonly close: () => void
  readonly edit: () => void
  readonly create: () => void
  readonly search: () => void
  readonly comment: () => void
}): void {
  const latest = useRef(acts)
  latest.current = acts
  useEffect(() => {
    // Judged before the layer on top hears the key: Escape may have taken it away by the time the list does.
    let covered = false
    const judge = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      covered =
        document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null ||
        target.closest('input, textarea, select, [contenteditable], [role="listbox"]') !== null
    }
    const onKey = (event: KeyboardEvent) => {
      if (covered || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return
      const act = { j: 'next', k: 'previous', Escape: 'close', e: 'edit', n: 'create', c: 'comment', '/': 'search' }[event.key] as
        | keyof typeof acts
        | undefined
      if (!act) return
      event.preventDefault()
      latest.current[act]()
    }
    window.addEventListener('keydown', judge, { capture: true })
    document.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', judge, { capture: true })
      document.removeEventListener('keydown', onKey)
    }
  }, [])
}
