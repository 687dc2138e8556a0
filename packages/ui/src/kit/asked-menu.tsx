/** A menu that is made when somebody opens it. Where there are many of them, as in the heads of a list, making all takes as long as its rows. */
import { Menu, type MenuProps } from '@mantine/core'
import { type ReactNode, type Ref, type RefObject, useId, useImperativeHandle, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import classes from './asked-menu.module.css'

interface AskedMenuProps extends Pick<MenuProps, 'position' | 'width'> {
  readonly label: string
  readonly className: string | undefined
  readonly icon: ReactNode
  /** What stands in it. */
  readonly items: () => ReactNode
}

export function AskedMenu({ label, className, icon, items, ...menu }: AskedMenuProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [isMade, setMade] = useState(false)
  const [opened, setOpened] = useState(false)
  return (
    <>
      <button
        ref={button}
        type="button"
        id={`${id}-target`}
        data-menu
        className={`${classes.button} ${className}`}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={opened}
        aria-controls={opened ? `${id}-dropdown` : undefined}
        onClick={() => {
          // Made closed first: it remembers where the keyboard stood when it opens, and gives it back.
          flushSync(() => setMade(true))
          setOpened(!opened)
        }}
      >
        {icon}
      </button>
      {isMade && (
        <Menu id={id} withinPortal opened={opened} onChange={setOpened} {...menu}>
          <Menu.Target>
            <Beside element={button} />
          </Menu.Target>
          <Menu.Dropdown>{items()}</Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}

/** Stands for the button, which is there before its menu is: another one in its place would lose the click and the focus. */
function Beside({ element, ref }: { readonly element: RefObject<HTMLElement | null>; readonly ref?: Ref<HTMLElement> }) {
  useImperativeHandle(ref, () => element.current!, [element])
  return null
}
