/** What stands in one row of a tree. */
import type { EntityView, FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowsMove, IconChevronRight, IconLock, IconRotate } from '@tabler/icons-react'
import { apart, countText } from '../../client/language.ts'
import { RecordPlace } from '../../fields/record-place.ts'
import { fieldUi } from '../../fields/registry.ts'
import classes from './tree.module.css'
import type { RowNode } from './tree-nodes.ts'
import type { Paths } from './use-tree.ts'

/** How far from the edge a level begins, in pixels. */
export const indent = (level: number) => 12 + (level - 1) * 20

export const titleOf = (entity: EntityView, row: RecordRow) => {
  const title = row[entity.titleField]
  return typeof title === 'string' || typeof title === 'number' ? String(title) : entity.label
}

const notes = {
  'hidden-parent': { words: msg`It stands beneath something that is not visible to you`, Icon: IconLock },
  circle: { words: msg`It stands beneath itself, in a circle. Move one of them to the top to end it`, Icon: IconRotate },
} as const

interface TreeCellsProps {
  readonly app: string
  readonly entity: EntityView
  readonly node: RowNode
  readonly number: FieldView | undefined
  readonly shown: readonly FieldView[]
  /** What each row stands beneath, in words; absent: the rows stand beneath each other. */
  readonly paths: Paths | undefined
  readonly mayMove: boolean
  readonly onOpen: (id: string) => void
  readonly onClose: (id: string) => void
  readonly onMove: (row: RecordRow) => void
}

export function TreeCells(props: TreeCellsProps) {
  const { t } = useLingui()
  const { app, entity, node, shown, number, paths } = props
  const { row } = node
  const title = titleOf(entity, row)
  const show = (field: FieldView) => {
    const { Display } = fieldUi(field)
    const value = row[field.name]
    return value === undefined ? null : (
      <RecordPlace value={{ entity: entity.name, id: row.id }}>
        <Display app={app} field={field} value={value} dense />
      </RecordPlace>
    )
  }
  const note = node.note && notes[node.note]
  const why = note && t(note.words)
  const path = apart(
    (paths?.get(row.id) ?? []).map(each => each ?? t`Not visible to you`),
    ' › ',
  )
  return (
    <>
      <div role="gridcell" className={classes.first} style={{ paddingInlineStart: paths ? 16 : indent(node.level) }}>
        {!paths &&
          (node.children === undefined ? (
            <span className={classes.leaf} />
          ) : (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the arrows open and close, on the row
            // biome-ignore lint/a11y/noStaticElementInteractions: the row itself says whether it is open
            <span
              className={classes.toggle}
              data-toggle
              data-open={node.isOpen || undefined}
              onClick={event => {
                event.stopPropagation()
                if (node.isOpen) props.onClose(row.id)
                else props.onOpen(row.id)
              }}
            >
              <IconChevronRight size={14} aria-hidden />
            </span>
          ))}
        {number && row[number.name] !== undefined && <span className={classes.number}>{show(number)}</span>}
        <span className={classes.title} title={title} dir="auto">
          {title}
        </span>
        {path !== '' && (
          <span className={classes.path} title={path}>
            {t`in ${path}`}
          </span>
        )}
        {!paths && node.children !== undefined && <span className={classes.count}>{countText(node.children)}</span>}
        {note && (
          <Tooltip label={why} events={{ hover: true, focus: true, touch: true }}>
            <span role="img" aria-label={why} className={classes.note}>
              <note.Icon size={14} aria-hidden />
            </span>
          </Tooltip>
        )}
      </div>
      {shown.map(field => (
        <div key={field.name} role="gridcell" className={classes.cell} data-right={fieldUi(field).alignRight || undefined}>
          {show(field)}
        </div>
      ))}
      <div role="gridcell" className={classes.act}>
        {props.mayMove && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            tabIndex={-1}
            aria-label={t`Move ${title}`}
            onClick={event => {
              event.stopPropagation()
              props.onMove(row)
            }}
          >
            <IconArrowsMove size={14} />
          </ActionIcon>
        )}
      </div>
    </>
  )
}
