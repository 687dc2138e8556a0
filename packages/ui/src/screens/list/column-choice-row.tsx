/** A column to choose: whether it is shown, and the ways it may go. There may be two hundred, so they are plain controls, and one that moves draws no other. */
import { useLingui } from '@lingui/react/macro'
import { useDirection } from '@mantine/core'
import { IconChevronDown, IconChevronsDown, IconChevronsUp, IconChevronUp } from '@tabler/icons-react'
import { still } from '../../kit/still.tsx'
import classes from './list.module.css'

/** In the order of the columns. */
export type Way = 'start' | 'back' | 'on' | 'end'

interface ColumnChoiceRowProps {
  readonly name: string
  readonly title: string
  readonly isShown: boolean
  /** A list has one column at least. */
  readonly isOnly: boolean
  readonly isFirst: boolean
  readonly isLast: boolean
  /** There are so many that a place at a time is no way. */
  readonly isFar: boolean
  readonly onShow: (shown: boolean) => void
  readonly onMove: (way: Way) => void
}

const icons = { start: IconChevronsUp, back: IconChevronUp, on: IconChevronDown, end: IconChevronsDown } as const

function Row({ name, title, isShown, isOnly, isFirst, isLast, isFar, onShow, onMove }: ColumnChoiceRowProps) {
  const { t } = useLingui()
  const isFromRight = useDirection().dir === 'rtl'
  const words: Readonly<Record<Way, string>> = {
    start: t`Move ${title} to the start`,
    back: isFromRight ? t`Move ${title} to the right` : t`Move ${title} to the left`,
    on: isFromRight ? t`Move ${title} to the left` : t`Move ${title} to the right`,
    end: t`Move ${title} to the end`,
  }
  const ways: readonly Way[] = !isShown ? [] : isFar ? ['start', 'back', 'on', 'end'] : ['back', 'on']
  return (
    <div className={classes.column} data-name={name}>
      <label title={title}>
        <input
          type="checkbox"
          className={classes.check}
          checked={isShown}
          disabled={isShown && isOnly}
          onChange={event => onShow(event.currentTarget.checked)}
        />
        <span>{title}</span>
      </label>
      {ways.map(way => {
        const Icon = icons[way]
        return (
          <button
            key={way}
            type="button"
            data-way={way}
            aria-label={words[way]}
            title={words[way]}
            disabled={way === 'start' || way === 'back' ? isFirst : isLast}
            onClick={() => onMove(way)}
          >
            <Icon size={14} aria-hidden />
          </button>
        )
      })}
    </div>
  )
}

export const ColumnChoiceRow = still(Row)
