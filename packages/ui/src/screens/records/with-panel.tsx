/** A page of records, and the open one beside them. */
import { type ReactNode, startTransition, useEffect, useState } from 'react'
import { afterPaint } from '../../client/after-paint.ts'
import classes from './records.module.css'

interface WithPanelProps {
  readonly isOpen: boolean
  readonly children: ReactNode
}

export function WithPanel({ isOpen, children }: WithPanelProps) {
  // The panel lies over the records until it is seen, and then they make room: all their cells are laid out anew for that, and nobody waits for it.
  const [isBeside, setBeside] = useState(isOpen)
  useEffect(() => {
    let isMeant = true
    if (!isOpen) setBeside(false)
    else void afterPaint().then(() => isMeant && startTransition(() => setBeside(true)))
    return () => {
      isMeant = false
    }
  }, [isOpen])
  return (
    <div className={classes.page} data-open={isOpen ? (isBeside ? 'beside' : 'over') : undefined}>
      {children}
    </div>
  )
}
