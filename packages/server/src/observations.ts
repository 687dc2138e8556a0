/**
 * One typed stream of everything worth noting. Whoever notices something calls `observe`; what becomes of it (a log line, a metric) is
 * decided by subscribers. No observation may hold a secret, a request body or a value of a record.
 */

export type Observation =
  /** `route` is the declared pattern: addresses may hold tokens. */
  | {
      readonly kind: 'http.answered'
      readonly request: string
      readonly method: string
      readonly route: string
      readonly status: number
      readonly ms: number
      readonly code?: string
      readonly person?: string
    }
  | { readonly kind: 'http.fault'; readonly request: string; readonly route: string; readonly error: unknown }
  | { readonly kind: 'database.lost'; readonly error: unknown }
  | { readonly kind: 'session.denied'; readonly request: string; readonly source: string; readonly reason: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'warning'; readonly text: string; readonly error?: unknown }

export type Observe = (observation: Observation) => void

/** A stream with subscribers. One that throws is left out of that observation; it never reaches the work observed. */
export function openObservations(): { observe: Observe; subscribe(subscriber: Observe): () => void } {
  const subscribers = new Set<Observe>()
  return {
    observe: observation => {
      for (const subscriber of subscribers) {
        try {
          subscriber(observation)
        } catch {
          // Watching must not break what is watched.
        }
      }
    },
    subscribe: subscriber => {
      subscribers.add(subscriber)
      return () => subscribers.delete(subscriber)
    },
  }
}

/** For machines: one JSON object a line. */
export function logAsJson(write: (line: string) => void): Observe {
  return observation => {
    write(
      `${JSON.stringify({ at: new Date().toISOString(), ...observation }, (_key, value) => (value instanceof Error ? describe(value) : value))}\n`,
    )
  }
}

/** For a person at a terminal: one short line each, and silence about requests that went well. */
export function logForTerminal(write: (line: string) => void): Observe {
  return observation => {
    const line = sentence(observation)
    if (line) write(`${line}\n`)
  }
}

function sentence(o: Observation): string | undefined {
  switch (o.kind) {
    case 'http.answered':
      return o.status >= 500
        ? `${o.method} ${o.route} answered ${o.status} ${o.code ?? ''} after ${Math.round(o.ms)} ms (${o.request})`
        : undefined
    case 'http.fault':
      return `A fault in ${o.route} (${o.request}):\n${describe(o.error).stack ?? ''}`
    case 'database.lost':
      return `A database connection was lost: ${describe(o.error).message}`
    case 'session.denied':
      return `A sign-in from ${o.source} was refused: ${o.reason}`
    case 'note':
      return o.text
    case 'warning':
      return o.error ? `${o.text}: ${describe(o.error).message}` : o.text
  }
}

/** The driver's `detail` and `where` may quote values, so of a database error only what names places is kept. */
function describe(error: unknown): { message: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = (error as { code?: string }).code
  return { message: error.message, ...(code ? { code } : {}), ...(error.stack ? { stack: error.stack } : {}) }
}
