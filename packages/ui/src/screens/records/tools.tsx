/** What is used least beside the filters: a button each while there is room on the line, else together in one menu. */
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { ActButton, ActItem } from '../../kit/act.tsx'
import classes from './records.module.css'

export interface Tool {
  readonly label: string
  /** Told where the pointer rests; absent: the label. */
  readonly title?: string
  readonly icon: ReactNode
  /** Its word stands beside its icon: always while it is on, else where the list is as wide as this says. */
  readonly words?: 'rare' | 'on'
  readonly isOn?: boolean
  readonly disabled?: boolean
  /** Absent: it leads to the address. */
  readonly act?: () => void
  readonly href?: string
  /** Not while one only views as somebody else. */
  readonly isAct?: boolean
}

/**
 * @param what is on the line, as text: where it changes it is measured anew
 * @returns whether the line has no room for all
 */
function useFolded(line: RefObject<HTMLElement | null>, what: string): boolean {
  const [folded, setFolded] = useState(false)
  const lacked = useRef({ width: 0, what })
  // It is higher where what is on it came later and had no room.
  const [size, setSize] = useState('')
  const judged = useRef('')
  useLayoutEffect(() => {
    const seen = new ResizeObserver(([entry]) => entry && setSize(`${entry.contentRect.width} ${entry.contentRect.height}`))
    if (line.current) seen.observe(line.current)
    return () => seen.disconnect()
  }, [line])
  // Before anything of it is seen: nothing jumps. Not with each drawing: the page would be laid out once more for it.
  useLayoutEffect(() => {
    const element = line.current
    const asked = `${what} ${folded} ${size}`
    // Of a screen that comes back it is known.
    if (!element || asked === judged.current) return
    judged.current = asked
    const { width } = element.getBoundingClientRect()
    if (folded) {
      if (width > lacked.current.width || what !== lacked.current.what) setFolded(false)
      return
    }
    const tops = [...element.children].flatMap(child => (child instanceof HTMLElement && child.offsetHeight > 0 ? [child] : []))
    const [first, last] = [tops[0], tops.at(-1)]
    if (!first || !last || last.offsetTop < first.offsetTop + first.offsetHeight) return
    lacked.current = { width, what }
    setFolded(true)
  }, [line, what, folded, size])
  return folded
}

interface ToolLineProps {
  /** What is on the line before the tools, as text. */
  readonly what: string
  readonly tools: readonly Tool[]
  readonly children: ReactNode
}

/** The line beneath the title. Only it is drawn for its own width. */
export function ToolLine({ what, tools, children }: ToolLineProps) {
  const line = useRef<HTMLDivElement>(null)
  const folded = useFolded(line, JSON.stringify([what, tools.map(({ label }) => label)]))
  return (
    <div ref={line} className={classes.filters} data-folded={folded || undefined}>
      {children}
      <Tools tools={tools} folded={folded} />
    </div>
  )
}

function Tools({ tools, folded }: { readonly tools: readonly Tool[]; readonly folded: boolean }) {
  const { t } = useLingui()
  // What is on shows that it is.
  const [inMenu, onLine] = [tools.filter(tool => folded && !tool.isOn), tools.filter(tool => !folded || tool.isOn)]
  return (
    <>
      {onLine.map(tool => (
        <ToolButton key={tool.label} {...tool} />
      ))}
      {inMenu.length > 0 && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size={26} aria-label={t`More tools`} title={t`More tools`}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {inMenu.map(({ label, icon, act, href, disabled, isAct }) =>
              href !== undefined ? (
                <Menu.Item key={label} leftSection={icon} component="a" href={href} target="_blank" rel="noreferrer">
                  {label}
                </Menu.Item>
              ) : isAct ? (
                <ActItem key={label} leftSection={icon} disabled={disabled ?? false} onClick={act}>
                  {label}
                </ActItem>
              ) : (
                <Menu.Item key={label} leftSection={icon} disabled={disabled ?? false} onClick={act}>
                  {label}
                </Menu.Item>
              ),
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}

function ToolButton({ label, title, icon, words, isOn, disabled, act, href, isAct }: Tool) {
  const look = {
    size: 'compact-sm',
    variant: isOn ? 'light' : 'subtle',
    color: isOn ? undefined : 'gray',
    title: title ?? label,
    'aria-label': label,
  } as const
  const said = words === 'rare' || isOn
  const shape = said
    ? { leftSection: icon, ...(words === 'rare' && { 'data-tool': 'rare' }), children: label }
    : { px: 6, children: icon }
  if (href !== undefined) return <Button {...look} {...shape} component="a" href={href} target="_blank" rel="noreferrer" />
  if (isAct) return <ActButton {...look} {...shape} disabled={disabled ?? false} onClick={act} />
  return <Button {...look} {...shape} disabled={disabled ?? false} aria-pressed={isOn ?? undefined} onClick={act} />
}
