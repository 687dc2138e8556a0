/** A part of a page that nothing waits for: it is fetched and drawn when the page has nothing else to do. */
import { type ComponentType, useEffect, useState } from 'react'
import { whenIdle } from '../client/ahead.ts'

export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined
  return function Later(props: P) {
    const [Part, setPart] = useState(() => loaded)
    useEffect(() => {
      if (Part) return
      let isHere = true
      whenIdle(() => {
        if (!navigator.onLine) return
        // What could not be fetched is asked for again by the next page that has it.
        load().then(
          found => {
            loaded = found
            if (isHere) setPart(() => found)
          },
          () => undefined,
        )
      })
      return () => {
        isHere = false
      }
    }, [Part])
    return Part ? <Part {...props} /> : null
  }
}
