/**
 * A part of the program that comes when it is opened, as React's `lazy`, for a line that may be gone and a server that may have a newer program meanwhile. What
 * cannot be had says so in its place, and comes when it can be had: nothing around it goes down.
 */
import {
  type ComponentType,
  type FunctionComponent,
  type ReactNode,
  Suspense,
  startTransition,
  use,
  useReducer,
  useSyncExternalStore,
} from 'react'
import { reachable } from '../client/reach.ts'
import { MissingPart } from './missing-part.tsx'

/** Why it is not there: without a line; nobody answers; the server answers, and it cannot be had. */
export type Missing = { readonly why: 'line' | 'server' } | { readonly why: 'part'; readonly named: string }

type Outcome<P> = { readonly Part: ComponentType<P> } | Missing

type LatePart<P> = FunctionComponent<P> & { readonly preload: () => Promise<void> }

async function find<P>(load: () => Promise<{ readonly default: ComponentType<P> }>): Promise<Outcome<P>> {
  // Not even tried: what a browser could not fetch once is remembered as failed until the page begins anew.
  if (!navigator.onLine) return { why: 'line' }
  try {
    return { Part: (await load()).default }
  } catch (error) {
    return (await reachable()) ? { why: 'part', named: String(error) } : { why: 'server' }
  }
}

let arrived = 0
const heard = new Set<() => void>()

function hear(act: () => void): () => void {
  heard.add(act)
  return () => heard.delete(act)
}

/**
 * Where parts are waited for. React alone shows what came no sooner than 300 ms after it last showed that something is awaited, lest pages flicker; a part that is here is shown at once.
 *
 * @param meanwhile what stands in its place
 */
export function Awaiting({ children, meanwhile }: { readonly children: ReactNode; readonly meanwhile?: ReactNode }) {
  useSyncExternalStore(hear, () => arrived)
  return <Suspense fallback={meanwhile}>{children}</Suspense>
}

/** @param place of a page nothing else is open, so that it may begin anew by itself; a dialog stands over what somebody may be writing */
export function part<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
  place: 'page' | 'panel' | 'dialog' = 'page',
): LatePart<P> {
  let found: ComponentType<P> | undefined
  let asked: Promise<Outcome<P>> | undefined
  let failed = false
  const ask = () => {
    if (failed) forget()
    asked ??= find(load).then(outcome => {
      if ('Part' in outcome) found = outcome.Part
      else failed = true
      arrived += 1
      for (const act of heard) act()
      return outcome
    })
    return asked
  }
  const forget = () => {
    asked = undefined
    failed = false
  }
  function Late(props: P) {
    const [, drawAgain] = useReducer((count: number) => count + 1, 0)
    // The one that was asked for, also where it failed: a new one would be waited for without end. No hook stands after it, for what is there now is not waited for.
    const outcome = found ? { Part: found } : use(asked ?? ask())
    if ('Part' in outcome) return <outcome.Part {...props} />
    return (
      <MissingPart
        missing={outcome}
        place={place}
        onClose={'onClose' in props ? (props.onClose as () => void) : undefined}
        // Who leaves it and comes again asks again.
        onGone={forget}
        onRetry={() => {
          forget()
          startTransition(drawAgain)
        }}
      />
    )
  }
  return Object.assign(Late, { preload: async () => void (await ask()) })
}
