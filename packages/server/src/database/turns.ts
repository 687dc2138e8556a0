/**
 * Each person's share of a node's connections: slow questions of one person wait for each other and not for everybody else. A person with many open screens stays far
 * below the share; a script finds its own questions queued, then refused.
 */
import { problem } from '../problems.ts'

const mostWaiting = 64

interface Line {
  underWay: number
  readonly waiting: (() => void)[]
}

export class Turns {
  readonly #atOnce: number
  readonly #lines = new Map<string, Line>()

  /** @param atOnce transactions of one person under way at once */
  constructor(atOnce: number) {
    this.#atOnce = atOnce
  }

  /**
   * Runs the work when it is this person's turn.
   * @throws `request.too-many` when too many of theirs wait already; the signal's reason when the asker left while waiting
   */
  async run<T>(person: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(person) ?? { underWay: 0, waiting: [] }
    this.#lines.set(person, line)
    if (line.underWay >= this.#atOnce) await this.#wait(line, signal)
    else line.underWay += 1
    try {
      return await work()
    } finally {
      // A turn is handed on, so that nobody who comes just now goes first.
      const next = line.waiting.shift()
      if (next) next()
      else line.underWay -= 1
      if (line.underWay === 0) this.#lines.delete(person)
    }
  }

  #wait(line: Line, signal: AbortSignal | undefined): Promise<void> {
    if (line.waiting.length >= mostWaiting) throw problem('request.too-many', { retryAfter: 1 })
    return new Promise((resolve, reject) => {
      const leave = () => {
        line.waiting.splice(line.waiting.indexOf(turn), 1)
        reject(signal?.reason as Error)
      }
      const turn = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      line.waiting.push(turn)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }
}
