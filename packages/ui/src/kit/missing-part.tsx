/** In place of a part of the program that could not be fetched: why, and that it comes by itself. */
import { useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Text } from '@mantine/core'
import { useCanGoBack, useRouter } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useState } from 'react'
import { beginAnew, reachable } from '../client/reach.ts'
import type { Missing } from './part.tsx'
import { State } from './states.tsx'

interface MissingPartProps {
  readonly missing: Missing
  readonly place: 'page' | 'panel' | 'dialog'
  readonly onRetry: () => void
  /** It is shown no longer. Stays the same function. */
  readonly onGone: () => void
  readonly onClose: (() => void) | undefined
}

/** In milliseconds. */
const pause = 5_000

export function MissingPart({ missing, place, onRetry, onGone, onClose }: MissingPartProps) {
  const { t } = useLingui()
  const { why } = missing
  const named = 'named' in missing && place === 'page' ? missing.named : undefined
  const [tried, setTried] = useState(false)
  const router = useRouter()
  const canGoBack = useCanGoBack()
  const retry = useEffectEvent(onRetry)
  useEffect(() => onGone, [onGone])
  useEffect(() => {
    if (named !== undefined) beginAnew(named)
  }, [named])
  useEffect(() => {
    if (why === 'part') return
    const online = () => retry()
    // A line is not yet an answer, and a server that is there again tells nobody.
    const asking = setInterval(() => navigator.onLine && void reachable().then(answers => answers && retry()), pause)
    addEventListener('online', online)
    return () => {
      clearInterval(asking)
      removeEventListener('online', online)
    }
  }, [why])
  const title =
    why === 'line' ? t`You are offline` : why === 'server' ? t`The server cannot be reached` : t`This part could not be loaded`
  const said =
    why === 'part'
      ? t`A new version may have been installed. Load the page again: what you wrote in a form is kept as a draft.`
      : tried
        ? t`There is still no connection. It opens by itself when the connection is back.`
        : t`It opens by itself when the connection is back.`
  const again = async () => {
    if (why !== 'part') {
      setTried(true)
      onRetry()
      // A page that the server does not answer would leave nothing at all.
    } else if (await reachable()) location.reload()
  }
  const back = onClose ?? (place === 'page' && canGoBack ? () => router.history.back() : undefined)
  const ways = (
    <Group justify="center" gap="xs">
      <Button variant="default" onClick={() => void again()}>
        {why === 'part' ? t`Load the page again` : t`Retry`}
      </Button>
      {back && (
        <Button variant="subtle" onClick={back}>
          {onClose ? t`Close` : t`Back to where you were`}
        </Button>
      )}
    </Group>
  )
  if (place === 'dialog' && onClose)
    return (
      <Modal opened onClose={onClose} title={title}>
        <Text size="sm" mb="md">
          {said}
        </Text>
        {ways}
      </Modal>
    )
  return (
    <State page={place === 'page'} title={title} more={ways}>
      {said}
    </State>
  )
}
