/** Asks for the password again where an act needs a younger sign-in, and lets the act go on: what was typed into a form meanwhile is not lost. */

import { lazy, useEffect, useState } from 'react'
import { whenNotFresh } from '../client/http.ts'
import { Awaiting } from '../kit/part.tsx'

const ConfirmDialog = lazy(async () => ({ default: (await import('./confirm-dialog.tsx')).ConfirmDialog }))

export function ConfirmIdentity() {
  const [answer, setAnswer] = useState<(proved: boolean) => void>()
  useEffect(() => {
    whenNotFresh(() => new Promise(resolve => setAnswer(() => resolve)))
    return () => whenNotFresh(async () => false)
  }, [])
  const end = (proved: boolean) => {
    answer?.(proved)
    setAnswer(undefined)
  }
  return <Awaiting>{answer && <ConfirmDialog onEnd={end} />}</Awaiting>
}
