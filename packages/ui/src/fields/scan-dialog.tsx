/** What the camera sees, until a barcode or QR code is in it. */
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { codeReader } from './code-reader.ts'
import classes from './scan-dialog.module.css'

interface ScanDialogProps {
  /** Of the field. */
  readonly title: string
  readonly onFound: (code: string) => void
  readonly onClose: () => void
}

/** Between two looks, in milliseconds: the eye waits for less, and a phone stays cool. */
const pause = 120

/** Why there is no picture, by the name of the browser's error. */
const reasons = {
  NotAllowedError: msg`The camera may not be used. Allow it for this site in the browser's settings, or type the code.`,
  NotFoundError: msg`This device has no camera. Type the code.`,
  NotReadableError: msg`The camera is used by another program. Close it and try again, or type the code.`,
  InsecureContext: msg`The camera works only where this site is opened over https. Type the code.`,
  other: msg`The camera could not be started. Try again, or type the code.`,
}

function reasonOf(error: unknown): keyof typeof reasons {
  const { name } = error as Error
  if (name === 'OverconstrainedError') return 'NotFoundError'
  return name in reasons ? (name as keyof typeof reasons) : 'other'
}

export default function ScanDialog({ title, onFound, onClose }: ScanDialogProps) {
  const { t } = useLingui()
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState<'starting' | 'looking' | keyof typeof reasons>('starting')
  const [attempt, setAttempt] = useState(0)
  const found = useRef(onFound)
  found.current = onFound

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt begins anew
  useEffect(() => {
    let stream: MediaStream | undefined
    let over = false
    const stop = () => {
      over = true
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
    const look = async () => {
      // Browsers keep the camera from pages that came over an open line.
      if (!navigator.mediaDevices) return setState('InsecureContext')
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } })
        const read = await codeReader()
        const seen = video.current
        if (over || !seen) return stop()
        seen.srcObject = stream
        await seen.play()
        setState('looking')
        while (!over) {
          const code = await read(seen)
          if (over) return
          if (code !== undefined) {
            stop()
            return found.current(code)
          }
          await new Promise(resolve => setTimeout(resolve, pause))
        }
      } catch (error) {
        if (!over) setState(reasonOf(error))
        stop()
      }
    }
    void look()
    return stop
  }, [attempt])

  const failed = state === 'starting' || state === 'looking' ? undefined : reasons[state]
  return (
    <Modal opened onClose={onClose} title={t`Scan a code: ${title}`} size="md" closeButtonProps={{ 'aria-label': t`Close` }}>
      <Stack gap="sm">
        {!failed && (
          <div className={classes.frame}>
            <video ref={video} className={classes.picture} muted playsInline aria-hidden />
            {state === 'starting' && <Loader size="sm" className={classes.starting} />}
          </div>
        )}
        <Text size="sm" role={failed ? 'alert' : 'status'}>
          {failed
            ? t(failed)
            : state === 'starting'
              ? t`The camera starts …`
              : t`Hold the barcode or QR code in front of the camera.`}
        </Text>
        <Group justify="flex-end" gap="xs">
          {failed && state !== 'InsecureContext' && (
            <Button
              variant="default"
              onClick={() => {
                setState('starting')
                setAttempt(before => before + 1)
              }}
            >
              {t`Try again`}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t`Type it instead`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
