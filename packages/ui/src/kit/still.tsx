/** Components that stand still while something else changes: a letter typed in one field draws that field, a row that scrolls in draws that row. */
import { type ComponentType, memo, useRef, useState } from 'react'

type Call = (...given: unknown[]) => unknown

/**
 * What a component calls (`on…`) is new each time the one above it is drawn; this one calls the newest, and is not drawn for it. Everything else it is given
 * draws it when it is another.
 */
export function still<P extends object>(Component: ComponentType<P>): (props: P) => React.ReactNode {
  const Drawn = memo(Component) as unknown as ComponentType<object>
  return function Still(props: P) {
    const newest = useRef(props)
    newest.current = props
    const [calls] = useState(() => new Map<string, Call>())
    const callOf = (name: string): Call => {
      const known = calls.get(name)
      if (known) return known
      const call: Call = (...given) => (newest.current as Record<string, Call | undefined>)[name]?.(...given)
      calls.set(name, call)
      return call
    }
    // Whether something is there to be called says something too. Hundreds of these are asked in each frame that a list scrolls.
    const stable: Record<string, unknown> = {}
    for (const name in props) {
      const value = props[name]
      stable[name] = typeof value === 'function' && name.startsWith('on') ? callOf(name) : value
    }
    return <Drawn {...stable} />
  }
}
