/** ⌘K: what can be done here, what was open last, every screen and saved view, and records of every app as they are typed. */
import type { SessionView } from '@bailiwick/definition/wire/index.ts'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Modal, TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useId, useState } from 'react'
import { fieldUi } from '../fields/registry.ts'
import classes from './palette.module.css'
import { usePlaces } from './palette-places.ts'
import { type Found, useRecords } from './palette-records.ts'
import { takeTyped } from './typed-ahead.ts'

interface PaletteProps {
  readonly app: string | undefined
  readonly session: SessionView
  readonly onClose: () => void
  /** Undefined: the app at hand may not be viewed as somebody else. */
  readonly onViewAs: (() => void) | undefined
}

/** In the order in which they stand. */
const groups = {
  recent: msg`Recent`,
  here: msg`On this page`,
  screens: msg`Screens`,
  views: msg`Views`,
  actions: msg`Actions`,
  records: msg`Records`,
} as const satisfies Record<Found['group'], unknown>
const order = Object.keys(groups) as readonly Found['group'][]
/** Of each group before anything is typed, and then. */
const atFirst = 6
const matching = 8

/** Every word of what was typed stands in it, or says what it is. */
function fits(found: Found, group: string, words: readonly string[]): boolean {
  const text = `${found.number ?? ''} ${found.label} ${found.kind} ${group}`.toLowerCase()
  return words.every(word => text.includes(word))
}

export default function Palette({ app, session, onClose, onViewAs }: PaletteProps) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), 150)
  const [at, setAt] = useState(0)
  const list = useId()
  const places = usePlaces(app, session, onViewAs)
  const records = useRecords(app, session, search)
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const known = places.filter(found => fits(found, t(groups[found.group]), words))
  const all = [...known, ...records.found.filter(({ key }) => !known.some(found => found.key === key))]
  const shown = order
    .map(group => ({ group, items: all.filter(found => found.group === group) }))
    .map(({ group, items }) => ({
      group,
      items: group === 'records' ? items : items.slice(0, words.length > 0 ? matching : atFirst),
    }))
    .filter(({ items }) => items.length > 0)
  const found = shown.flatMap(({ items }) => items)
  const current = found[Math.min(at, found.length - 1)]
  useEffect(() => {
    document.getElementById(`${list}${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [at, list])
  const take = (chosen: Found | undefined) => {
    if (!chosen) return
    onClose()
    chosen.go()
  }
  return (
    <Modal.Root opened onClose={onClose} centered={false} size={600} padding={0} yOffset="12dvh">
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label={t`Search`}>
        <TextInput
          size="md"
          variant="unstyled"
          px={16}
          styles={{ input: { height: 44, fontSize: 14 } }}
          placeholder={t`Search records, screens and actions`}
          aria-label={t`Search records, screens and actions`}
          aria-controls={list}
          aria-activedescendant={current ? `${list}${found.indexOf(current)}` : undefined}
          data-autofocus
          value={text}
          onFocus={() => {
            const before = takeTyped()
            if (before) setText(before)
          }}
          onChange={event => {
            setText(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={event => {
            if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1))
            else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
            else if (event.key === 'Enter') take(current)
            else return
            event.preventDefault()
          }}
        />
        <div className={classes.found} role="listbox" aria-label={t`Found`} id={list}>
          {shown.map(({ group, items }) => (
            <div key={group} role="group" aria-label={t(groups[group])}>
              <div className={classes.group} aria-hidden>
                {t(groups[group])}
              </div>
              {items.map(each => {
                const index = found.indexOf(each)
                return (
                  <UnstyledButton
                    key={each.key}
                    id={`${list}${index}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={each === current}
                    className={classes.one}
                    data-at={each === current || undefined}
                    onClick={() => take(each)}
                    onMouseMove={() => setAt(index)}
                  >
                    {each.number && (
                      <span className={classes.number} dir="auto">
                        {each.number}
                      </span>
                    )}
                    <span className={classes.label} dir="auto">
                      {each.label}
                    </span>
                    {each.state && <State {...each.state} />}
                    {each.kind && <span className={classes.kind}>{each.kind}</span>}
                  </UnstyledButton>
                )
              })}
            </div>
          ))}
          {found.length === 0 && (
            <p className={classes.none}>{records.searching || search !== text.trim() ? t`Searching …` : t`Nothing found.`}</p>
          )}
        </div>
      </Modal.Content>
    </Modal.Root>
  )
}

function State({ app, field, value }: NonNullable<Found['state']>) {
  const { Display } = fieldUi(field)
  return (
    <span className={classes.kind}>
      <Display app={app} field={field} value={value} dense />
    </span>
  )
}
