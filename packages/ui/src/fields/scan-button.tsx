/** Beside a field whose value may stand on a label: reads it with the camera. */
import { useLingui } from '@lingui/react/macro'
import { ActionIcon } from '@mantine/core'
import { IconBarcode } from '@tabler/icons-react'
import { useState } from 'react'
import { Awaiting, part } from '../kit/part.tsx'

const ScanDialog = part(() => import('./scan-dialog.tsx'), 'dialog')

interface ScanButtonProps {
  /** Of the field. */
  readonly title: string
  readonly onFound: (code: string) => void
}

export function ScanButton({ title, onFound }: ScanButtonProps) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  return (
    <>
      <ActionIcon size={24} aria-label={t`Scan a code: ${title}`} title={t`Scan a code`} onClick={() => setOpen(true)}>
        <IconBarcode size={16} />
      </ActionIcon>
      {open && (
        <Awaiting>
          <ScanDialog
            title={title}
            onClose={() => setOpen(false)}
            onFound={code => {
              setOpen(false)
              onFound(code)
            }}
          />
        </Awaiting>
      )}
    </>
  )
}
