/** Above the days: which they are, to those before and after, to today, and how many at once. */
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './time.module.css'

type Unit = 'month' | 'week' | 'day' | 'part'

interface SpanBarProps<S extends string> {
  readonly title: string
  readonly spans: readonly { readonly value: S; readonly label: string }[]
  readonly span: S
  /** What the buttons go by; a part is less than what is shown. */
  readonly unit: Unit
  readonly busy: boolean
  readonly onSpan: (span: S) => void
  readonly onStep: (by: 1 | -1) => void
  readonly onToday: () => void
  readonly children?: ReactNode
}

export function SpanBar<S extends string>(props: SpanBarProps<S>) {
  const { t } = useLingui()
  const { unit, onStep } = props
  const words: Readonly<Record<Unit, readonly [string, string]>> = {
    month: [t`Previous month`, t`Next month`],
    week: [t`Previous week`, t`Next week`],
    day: [t`Previous day`, t`Next day`],
    part: [t`Previous part`, t`Next part`],
  }
  const [previous, next] = words[unit]
  return (
    <div className={classes.bar}>
      <Tooltip label={t`Today (T)`}>
        <Button size="compact-sm" variant="default" onClick={props.onToday}>
          {t`Today`}
        </Button>
      </Tooltip>
      <span className={classes.steps}>
        <Tooltip label={t`${previous} (Page up)`}>
          <ActionIcon size={28} aria-label={previous} onClick={() => onStep(-1)}>
            <IconChevronLeft size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t`${next} (Page down)`}>
          <ActionIcon size={28} aria-label={next} onClick={() => onStep(1)}>
            <IconChevronRight size={16} />
          </ActionIcon>
        </Tooltip>
      </span>
      <h2 className="tabular" aria-live="polite">
        {props.title}
      </h2>
      {props.children}
      <SegmentedControl
        className={classes.spans}
        size="xs"
        aria-label={t`Show`}
        value={props.span}
        onChange={value => props.onSpan(value as S)}
        data={props.spans.map(each => ({ ...each }))}
      />
      {props.busy && <div className={classes.progress} aria-hidden />}
    </div>
  )
}
