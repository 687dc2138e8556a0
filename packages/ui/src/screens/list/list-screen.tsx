/** A list and, beside it, the record that is open. Everything a person set is in the address. */
import type { AppView, EntityView, ScreenView } from '@bailiwick/definition/wire/index.ts'
import { Button, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconPlus, IconSearch, IconTrash } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Refused } from '../../client/http.ts'
import { appQuery, countQuery, listQuery, recordQuery } from '../../client/queries.ts'
import { useViewing } from '../../client/viewing.ts'
import { ActButton } from '../../kit/act.tsx'
import { Failure, State } from '../../kit/states.tsx'
import { RecordForm } from '../record/record-form.tsx'
import { RecordPanel } from '../record/record-panel.tsx'
import { FilterBar, OwnConditions } from './filter-bar.tsx'
import { Grid } from './grid.tsx'
import classes from './list.module.css'

export function ScreenPage() {
  const { app, screen } = useParams({ from: '/shell/a/$app/s/$screen' })
  const view = useQuery(appQuery(app))
  if (view.isError) return <Failure error={view.error} onRetry={() => view.refetch()} />
  if (!view.data) return null
  const found = view.data.screens.find(candidate => candidate.name === screen)
  if (!found) return <State title="There is no such list for you">It may have been removed, or your roles do not show it.</State>
  return <ListOf key={screen} app={view.data} screen={found} />
}

export function EntityPage() {
  const { app, entity } = useParams({ from: '/shell/a/$app/e/$entity' })
  const view = useQuery(appQuery(app))
  if (view.isError) return <Failure error={view.error} onRetry={() => view.refetch()} />
  if (!view.data) return null
  const found = view.data.entities.find(candidate => candidate.name === entity)
  if (!found)
    return <State title="There is nothing of that name for you">It may have been removed, or your roles do not show it.</State>
  return <ListOf key={entity} app={view.data} screen={plainScreen(found)} />
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
}

function ListOf({ app, screen }: { readonly app: AppView; readonly screen: ScreenView }) {
  const entity = app.entities.find(candidate => candidate.name === screen.entity)!
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const [exact, setExact] = useState(false)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
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
  // The trash is one place: a list's own condition does not divide it.
  const condition = trash ? undefined : screen.filter
  const filter =
    [condition && search.filter ? `(${condition})` : condition, search.filter && condition ? `(${search.filter})` : search.filter]
      .filter(Boolean)
      .join(' && ') || undefined
  const orderBy = search.orderBy ?? screen.orderBy
  const columns = screen.columns
  const question = {
    filter,
    orderBy,
    search: search.search,
    trash,
    fields: [...new Set([...columns.filter(name => entity.fields.some(field => field.name === name)), entity.titleField])].join(
      ',',
    ),
  }
  const list = useInfiniteQuery(listQuery(app.name, entity.name, question))
  const count = useQuery(countQuery(app.name, entity.name, { filter, search: search.search, trash }, exact))
  const rows = list.data?.pages.flatMap(page => page.items) ?? []
  const at = rows.findIndex(row => row.id === search.record)
  const open = useQuery({
    ...recordQuery(app.name, entity.name, search.record ?? ''),
    enabled: search.record !== undefined && search.form === 'edit',
  })
  const goTo = (index: number) => {
    const row = rows[index]
    if (row) change({ record: row.id }, true)
    if (index > rows.length - 10 && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
  }
  const typing = useDebouncedCallback((text: string) => change({ search: text.trim() || undefined }, true), 200)
  const viewing = useViewing()
  const canCreate = entity.can.includes('create')
  useKeys({
    next: () => goTo(at + 1),
    previous: () => goTo(Math.max(0, at - 1)),
    close: () => search.record && change({ record: undefined }),
    edit: () => search.record && !viewing && change({ form: 'edit' }),
    create: () => canCreate && !viewing && change({ form: 'new' }),
    search: () => searchBox.current?.focus(),
  })
  const total = count.data?.count
  const filtered = Boolean(search.filter || search.search)
  return (
    <div className={classes.page} data-open={search.record ? true : undefined}>
      <section className={classes.list} aria-label={screen.title}>
        <header className={classes.bar}>
          <h1>{trash ? `${entity.labelPlural} in the trash` : screen.title}</h1>
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
              leftSection={<IconPlus size={14} />}
              aria-label={`New ${entity.label.toLowerCase()}`}
              onClick={() => change({ form: 'new' })}
            >
              New <span className={classes.createWhat}>{entity.label.toLowerCase()}</span>
            </ActButton>
          )}
        </header>
        <div className={classes.filters}>
          {condition && <OwnConditions list={screen.title} fields={entity.fields} filter={condition} />}
          <FilterBar app={app.name} fields={entity.fields} filter={search.filter} onChange={next => change({ filter: next })} />
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
          {selected.size > 0 && <span className={classes.dim}>{selected.size} selected</span>}
        </div>
        {list.isError && !list.data ? (
          <Failure error={list.error} onRetry={() => list.refetch()} />
        ) : list.isSuccess && rows.length === 0 ? (
          filtered ? (
            <State
              title="Nothing matches"
              action={{ label: 'Clear filter and search', onClick: () => change({ filter: undefined, search: undefined }) }}
            >
              No {entity.labelPlural.toLowerCase()} you can see match what you asked for.
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
                ? 'Records appear when they meet the list’s condition and your roles show them.'
                : 'Records appear when there are some that your roles show.'}
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
            selected={selected}
            onSelect={setSelected}
            onNeedMore={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
          />
        )}
        <footer className={classes.foot}>
          <span className="tabular">
            {rows.length > 0 ? `1–${rows.length.toLocaleString()}` : '0'}
            {total !== undefined ? ` of ${total.toLocaleString()}${count.data?.capped ? '+' : ''}` : ''}
          </span>
          <span className={classes.keys}>
            <kbd>J</kbd> <kbd>K</kbd> move <kbd>Enter</kbd> open <kbd>E</kbd> edit <kbd>?</kbd> keys
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
            onClose={() => change({ record: undefined })}
            onPrevious={at > 0 ? () => goTo(at - 1) : undefined}
            onNext={at >= 0 && at < rows.length - 1 ? () => goTo(at + 1) : undefined}
            onOpen={(other, id) =>
              other === entity.name
                ? change({ record: id })
                : void navigate({ to: '/a/$app/r/$entity/$id', params: { app: app.name, entity: other, id } })
            }
            onEdit={() => change({ form: 'edit' })}
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
      {search.form === 'edit' && open.data && !(open.error instanceof Refused) && (
        <RecordForm
          app={app}
          entity={entity}
          view={open.data}
          onClose={() => change({ form: undefined })}
          onSaved={() => change({ form: undefined })}
        />
      )}
    </div>
  )
}

/** Keys of the list, while nobody writes and no dialog is open. */
function useKeys(acts: {
  readonly next: () => void
  readonly previous: () => void
  readonly close: () => void
  readonly edit: () => void
  readonly create: () => void
  readonly search: () => void
}): void {
  const latest = useRef(acts)
  latest.current = acts
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return
      if (target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"], [role="listbox"]')) return
      const act = { j: 'next', k: 'previous', Escape: 'close', e: 'edit', n: 'create', '/': 'search' }[event.key] as
        | keyof typeof acts
        | undefined
      if (event.key === 'c') {
        document.querySelector<HTMLTextAreaElement>('[data-shortcut="comment"]')?.focus()
        event.preventDefault()
      }
      if (!act) return
      event.preventDefault()
      latest.current[act]()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
