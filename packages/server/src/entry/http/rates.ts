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
  /** Requests under way at once on this node, streams, uploads and downloads apart. */
  readonly atOnce: number
  readonly uploadsAtOnce: number
  readonly exportsAtOnce: number
  /** What all networks together may send to the forms of one app; of one network, `form` says it. */
  readonly formsOfApp: Rate
}

type Limited = Exclude<RateClass, 'none'> | 'formsOfApp'

/** Far above what a person with open screens does, and below what one script may take from the others. */
export const defaultRates: Rates = {
  read: { perSecond: 200, burst: 1_000 },
  write: { perSecond: 50, burst: 500 },
  // A person who sends a form thinks in between; an office behind one address has the burst.
  form: { perSecond: 5 / 60, burst: 10 },
  'sign-in': { perSecond: 5, burst: 100 },
  stream: { perSecond: 1, burst: 60 },
  upload: { perSecond: 2, burst: 100 },
  download: { perSecond: 50, burst: 500 },
  export: { perSecond: 1, burst: 20 },
  atOnce: 400,
  // Each holds a connection to the database until its sender is done, and most connections are for everybody else.
  uploadsAtOnce: 6,
  // Each holds two pages of records for as long as its reader takes.
  exportsAtOnce: 12,
  // However many addresses somebody has, a table grows no faster than this.
  formsOfApp: { perSecond: 1, burst: 60 },
}

interface Bucket {
  left: number
  at: number
}

const mostBuckets = 50_000
/** A browser with many open screens has a dozen under way. */
const mostOfOne = 100
/** A stream is asked for with every change: a person has some browsers with some tabs. */
const mostOfKind: Readonly<Partial<Record<RateClass, number>>> = { upload: 3, export: 3, stream: 50 }

export class RateKeeper {
  readonly #rates: Rates
  readonly #buckets = new Map<string, Bucket>()
  readonly #underWay = { work: 0, uploads: 0, exports: 0 }
  readonly #underWayOf = new Map<string, number>()

  constructor(rates: Rates) {
    this.#rates = rates
  }

  /**
   * Counts a request as work under way, or refuses it.
   * @returns call it when the answer is out
   */
  admit(rateClass: RateClass): () => void {
    if (rateClass === 'none' || rateClass === 'stream' || rateClass === 'download') return () => undefined
    const [kind, most] =
      rateClass === 'upload'
        ? (['uploads', this.#rates.uploadsAtOnce] as const)
        : rateClass === 'export'
          ? (['exports', this.#rates.exportsAtOnce] as const)
          : (['work', this.#rates.atOnce] as const)
    if (this.#underWay[kind] >= most) throw problem('server.busy', { retryAfter: 1 })
    this.#underWay[kind]++
    let inside = true
    return () => {
      if (inside) this.#underWay[kind]--
      inside = false
    }
  }

  /**
   * The same for one person: requests that are half sent, or whose answers take long, hold nobody else's place.
   * @returns call it when the answer is out
   */
  admitOne(rateClass: RateClass, person: string): () => void {
    if (rateClass === 'none' || rateClass === 'download') return () => undefined
    const most = mostOfKind[rateClass] ?? mostOfOne
    const key = rateClass in mostOfKind ? `${rateClass} ${person}` : person
    const now = this.#underWayOf.get(key) ?? 0
    if (now >= most) throw problem('request.too-many', { retryAfter: 1 })
    this.#underWayOf.set(key, now + 1)
    let inside = true
    return () => {
      if (!inside) return
      inside = false
      const left = (this.#underWayOf.get(key) ?? 1) - 1
      if (left > 0) this.#underWayOf.set(key, left)
      else this.#underWayOf.delete(key)
    }
  }

  /** @param caller a session, the network of somebody who has none, or the app of a form */
  take(rateClass: Limited | 'none', caller: string): void {
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
