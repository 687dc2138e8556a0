/** One tooltip for hundreds of entries: at the one the pointer rests on, or the keyboard stands at. */
import { Tooltip } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import classes from './time.module.css'

export interface Tip {
  /** Of what is told about. */
  on(words: () => ReactNode): {
    onPointerEnter(event: { readonly currentTarget: HTMLElement }): void
    onPointerLeave(): void
  }
  /** At once, for the keyboard. */
  show(target: HTMLElement, words: ReactNode): void
  hide(): void
  readonly element: ReactNode
}

export function useTip(): Tip {
  const [shown, setShown] = useState<{ readonly target: HTMLElement; readonly words: ReactNode }>()
  const soon = useDebouncedCallback((target: HTMLElement, words: () => ReactNode) => setShown({ target, words: words() }), 400)
  const hide = () => {
    soon.cancel()
    setShown(undefined)
  }
  return {
    on: words => ({
      onPointerEnter: ({ currentTarget }) => soon(currentTarget, words),
      onPointerLeave: hide,
    }),
    show: (target, words) => setShown({ target, words }),
    hide,
    element: shown?.target.isConnected && (
      <Tooltip
        key={shown.target.dataset.row}
        opened
        target={shown.target}
        label={<span className={classes.tip}>{shown.words}</span>}
        multiline
      />
    ),
  }
}
