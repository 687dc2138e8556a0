/** The time a dashboard counts: one of those that end with today, or from one day to another. */
import type { PeriodName } from '@bailiwick/definition/model/widget.ts'
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Button, Popover, SegmentedControl } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { type FormEvent, useId, useState } from 'react'
import { madeField } from '../../fields/made-field.ts'
import { fieldUi } from '../../fields/registry.ts'
import { Pick } from '../../kit/pick.tsx'
import { isDay } from '../time/days.ts'
import classes from './dashboard.module.css'
import { addDays, type Days, daysWords, type Period, periods, printDays, readDays } from './period.ts'

/** By name: where there is little room, and in full. */
const words: Readonly<Record<PeriodName, { readonly short: MessageDescriptor; readonly title: MessageDescriptor }>> = {
  'last 7 days': { short: msg`7 d`, title: msg`Last 7 days` },
  'last 30 days': { short: msg`30 d`, title: msg`Last 30 days` },
  'last 90 days': { short: msg`90 d`, title: msg`Last 90 days` },
  'this month': { short: msg`Month`, title: msg`This month` },
  'this year': { short: msg`Year`, title: msg`This year` },
  'last 12 months': { short: msg`12 mo`, title: msg`Last 12 months` },
  'all time': { short: msg({ message: 'All', context: 'of the time there is' }), title: msg`All time` },
}

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
  const { t } = useLingui()
  const code = periods.find(({ name }) => name === value)?.code ?? ''
  const choose = (next: string | null) =>
    onChange(!next || periods.find(each => each.code === next)?.name === start ? undefined : next)
  return (
    <>
      <SegmentedControl
        className={classes.periods}
        size="xs"
        aria-label={t`Period`}
        value={code}
        onChange={choose}
        data={periods.map(each => ({
          value: each.code,
          label: <span title={t(words[each.name].title)}>{t(words[each.name].short)}</span>,
        }))}
      />
      <Pick
        className={classes.periodList}
        aria-label={t`Period`}
        allowDeselect={false}
        // Closed it has no options in the page, whose place would be worked out whenever the screen is shown.
        comboboxProps={{ keepMounted: false }}
        placeholder={days ? daysWords(days) : undefined}
        value={code || null}
        onChange={choose}
        data={periods.map(each => ({ value: each.code, label: t(words[each.name].title) }))}
      />
      <OwnDays {...rest} days={days} chosen={value === 'own days'} onChange={onChange} />
    </>
  )
}

type OwnDaysProps = Omit<PeriodControlProps, 'value' | 'start'> & { readonly chosen: boolean }

/** Opens with what is shown, so that only one end need be moved. */
function OwnDays({ app, days, present, chosen, onChange }: OwnDaysProps) {
  const { t } = useLingui()
  const [opened, setOpened] = useState(false)
  const shown = chosen && days ? daysWords(days) : t`Dates`
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus withinPortal width={260}>
      <Popover.Target>
        <Button
          className={classes.ownDays}
          variant="default"
          size="compact-sm"
          data-chosen={chosen || undefined}
          title={chosen ? undefined : t`Own dates`}
          aria-label={chosen ? t`Own dates: ${shown}` : t`Own dates`}
          onClick={() => setOpened(!opened)}
        >
          <IconCalendar size={14} />
          <span className={classes.ownWords}>{shown}</span>
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

const example = '2026-11-24'

function DaysForm({ app, start, onChosen }: DaysFormProps) {
  const { t } = useLingui()
  const id = useId()
  const [from, setFrom] = useState(start.from)
  const [to, setTo] = useState(addDays(start.to, -1))
  const [tried, setTried] = useState(false)
  const wrong =
    !isDay(from) || !isDay(to) ? t`Write both days: ${example}.` : from > to ? t`The first day is after the last.` : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const days = wrong ? undefined : readDays(`${from}..${to}`)
    if (days) onChosen(days)
  }
  const first = madeField('date', t`First day`)
  const { Editor } = fieldUi(first)
  return (
    <form className={classes.daysForm} onSubmit={submit} noValidate>
      <Editor
        app={app}
        id={`${id}-from`}
        label={t`From`}
        field={first}
        value={from}
        autoFocus
        onChange={next => setFrom(String(next ?? ''))}
      />
      <Editor
        app={app}
        id={`${id}-to`}
        label={t`To and including`}
        field={madeField('date', t`Last day`)}
        value={to}
        error={tried ? wrong : undefined}
        onChange={next => setTo(String(next ?? ''))}
      />
      <Button type="submit" size="compact-sm">
        {t`Show these days`}
      </Button>
    </form>
  )
}
