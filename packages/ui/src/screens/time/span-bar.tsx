/** Above the days: which they are, to those before and after, to today, and how many at once. */
import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './time.module.css'

interface SpanBarProps<S extends string> {
  readonly title: string
  readonly spans: readonly { readonly value: S; readonly label: string }[]
  readonly span: S
  /** What the buttons go by: "month". */
  readonly unit: string
  readonly busy: boolean
  readonly onSpan: (span: S) => void
  readonly onStep: (by: 1 | -1) => void
  readonly onToday: () => void
  readonly children?: ReactNode
}

export function SpanBar<S extends string>(props: SpanBarProps<S>) {
  const { unit, onStep } = props
  return (
    <div className={classes.bar}>
      <Tooltip label="Today (T)">
        <Button size="compact-sm" variant="default" onClick={props.onToday}>
          Today
        </Button>
      </Tooltip>
      <span className={classes.steps}>
        <Tooltip label={`Previous ${unit} (Page up)`}>
          <ActionIcon size={28} aria-label={`Previous ${unit}`} onClick={() => onStep(-1)}>
            <IconChevronLeft size={16} className={classes.towards} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={`Next ${unit} (Page down)`}>
          <ActionIcon size={28} aria-label={`Next ${unit}`} onClick={() => onStep(1)}>
            <IconChevronRight size={16} className={classes.towards} />
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
        aria-label="Show"
        value={props.span}
        onChange={value => props.onSpan(value as S)}
        data={props.spans.map(each => ({ ...each }))}
      />
      {props.busy && <div className={classes.progress} aria-hidden />}
    </div>
  )
}
