/** People, teams and other records: by name, never by id. */

import type { PersonView, RecordPage, TeamView } from '@bailiwick/definition/wire/index.ts'
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { request } from '../client/http.ts'
import { Empty } from './empty.tsx'
import { type DisplayProps, type EditorProps, type FieldUi, isReference } from './field-ui.ts'
import classes from './references.module.css'

export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  return `${words[0]?.[0] ?? ''}${words.length > 1 ? (words[words.length - 1]?.[0] ?? '') : ''}`.toUpperCase()
}

export function PersonAvatar({ name }: { readonly name: string | null }) {
  return (
    <span className={classes.avatar} aria-hidden>
      {initials(name ?? '?')}
    </span>
  )
}

const hidden = <span style={{ color: 'var(--mantine-color-dimmed)' }}>Not visible to you</span>

function PersonDisplay({ value }: DisplayProps) {
  if (!isReference(value)) return <Empty />
  return (
    <span className={classes.person}>
      <PersonAvatar name={value.title} />
      <span dir="auto" className={classes.name}>
        {value.title ?? 'Unknown'}
      </span>
    </span>
  )
}

function NameDisplay({ value }: DisplayProps) {
  if (!isReference(value)) return <Empty />
  return value.title === null ? hidden : <span dir="auto">{value.title}</span>
}

interface Choice {
  readonly value: string
  readonly label: string
}

/** A picker whose choices the server finds. The present value is a choice even before anything was searched. */
function Picker({
  value,
  onChange,
  field,
  id,
  error,
  autoFocus,
  onDone,
  label,
  placeholder,
  choices,
  loading,
  onSearch,
}: EditorProps & { choices: readonly Choice[]; loading: boolean; onSearch: (text: string) => void }) {
  const present = isReference(value) ? { value: value.id, label: value.title ?? 'Not visible to you' } : undefined
  const data = present && !choices.some(each => each.value === present.value) ? [present, ...choices] : [...choices]
  return (
    <Select
      id={id}
      label={label}
      size="xs"
      data={data}
      value={present?.value ?? null}
      searchable
      clearable={!field.required}
      error={error}
      placeholder={placeholder}
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      defaultDropdownOpened={autoFocus && onDone !== undefined}
      openOnFocus={false}
      nothingFoundMessage={loading ? 'Searching …' : 'Nothing found'}
      filter={({ options }) => options}
      aria-label={label ? undefined : field.title}
      onSearchChange={onSearch}
      onChange={next => {
        const found = data.find(each => each.value === next)
        const reference = found ? { id: found.value, title: found.label } : null
        onChange(reference)
        onDone?.(reference)
      }}
      onBlur={() => onDone?.()}
    />
  )
}

function PersonEditor(props: EditorProps) {
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text, 150)
  const wanted = isReference(props.value) && props.value.title === search ? '' : search
  const found = useQuery({
    queryKey: ['people', props.app, wanted],
    queryFn: () =>
      request<{ items: PersonView[] }>(
        'GET',
        `/api/directory/people?${new URLSearchParams({ ...(props.app ? { app: props.app } : {}), ...(wanted ? { search: wanted } : {}) })}`,
      ),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  const choices = (found.data?.items ?? [])
    .filter(person => person.active)
    .map(person => ({ value: person.id, label: person.name }))
  return <Picker {...props} choices={choices} loading={found.isFetching} onSearch={setText} />
}

function TeamEditor(props: EditorProps) {
  const [text, setText] = useState('')
  const found = useQuery({
    queryKey: ['teams'],
    queryFn: () => request<{ items: TeamView[] }>('GET', '/api/directory/teams'),
    staleTime: 60_000,
  })
  const wanted = isReference(props.value) && props.value.title === text ? '' : text.toLowerCase()
  const choices = (found.data?.items ?? [])
    .filter(team => team.name.toLowerCase().includes(wanted))
    .map(team => ({ value: team.id, label: team.name }))
  return <Picker {...props} choices={choices} loading={found.isFetching} onSearch={setText} />
}

function RelationEditor(props: EditorProps) {
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text, 150)
  const wanted = isReference(props.value) && props.value.title === search ? '' : search.trim()
  const { app, field } = props
  const found = useQuery({
    queryKey: ['pick', app, field.to, wanted],
    queryFn: async () => {
      const entity = await request<{ entities: { name: string; titleField: string; searchable: boolean }[] }>(
        'GET',
        `/api/apps/${app}`,
      )
      const target = entity.entities.find(each => each.name === field.to)
      const title = target?.titleField ?? 'id'
      const query = new URLSearchParams({ pageSize: '20', fields: title })
      if (wanted && target?.searchable) query.set('search', wanted)
      else if (wanted) query.set('filter', `record.${title}.contains(${JSON.stringify(wanted)})`)
      const page = await request<RecordPage>('GET', `/api/apps/${app}/${field.to}?${query}`)
      return page.items.map(item => ({ value: item.id, label: String(item[title] ?? '') }))
    },
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
  return <Picker {...props} choices={found.data ?? []} loading={found.isFetching} onSearch={setText} />
}

export const person: FieldUi = { Display: PersonDisplay, Editor: PersonEditor, width: 150 }
export const team: FieldUi = { Display: NameDisplay, Editor: TeamEditor, width: 120 }
export const relation: FieldUi = { Display: NameDisplay, Editor: RelationEditor, width: 180 }
