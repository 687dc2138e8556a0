/** Which columns a list has, and in which order: part of its address, so that a link shows what its sender saw. */
import { useLingui } from '@lingui/react/macro'
import { Button, Popover } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useEffect } from 'react'
import { ahead } from '../../client/ahead.ts'
import { Awaiting, part } from '../../kit/part.tsx'
import { still } from '../../kit/still.tsx'
import { withinWindow } from '../../kit/within-window.ts'
import type { Density } from './density.ts'
import type { OrderChoiceProps } from './order-choice.tsx'

const choice = () => import('./columns-choice.tsx')
const ColumnsChoice = part(async () => ({ default: (await choice()).ColumnsChoice }), 'panel')

export interface ColumnsMenuProps extends OrderChoiceProps {
  readonly columns: readonly string[]
  /** The list's own. */
  readonly usual: readonly string[]
  readonly onChange: (columns: readonly string[] | undefined) => void
  /** Somebody left widths. */
  readonly hasWidths: boolean
  /** Columns, their order and their widths as the list was made. */
  readonly onUsual: () => void
  /** Absent: rows are as high as they are, and columns have no heads to sort by. */
  readonly density: Density | undefined
  readonly onDensity: (density: Density) => void
}

function Columns(props: ColumnsMenuProps) {
  const { density } = props
  const { t } = useLingui()
  useEffect(() => ahead(choice), [])
  return (
    <Popover position="bottom-start" trapFocus withinPortal middlewares={withinWindow}>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconColumns3 size={14} />}
          title={density ? t`Columns` : t`Columns and order`}
          data-tool
        >
          {density ? t`Columns` : t`Columns and order`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" w={320} mah="var(--room)" style={{ overflowY: 'auto' }}>
        <Awaiting>
          <ColumnsChoice {...props} />
        </Awaiting>
      </Popover.Dropdown>
    </Popover>
  )
}

export const ColumnsMenu = still(Columns)
