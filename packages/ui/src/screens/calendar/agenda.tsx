/** On a phone: the days that have something, one beneath the other. */
import { Trans, useLingui } from '@lingui/react/macro'
import { ActionIcon, Skeleton } from '@mantine/core'
import { IconArrowsMove, IconPlus } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import { inSentence } from '../../client/language.ts'
import { allOnPage } from '../../client/on-page.ts'
import { Dot } from '../../fields/choice.tsx'
import { dayWords } from '../time/days.ts'
import { clockWords, endsWords } from '../time/ends.ts'
import { CardValues, lookOf, titleOf } from '../time/looks.tsx'
import classes from './calendar.module.css'
import type { ShownProps } from './weeks.tsx'

/** No day of its own stands there meanwhile: those before it would push it away. */
export function ComingAgenda() {
  return (
    <div className={classes.agenda} aria-busy>
      {Array.from({ length: 8 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={index} className={classes.agendaRow}>
          <Skeleton height={10} width="60%" />
        </div>
      ))}
    </div>
  )
}

export function Agenda(props: ShownProps) {
  const { page, ends, entries, days, today, looks, color, onCreate } = props
  const { t } = useLingui()
  const { app, entity, search, viewing, trash } = page
  const newOn = (date: string) => {
    const label = inSentence(entity.label)
    const day = dayWords(date, { day: 'numeric', month: 'long' })
    return t`New ${label} on ${day}`
  }
  const beginsOn = ({ first }: { readonly first: string }) => (first < days.first ? days.first : first)
  const here = days.first <= today && today <= days.last ? [today] : []
  const shown = [...new Set([...entries.map(beginsOn), ...here])].sort()
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return
    const rows = allOnPage('[data-row]')
    const beside = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (beside) rows[rows.indexOf(event.currentTarget) + beside]?.focus()
    else if (event.key === 'Enter') props.onOpen(event.currentTarget.dataset.row!)
    else return
    event.preventDefault()
  }
  return (
    <div className={classes.agenda}>
      {shown.map(day => (
        <section key={day} aria-label={dayWords(day, { weekday: 'long', day: 'numeric', month: 'long' })}>
          <header data-day={day} data-today={day === today || undefined} tabIndex={-1}>
            <h3>{dayWords(day, { weekday: 'short', day: 'numeric', month: 'short' })}</h3>
            {day === today && <span className={classes.today}>{t`Today`}</span>}
            {onCreate && (
              <ActionIcon size={28} className={classes.add} aria-label={newOn(day)} onClick={() => onCreate(day)}>
                <IconPlus size={14} />
              </ActionIcon>
            )}
          </header>
          {entries
            .filter(entry => beginsOn(entry) === day)
            .map((entry, index) => {
              const { row } = entry
              const title = titleOf(entity, row)
              const look = lookOf(looks, color, row)
              const clock = clockWords(entry, ends)
              const last = dayWords(entry.last, { day: 'numeric', month: 'short' })
              return (
                <div
                  key={row.id}
                  role="group"
                  aria-label={[title, look?.title, endsWords(entry, ends)].filter(Boolean).join(', ')}
                  tabIndex={row.id === search.record || (search.record === undefined && index === 0) ? 0 : -1}
                  className={classes.agendaRow}
                  data-row={row.id}
                  data-current={row.id === search.record || undefined}
                  onKeyDown={onKey}
                  onClick={() => props.onOpen(row.id)}
                >
                  <div className={classes.agendaTitle}>
                    {look && <Dot color={look.color} />}
                    {clock && <span className={classes.clock}>{clock}</span>}
                    <span className={classes.words} dir="auto">
                      {title}
                    </span>
                  </div>
                  <div className={classes.agendaValues}>
                    {look && <span className={classes.state}>{look.title}</span>}
                    {entry.first !== entry.last && (
                      <span className={classes.state}>
                        <Trans>until {last}</Trans>
                      </span>
                    )}
                    <CardValues app={app.name} entity={entity} fields={props.card} row={row} />
                  </div>
                  {!viewing && !trash && ends.from.updatable && (
                    <ActionIcon
                      size={28}
                      className={classes.agendaMove}
                      aria-label={t`Move ${title}`}
                      onClick={event => {
                        event.stopPropagation()
                        props.moving.choose(row)
                      }}
                    >
                      <IconArrowsMove size={14} />
                    </ActionIcon>
                  )}
                </div>
              )
            })}
        </section>
      ))}
    </div>
  )
}
