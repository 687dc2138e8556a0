/** Picks people, teams and other records: by name, never by id. */
import type { PersonView, RecordPage, TeamView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { type ComboboxData, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { use, useEffect, useRef, useState } from 'react'
import { request } from '../client/http.ts'
import { appQuery, topQuery } from '../client/queries.ts'
import { takeMarked } from '../kit/take-marked.ts'
import { type EditorProps, isReference } from './field-ui.ts'
import { MakePlace } from './make-place.ts'
import { usePointedAt } from './pointed-at.ts'
import { useRecentPicks } from './recent-picks.ts'
import { RecordPlace } from './record-place.ts'
import { fillFrom, fittingFilter, fittingValues, ownOf, WrittenValues } from './written-values.ts'

interface Choice {
  readonly value: string
  readonly label: string
}

/** No id: picking it makes the record that was not found. */
const toMake = 'new'

interface PickerProps extends EditorProps {
  readonly choices: readonly Choice[]
  /** What this person picked last, offered first. */
  readonly recent?: readonly Choice[]
  readonly loading: boolean
  readonly onSearch: (text: string) => void
  /** Offered last: to make what is not found. */
  readonly make?: { readonly label: string; readonly start: () => Promise<void> } | undefined
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
  help,
  placeholder,
  choices,
  recent = [],
  loading,
  onSearch,
  make,
}: PickerProps) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const present = isReference(value) ? { value: value.id, label: value.title ?? t`Not visible to you` } : undefined
  const others = choices.filter(({ value: id }) => !recent.some(each => each.value === id))
  const known = [...recent, ...others]
  const offered = make ? [{ value: toMake, label: make.label }] : []
  const typed = text !== '' && text !== present?.label
  const lacking = present && !known.some(each => each.value === present.value) ? [present] : []
  // Enter takes the first of what was typed, which is not what is there already.
  const found = typed ? [...others, ...lacking] : [...lacking, ...others]
  const input = useRef<HTMLInputElement>(null)
  /** Enter was pressed before the answer came: it means the first that is found. */
  const entered = useRef(false)
  const hasChosen = useRef(false)
  useEffect(() => {
    if (loading || !entered.current) return
    entered.current = false
    const list = document.getElementById(input.current?.getAttribute('aria-controls') ?? '')
    list?.querySelector<HTMLElement>('[role="option"]')?.click()
  }, [loading])
  const data: ComboboxData =
    recent.length > 0
      ? [
          { group: t`Recently picked`, items: [...recent] },
          { group: t`All`, items: [...found, ...offered] },
        ]
      : [...found, ...offered]
  return (
    <Select
      ref={input}
      id={id}
      label={label}
      description={help}
      size="xs"
      data={data}
      value={present?.value ?? null}
      searchable
      clearable={!field.required}
      allowDeselect={false}
      onOptionSubmit={next => {
        if (present && next === present.value) onDone?.(value)
      }}
      error={error}
      placeholder={placeholder}
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      defaultDropdownOpened={autoFocus && onDone !== undefined}
      openOnFocus={false}
      nothingFoundMessage={loading ? t`Searching …` : t`Nothing found`}
      filter={({ options }) => options}
      aria-label={label ? undefined : field.title}
      // What was typed marks the first that is found. Until it is, Enter neither takes what was found before nor sends the form around: it waits, unless something else was marked.
      selectFirstOptionOnChange={typed && !loading}
      onKeyDownCapture={event => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') hasChosen.current = true
        if (event.key !== 'Enter') entered.current = false
        // An arrow chooses only where there is something to mark.
        const hasMarked = data.length > 0 && (hasChosen.current || !loading)
        if (!typed || hasMarked) {
          takeMarked(event)
          return
        }
        if (event.key !== 'Enter') return
        entered.current = loading
        event.preventDefault()
        event.stopPropagation()
      }}
      onSearchChange={next => {
        hasChosen.current = false
        setText(next)
        onSearch(next)
      }}
      onChange={next => {
        if (next === toMake) {
          void make?.start()
          return
        }
        const picked = [...known, ...found].find(each => each.value === next)
        const reference = picked ? { id: picked.value, title: picked.label } : null
        onChange(reference)
        onDone?.(reference)
      }}
      onBlur={() => {
        entered.current = false
        onDone?.()
      }}
    />
  )
}

export function PersonEditor(props: EditorProps) {
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
  return <Picker {...props} choices={choices} loading={text !== search || found.isFetching} onSearch={setText} />
}

