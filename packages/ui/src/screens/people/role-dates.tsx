/** One role that is given, with its first and its last day where it has them. */
import type { GivenRole } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { FromDay, UntilDay } from '../../fields/dates.tsx'
import { editors } from '../../fields/editors.ts'
import { madeField } from '../../fields/made-field.ts'
import { endOf, firstDayOf, inDays, isDay, lastDayOf, startOf } from '../../fields/whole-days.ts'
import classes from './people.module.css'

interface RoleDatesProps {
  readonly role: GivenRole
  readonly title: string
  readonly onChange: (role: GivenRole) => void
  /** Whether something is written that is not a day: what saves has to wait. */
  readonly onUnread: (unread: boolean) => void
}

export function RoleDates({ role, title, onChange, onUnread }: RoleDatesProps) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  // What is written and not a day yet: it changes nothing until it is one.
  const [from, setFrom] = useState<string | null>(role.from ? firstDayOf(role.from) : null)
  const [until, setUntil] = useState<string | null>(role.until ? lastDayOf(role.until) : null)
  const unread = [from, until].some(day => day !== null && !isDay(day))
  const tell = useRef(onUnread)
  tell.current = onUnread
  useEffect(() => {
    tell.current(unread)
    return () => tell.current(false)
  }, [unread])
  const dated = (first: string | null, last: string | null) => {
    setFrom(first)
    setUntil(last)
    if ((first && !isDay(first)) || (last && !isDay(last))) return
    // A day that was not touched keeps the moment it was made of, which may be a midnight elsewhere.
    const starts = role.from && first === firstDayOf(role.from) ? role.from : first ? startOf(first) : undefined
    const ends = role.until && last === lastDayOf(role.until) ? role.until : last ? endOf(last) : undefined
    onChange({
      app: role.app,
      ...(starts ? { from: starts } : {}),
      role: role.role,
      ...(ends ? { until: ends } : {}),
    })
  }
  return (
    <li>
      <div className={classes.roleLine}>
        <span className={classes.roleName} dir="auto">
          {title}
        </span>
        <span className={classes.dim}>{whenWords(role) ?? t`always`}</span>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-expanded={open}
          aria-label={t`Dates of ${title}`}
          onClick={() => setOpen(!open)}
        >
          {t`Dates`}
        </Button>
      </div>
      {open && (
        <div className={classes.roleDays}>
          <editors.date
            app=""
            field={madeField('date', t`First day of ${title}`)}
            label={t`From`}
            value={from}
            onChange={next => dated(typeof next === 'string' ? next : null, until)}
          />
          <editors.date
            app=""
            field={madeField('date', t`Last day of ${title}`)}
            label={t`Until the end of`}
            value={until}
            error={isDay(until) && until < inDays(0) ? t`This day is over: the role would be taken away.` : undefined}
            onChange={next => dated(from, typeof next === 'string' ? next : null)}
          />
        </div>
      )}
    </li>
  )
}

/** "from 1 Dec", "until 24 Dec"; undefined: always. A beginning that has passed goes without saying. */
export function whenWords({ from, until }: GivenRole): ReactNode {
  const begins = from && Date.parse(from) > Date.now() ? from : undefined
  if (!begins && !until) return undefined
  if (begins && until)
    return (
      <Trans>
        from <FromDay iso={begins} /> until <UntilDay iso={until} />
      </Trans>
    )
  return begins ? (
    <Trans>
      from <FromDay iso={begins} />
    </Trans>
  ) : (
    <Trans>
      until <UntilDay iso={until!} />
    </Trans>
  )
}
