/** A menu that Escape closes also where none of its items can be chosen: the focus stays on what opened it then, and the menu hears no key. */
import { type KeyboardEvent, useState } from 'react'

export interface EscapableMenu {
  readonly menu: { readonly opened: boolean; readonly onChange: (opened: boolean) => void }
  readonly target: { readonly onKeyDown: (event: KeyboardEvent) => void }
}

export function useEscapableMenu(): EscapableMenu {
  const [opened, onChange] = useState(false)
  return {
    menu: { opened, onChange },
    target: {
      onKeyDown: event => {
        if (event.key !== 'Escape' || !opened) return
        event.stopPropagation()
        onChange(false)
      },
    },
  }
}
