/** What in a chart leads to its records. A chart is one stop of the Tab key; the arrows go from mark to mark. */
import { useNavigate } from '@tanstack/react-router'
import { createContext, type KeyboardEvent, type MouseEvent, type ReactNode, useContext, useState } from 'react'

/** Where the records of a widget are listed. */
export interface Target {
  readonly app: string
  readonly entity: string
  /** The screen that lists them; absent: the plain list of the entity. */
  readonly list?: string | undefined
}

export const Drilling = createContext<Target>({ app: '', entity: '' })

/** The address of a list of these records, and the way there within the page. */
export function useDrill(): (filter: string | undefined) => { href: string; onClick: (event: MouseEvent) => void } {
  const { app, entity, list } = useContext(Drilling)
  const navigate = useNavigate()
  return filter => ({
    href: `/a/${app}/${list ? `s/${list}` : `e/${entity}`}${filter ? `?${new URLSearchParams({ filter })}` : ''}`,
    onClick: event => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      const search = filter ? { filter } : {}
      if (list) void navigate({ to: '/a/$app/s/$screen', params: { app, screen: list }, search })
      else void navigate({ to: '/a/$app/e/$entity', params: { app, entity }, search })
    },
  })
}

const Stop = createContext<{ readonly at: number; readonly setAt: (index: number) => void }>({ at: 0, setAt: () => undefined })

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** Holds the marks of one chart. */
export function Marks({ children }: { readonly children: ReactNode }) {
  const [at, setAt] = useState(0)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const marks = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-mark]')]
    const here = marks.indexOf(document.activeElement as HTMLElement)
    const step = steps[event.key]
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? marks.length - 1 : step === undefined ? undefined : here + step
    if (here < 0 || next === undefined || !marks[next]) return
    event.preventDefault()
    setAt(next)
    marks[next].focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the marks inside are what is operated; this only moves between them
    <div onKeyDown={onKeyDown}>
      <Stop value={{ at, setAt }}>{children}</Stop>
    </div>
  )
}

interface MarkProps {
  /** Its place among the marks of the chart. */
  readonly index: number
  readonly label: string
  readonly filter: string | undefined
  readonly className?: string | undefined
  readonly children: ReactNode
  readonly onShow?: (() => void) | undefined
}

export function Mark({ index, label, filter, className, children, onShow }: MarkProps) {
  const drill = useDrill()(filter)
  const { at, setAt } = useContext(Stop)
  return (
    <a
      href={drill.href}
      onClick={drill.onClick}
      data-mark
      className={className}
      aria-label={label}
      tabIndex={index === at ? 0 : -1}
      onFocus={() => {
        setAt(index)
        onShow?.()
      }}
      onMouseEnter={onShow}
    >
      {children}
    </a>
  )
}