export function TeamEditor(props: EditorProps) {
  const [text, setText] = useState('')
  const place = use(RecordPlace)
  const { app, field } = props
  // Of a record the server says which may be written there; a filter may name any.
  const address = place
    ? `/api/apps/${app}/usable-teams?${new URLSearchParams({ entity: place.entity, field: field.name, writing: place.id === undefined ? 'create' : 'update' })}`
    : '/api/directory/teams'
  const found = useQuery({
    queryKey: ['teams', address],
    queryFn: () => request<{ items: TeamView[] }>('GET', address),
    staleTime: 60_000,
  })
  const wanted = isReference(props.value) && props.value.title === text ? '' : text.toLowerCase()
  const begins = (team: TeamView) => team.name.toLowerCase().startsWith(wanted)
  const choices = (found.data?.items ?? [])
    .filter(team => team.name.toLowerCase().includes(wanted))
    .sort((one, other) => Number(begins(other)) - Number(begins(one)))
    .map(team => ({ value: team.id, label: team.name }))
  return <Picker {...props} choices={choices} loading={found.isFetching} onSearch={setText} />
}

export function RelationEditor(props: EditorProps) {
  const { t } = useLingui()
  const { app, field, onChange, onDone } = props
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text, 150)
  const wanted = isReference(props.value) && props.value.title === search ? '' : search.trim()
  const targets = useQuery(appQuery(app))
  const target = targets.data?.entities.find(each => each.name === field.to)
  const title = target?.titleField ?? 'id'
  // With what has to go with the record, which comes from what is picked where it is empty.
  const ofItsOwn = (field.fits ?? []).map(by => by.field).filter(name => !name.includes('.'))
  const asked = [...new Set([title, ...ofItsOwn])].join(',')
  const choicesOf = (page: RecordPage | undefined) =>
    (page?.items ?? []).map(item => ({ value: item.id, label: String(item[title] ?? '') }))
  const written = use(WrittenValues)
  const { pointed, pending } = usePointedAt(app, field, written)
  const goesWith = fittingValues(field, written, pointed)
  const taken = field.takenBy && `size(record.${field.takenBy}) == 0`
  const fitting = [fittingFilter(goesWith), taken].filter(part => part !== undefined).join(' && ') || undefined
  const both = (...parts: (string | undefined)[]) => {
    const said = parts.filter(part => part !== undefined)
    return said.length > 0 ? { filter: said.join(' && ') } : {}
  }
  const byTitle = wanted && !target?.searchable ? `record.${title}.contains(${JSON.stringify(wanted)})` : undefined
  const narrowed = { ...both(fitting, byTitle), ...(wanted && target?.searchable ? { search: wanted } : {}) }
  const found = useQuery({
    ...topQuery(app, field.to ?? '', { fields: asked, ...narrowed }, 20),
    enabled: target !== undefined && !pending,
    staleTime: 10_000,
  })
  const { ids, remember } = useRecentPicks(app, field.to ?? '')
  // Asked for anew: what was picked once may be out of this person's sight, or called something else.
  const recent = useQuery({
    ...topQuery(app, field.to ?? '', { fields: asked, ...both(`record.id in ${JSON.stringify(ids)}`, fitting) }, ids.length || 1),
    enabled: target !== undefined && ids.length > 0,
    staleTime: 10_000,
  })
  const place = use(MakePlace)
  const label = field.to && place?.labelOf(field.to)
  const pick = (value: WireValue) => {
    if (isReference(value)) remember(value.id)
    onChange(value)
    const picked =
      isReference(value) && [...(found.data?.items ?? []), ...(recent.data?.items ?? [])].find(each => each.id === value.id)
    if (picked) fillFrom(picked, field, written)
  }
  return (
    <Picker
      {...props}
      onChange={pick}
      choices={choicesOf(found.data)}
      {...(wanted === '' && { recent: ids.flatMap(id => choicesOf(recent.data).find(each => each.value === id) ?? []) })}
      loading={text !== search || found.isFetching || targets.isPending}
      onSearch={setText}
      make={
        place && label
          ? {
              label: wanted ? t`Create ${label} “${wanted}”` : t`Create ${label} …`,
              start: async () => {
                const made = await place.make(field.to!, wanted, ownOf(goesWith))
                if (!made) return
                pick(made)
                onDone?.(made)
              },
            }
          : undefined
      }
    />
  )
}
