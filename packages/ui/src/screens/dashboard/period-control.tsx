/** The time a dashboard counts: one of those that end with today, or from one day to another. */
import type { PeriodName } from '@bailiwick/definition/model/widget.ts'
import { Button, Popover, SegmentedControl, Select } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { type FormEvent, useId, useState } from 'react'
import { madeField } from '../../fields/made-field.ts'
import { fieldUi } from '../../fields/registry.ts'
import { isDay } from '../time/days.ts'
import classes from './dashboard.module.css'
import { addDays, type Days, daysWords, type Period, periods, printDays, readDays } from './period.ts'

interface PeriodControlProps {
  readonly app: string
  readonly value: Period
  readonly days: Days | undefined
  readonly present: string
  readonly start: PeriodName
  /** Undefined: what the dashboard begins with. */
  readonly onChange: (code: string | undefined) => void
}

/** One row of words where there is room, else a list. */
export function PeriodControl({ value, days, start, onChange, ...rest }: PeriodControlProps) {
  const code = periods.find(({ name }) => name === value)?.code ?? ''
  const choose = (next: string | null) =>
    onChange(!next || periods.find(each => each.code === next)?.name === start ? undefined : next)
  const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
  return (
    <>
      <SegmentedControl
        className={classes.periods}
        size="xs"
        aria-label="Period"
        value={code}
        onChange={choose}
        data={periods.map(each => ({ value: each.code, label: <span title={capital(each.name)}>{each.short}</span> }))}
      />
      <Select
        className={classes.periodList}
        aria-label="Period"
        allowDeselect={false}
        placeholder={days ? daysWords(days) : undefined}
        value={code || null}
        onChange={choose}
        data={periods.map(each => ({ value: each.code, label: capital(each.name) }))}
      />
      <OwnDays {...rest} days={days} chosen={value === 'own days'} onChange={onChange} />
    </>
  )
}

type OwnDaysProps = Omit<PeriodControlProps, 'value' | 'start'> & { readonly chosen: boolean }

/** Opens with what is shown, so that only one end need be moved. */
function OwnDays({ app, days, present, chosen, onChange }: OwnDaysProps) {
  const [opened, setOpened] = useState(false)
  const words = chosen && days ? daysWords(days) : 'Dates'
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus withinPortal width={260}>
      <Popover.Target>
        <Button
          className={classes.ownDays}
          variant="default"
          size="compact-sm"
          data-chosen={chosen || undefined}
          title={chosen ? undefined : 'Own dates'}
          aria-label={chosen ? `Own dates: ${words}` : 'Own dates'}
          onClick={() => setOpened(!opened)}
        >
          <IconCalendar size={14} />
          <span className={classes.ownWords}>{words}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown data-inner-layer>
        <DaysForm
          app={app}
          start={days ?? { from: addDays(present, -29), to: addDays(present, 1) }}
          onChosen={next => {
            setOpened(false)
            onChange(printDays(next))
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

interface DaysFormProps {
  readonly app: string
  readonly start: Days
  readonly onChosen: (days: Days) => void
}

function DaysForm({ app, start, onChosen }: DaysFormProps) {
  const id = useId()
  const [from, setFrom] = useState(start.from)
  const [to, setTo] = useState(addDays(start.to, -1))
  const [tried, setTried] = useState(false)
  const wrong =
    !isDay(from) || !isDay(to) ? 'Write both days: 2026-11-24.' : from > to ? 'The first day is after the last.' : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const days = wrong ? undefined : readDays(`${from}..${to}`)
    if (days) onChosen(days)
  }
  const { Editor } = fieldUi(madeField('date', 'From'))
  return (
    <form className={classes.daysForm} onSubmit={submit} noValidate>
      <Editor
        app={app}
        id={`${id}-from`}
        label="From"
        field={madeField('date', 'First day')}
        value={from}
        autoFocus
        onChange={next => setFrom(String(next ?? ''))}
      />
      <Editor
        app={app}
        id={`${id}-to`}
        label="To and including"
        field={madeField('date', 'Last day')}
        value={to}
        error={tried ? wrong : undefined}
        onChange={next => setTo(String(next ?? ''))}
      />
      <Button type="submit" size="compact-sm">
        Show these days
      </Button>
    </form>
  )
}
