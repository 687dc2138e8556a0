/**
 * How much one caller may ask of one node, by the rate class of the route, and how much a node takes on at once. Refusing early keeps what is under way
 * fast. Guessing passwords is limited elsewhere (security/identity/throttle.ts): that count is shared by all nodes.
 */
import { problem } from '../../problems.ts'
import type { RateClass } from './route.ts'

export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

export type Rates = Readonly<Record<Exclude<RateClass, 'none'>, Rate>> & {
  /** Requests under way at once on this node, streams apart. */
  readonly atOnce: number
}

/** Far above what a person with open screens does, and below what one script may take from the others. */
export const defaultRates: Rates = {
  read: { perSecond: 200, burst: 1_000 },
  write: { perSecond: 50, burst: 500 },
  'sign-in': { perSecond: 5, burst: 100 },
  stream: { perSecond: 1, burst: 60 },
  atOnce: 400,
}

interface Bucket {
  left: number
  at: number
}

const mostBuckets = 50_000

export class RateKeeper {
  readonly #rates: Rates
  readonly #buckets = new Map<string, Bucket>()
  #underWay = 0

  constructor(rates: Rates) {
    this.#rates = rates
  }

  /**
   * Counts a request as work under way, or refuses it.
   * @returns call it when the answer is out
   */
  admit(rateClass: RateClass): () => void {
    if (rateClass === 'none' || rateClass === 'stream') return () => undefined
    if (this.#underWay >= this.#rates.atOnce) throw problem('server.busy', { retryAfter: 1 })
    this.#underWay++
    let inside = true
    return () => {
      if (inside) this.#underWay--
      inside = false
    }
  }

  /** @param caller a session, or the network of somebody who has none */
  take(rateClass: RateClass, caller: string): void {
    if (rateClass === 'none') return
    const { perSecond, burst } = this.#rates[rateClass]
    const now = performance.now()
    const key = `${rateClass} ${caller}`
    const bucket = this.#buckets.get(key) ?? this.#open(key, burst, now)
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond)
    bucket.at = now
    if (bucket.left < 1) throw problem('request.too-many', { retryAfter: (1 - bucket.left) / perSecond })
    bucket.left--
  }

  #open(key: string, burst: number, now: number): Bucket {
    // Forgetting everyone at once is generous for a moment; keeping everyone would be a way to fill the memory.
    if (this.#buckets.size >= mostBuckets) this.#buckets.clear()
    const bucket = { left: burst, at: now }
    this.#buckets.set(key, bucket)
    return bucket
  }
}
