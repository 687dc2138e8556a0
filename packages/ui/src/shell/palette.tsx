/** ⌘K: every screen, and records of the app at hand as they are typed. */
import type { EntityView, FieldView, RecordPage, SessionView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Modal, TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { request } from '../client/http.ts'
import { appQuery } from '../client/queries.ts'
import { onlyViewing, stopViewing } from '../client/viewing.ts'
import { fieldUi } from '../fields/registry.ts'
import classes from './palette.module.css'

interface Found {
  readonly key: string
  readonly label: string
  readonly kind: string
  readonly number?: string | undefined
  readonly state?: { readonly field: FieldView; readonly value: WireValue } | undefined
  readonly go: () => void
}

const numberOf = (entity: EntityView) => entity.fields.find(field => field.type === 'auto_number')
const stateOf = (entity: EntityView) => entity.fields.find(field => field.name === entity.workflow?.field)

const shownOf = (entity: EntityView) =>
  [entity.titleField, numberOf(entity)?.name, stateOf(entity)?.name].filter(name => name !== undefined)

function aboutOf(entity: EntityView, item: RecordPage['items'][number]): Pick<Found, 'number' | 'state'> {
  const [number, field] = [numberOf(entity), stateOf(entity)]
  const value = field && item[field.name]
  return {
    number: number && item[number.name] ? String(item[number.name]) : undefined,
    state: field && value !== undefined && value !== null ? { field, value } : undefined,
  }
}

function State({ app, field, value }: { readonly app: string; readonly field: FieldView; readonly value: WireValue }) {
  const { Display } = fieldUi(field)
  return (
    <span className={classes.kind}>
      <Display app={app} field={field} value={value} dense />
    </span>
  )
}

interface PaletteProps {
  readonly app: string | undefined
  readonly session: SessionView
  readonly onClose: () => void
  /** Undefined: the app at hand may not be viewed as somebody else. */
  readonly onViewAs: (() => void) | undefined
}

export default function Palette({ app, session, onClose, onViewAs }: PaletteProps) {
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), 150)
  const [at, setAt] = useState(0)
  const view = useQuery({ ...appQuery(app ?? ''), enabled: app !== undefined })
  // What people have a screen of comes first, in the order of the navigation.
  const screens = view.data?.screens ?? []
  const rank = (entity: string) => screens.findIndex(screen => 'entity' in screen && screen.entity === entity) >>> 0
  const searchable = (view.data?.entities ?? [])
    .filter(entity => entity.searchable)
    .sort((one, other) => rank(one.name) - rank(other.name))
    .slice(0, 6)
  const records = useQueries({
    queries: searchable.map(entity => ({
      queryKey: ['palette', app, entity.name, search],
      queryFn: () =>
        request<RecordPage>(
          'GET',
          `/api/apps/${app}/${entity.name}?${new URLSearchParams({ search, pageSize: '5', fields: shownOf(entity).join(',') })}`,
        ),
      enabled: search.length > 1,
      staleTime: 10_000,
    })),
  })
  const wanted = text.trim().toLowerCase()
  const places: Found[] = [
    { key: 'inbox', label: 'Approvals', kind: 'Screen', go: () => void navigate({ to: '/inbox', search: {} }) },
    ...(view.data?.screens ?? []).map(screen => ({
      key: screen.name,
      label: screen.title,
      kind: 'Screen',
      go: () => void navigate({ to: '/a/$app/s/$screen', params: { app: app!, screen: screen.name }, search: {} }),
    })),
    ...(view.data?.entities ?? []).flatMap(entity =>
      entity.can.includes('create')
        ? [
            {
              key: `new ${entity.name}`,
              label: `New ${entity.label.toLowerCase()}`,
              kind: session.viewing ? onlyViewing : 'Action',
              go: () =>
                !session.viewing &&
                void navigate({
                  to: '/a/$app/e/$entity',
                  params: { app: app!, entity: entity.name },
                  search: { form: 'new' as const },
                }),
            },
          ]
        : [],
    ),
    ...(onViewAs ? [{ key: 'view-as', label: 'View as a role or a person …', kind: 'Action', go: onViewAs }] : []),
    ...(session.viewing ? [{ key: 'stop-viewing', label: 'Stop viewing', kind: 'Action', go: () => void stopViewing() }] : []),
  ].filter(found => found.label.toLowerCase().includes(wanted))
  const hits: Found[] = records.flatMap((result, index) => {
    const entity = searchable[index]
    if (!entity || search.length < 2) return []
    return (result.data?.items ?? []).map(item => ({
      key: item.id,
      label: String(item[entity.titleField] ?? ''),
      ...aboutOf(entity, item),
      kind: result.data?.similar ? `${entity.label}, similar` : entity.label,
      go: () => void navigate({ to: '/a/$app/r/$entity/$id', params: { app: app!, entity: entity.name, id: item.id } }),
    }))
  })
  const found = [...places.slice(0, wanted ? 8 : 12), ...hits]
  const take = (chosen: Found | undefined) => {
    if (!chosen) return
    onClose()
    chosen.go()
  }
  return (
    <Modal.Root opened onClose={onClose} centered={false} size={560} padding={0} yOffset="12dvh">
      <Modal.Overlay />
      <Modal.Content aria-label="Search">
        <TextInput
          size="md"
          variant="unstyled"
          px={16}
          placeholder="Search records, screens and actions"
          aria-label="Search records, screens and actions"
          data-autofocus
          value={text}
          onChange={event => {
            setText(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={event => {
            if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1))
            else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
            else if (event.key === 'Enter') take(found[at])
            else return
            event.preventDefault()
          }}
        />
        <div className={classes.found} role="listbox" aria-label="Found">
          {found.map((each, index) => (
            <UnstyledButton
              key={each.key}
              role="option"
              aria-selected={index === at}
              className={classes.one}
              data-at={index === at || undefined}
              onClick={() => take(each)}
              onMouseMove={() => setAt(index)}
            >
              {each.number && <span className={classes.kind}>{each.number}</span>}
              <span className={classes.label} dir="auto">
                {each.label}
              </span>
              {each.state && app && <State app={app} {...each.state} />}
              <span className={classes.kind}>{each.kind}</span>
            </UnstyledButton>
          ))}
          {found.length === 0 && (
            <p className={classes.none}>
              {records.some(result => result.isFetching) || search !== text.trim() ? 'Searching …' : 'Nothing found.'}
            </p>
          )}
        </div>
      </Modal.Content>
    </Modal.Root>
  )
}
