/** A record on a board. It is drawn when it or what is done to it changes, and stands still while the board around it does. */
import type { EntityView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Loader, Menu, Text } from '@mantine/core'
import { IconArrowsMove } from '@tabler/icons-react'
import { type PointerEvent, useEffect, useMemo, useState } from 'react'
import { Dot } from '../../fields/choice.tsx'
import { fieldOf } from '../../fields/field-ui.ts'
import { RecordPlace } from '../../fields/record-place.ts'
import { fieldUi } from '../../fields/registry.ts'
import { ActItem } from '../../kit/act.tsx'
import { cannotHover } from '../../kit/pointer.ts'
import { still } from '../../kit/still.tsx'
import { systemColumns } from '../records/system-columns.ts'
import { titleOf } from '../time/looks.tsx'
import classes from './board.module.css'
import type { Column, Move } from './moves.ts'

export interface CardMove {
  readonly to: Column
  readonly move: Move
}

interface CardProps {
  readonly app: string
  readonly entity: EntityView
  readonly row: RecordRow
  /** Fields that it shows. */
  readonly card: readonly string[]
  readonly isCurrent: boolean
  /** Tab comes to it. */
  readonly isStop: boolean
  /** It is on its way. */
  readonly isMoving: boolean
  readonly isDragged: boolean
  /** Its menu is. */
  readonly isOpen: boolean
  readonly onLeave: (id: string) => void
  readonly onOpen: (id: string) => void
  /** Absent: this person moves none here. */
  readonly onPress: ((down: PointerEvent<HTMLElement>, row: RecordRow) => void) | undefined
  /** Whether a click ended a pull. */
  readonly onPulled: () => boolean
  readonly onMenu: (id: string | undefined) => void
  readonly onMoves: (row: RecordRow) => Promise<readonly CardMove[]>
  readonly onMove: (row: RecordRow, to: Column) => void
}

export const numbersOf = ({ fields }: EntityView): string[] =>
  fields.filter(field => field.type === 'auto_number').map(field => field.name)

function Card(props: CardProps) {
  const { t } = useLingui()
  const { app, entity, row, card, isOpen, onMoves } = props
  const [moves, setMoves] = useState<readonly CardMove[] | undefined>()
  useEffect(() => {
    if (!isOpen) return
    let isWanted = true
    const tell = (found: typeof moves) => isWanted && setMoves(found)
    void onMoves(row).then(tell, () => tell([]))
    return () => {
      isWanted = false
      setMoves(undefined)
    }
  }, [isOpen, row, onMoves])
  // A menu for each card takes longer to make than the cards; who cannot point at a card first has them all.
  const [isMet, setMet] = useState(cannotHover)
  const meet = () => setMet(true)
  const [number] = numbersOf(entity)
  const place = useMemo(() => ({ entity: entity.name, id: row.id }), [entity.name, row.id])
  const show = (name: string) => {
    const field = fieldOf(entity, name) ?? systemColumns.find(each => each.name === name)
    if (!field || row[name] === undefined || row[name] === null) return null
    const { Display } = fieldUi(field)
    return (
      <span key={name} className={classes.value} title={field.title}>
        <RecordPlace value={place}>
          <Display app={app} field={field} value={row[name]} dense />
        </RecordPlace>
      </span>
    )
  }
  const title = titleOf(entity, row)
  const mark = number ? show(number) : null
  const name = (
    <span className={classes.title} dir="auto">
      {title}
    </span>
  )
  const button = (
    <button
      type="button"
      className={classes.moves}
      tabIndex={-1}
      aria-label={t`Move ${title}`}
      onClick={event => event.stopPropagation()}
    >
      {(isMet || isOpen) && <IconArrowsMove size={14} />}
    </button>
  )
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is heard on the board, for whichever card has the focus
    <div
      role="group"
      aria-label={title}
      tabIndex={props.isStop ? 0 : -1}
      onPointerEnter={meet}
      onFocus={() => {
        meet()
        props.onLeave(row.id)
      }}
      className={classes.card}
      data-row={row.id}
      data-current={props.isCurrent || undefined}
      data-moving={props.isMoving || undefined}
      data-dragged={props.isDragged || undefined}
      onPointerDown={event => props.onPress?.(event, row)}
      // A link or picture in it is not pulled by itself.
      onDragStart={event => event.preventDefault()}
      onClick={() => {
        if (!props.onPulled()) props.onOpen(row.id)
      }}
    >
      {/* Without a number it begins with its name: a line with nothing but what the pointer brings would look like a lack. */}
      <div className={classes.first} data-unnumbered={mark === null || undefined}>
        {mark === null ? name : <span className={classes.number}>{mark}</span>}
        {isMet || isOpen ? (
          <Menu
            position="bottom-end"
            withinPortal
            width={260}
            opened={isOpen}
            // Not by keys outside: the `M` that opens it is one, and would close it again.
            clickOutsideEvents={['mousedown', 'touchstart']}
            onChange={open => props.onMenu(open ? row.id : undefined)}
          >
            <Menu.Target>{button}</Menu.Target>
            <Menu.Dropdown onClick={event => event.stopPropagation()}>
              {moves === undefined ? (
                <Menu.Label>
                  <Loader size="xs" />
                </Menu.Label>
              ) : (
                moves.map(({ to, move }) => (
                  <ActItem
                    key={to.name ?? ''}
                    // Not disabled: the keys reach it, and why it does nothing is read.
                    aria-disabled={move.kind === 'not' || undefined}
                    closeMenuOnClick={move.kind !== 'not'}
                    leftSection={<Dot color={to.color} />}
                    onClick={() => move.kind !== 'not' && props.onMove(row, to)}
                  >
                    <span className={move.kind === 'not' ? classes.not : undefined}>{to.title}</span>
                    {move.kind === 'not' && (
                      <Text size="xs" c="dimmed">
                        {move.reason}
                      </Text>
                    )}
                  </ActItem>
                ))
              )}
            </Menu.Dropdown>
          </Menu>
        ) : (
          button
        )}
      </div>
      {mark !== null && name}
      {card.length > 0 && (
        <div className={classes.values}>{card.filter(name => name !== entity.titleField && name !== number).map(show)}</div>
      )}
    </div>
  )
}

export const BoardCard = still(Card)
