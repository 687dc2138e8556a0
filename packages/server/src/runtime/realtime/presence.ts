/**
 * Who has which record open now: tabs that said so, of every node, in memory and nowhere else. A tab says so again and again; one that is silent, or whose stream
 * is gone, is forgotten. Nodes tell each other through PostgreSQL's notifications, which whoever may connect can hear: what they carry is sealed with a key of the nodes, so
 * it says nothing to others, and nobody else can say it.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import pg, { type Pool } from 'pg'
import type { Observe } from '../../observations.ts'

export interface Place {
  readonly app: string
  readonly entity: string
  readonly record: string
}

interface Present extends Place {
  readonly person: string
}

interface Message {
  readonly tab: string
  /** Undefined: it is nowhere any more. */
  readonly at?: Present
  /** Told because another node asked by its own message; not told on. */
  readonly reply?: true
  readonly node: string
  /** Milliseconds since 1970, no two of a node the same: an old message that is played again says nothing, nor one that others have overtaken. */
  readonly sent: number
}

const channel = 'bailiwick_presence'
/** Tabs say it anew every 20 seconds. */
const keptFor = 50_000
const mostTabs = 20_000
/** A tab is whatever its session calls so: with names enough it would take the places of everybody else's. As many as one person may have streams. */
const mostOfSession = 50

const same = (one: Place, other: Place) => one.record === other.record && one.entity === other.entity && one.app === other.app

export class Presence {
  readonly #gate: Pool
  readonly #key: Buffer
  readonly #observe: Observe
  readonly #changed: (place: Place) => void
  /** In the order they were heard. */
  readonly #tabs = new Map<string, Present & { readonly until: number; readonly own: boolean }>()
  readonly #node = randomBytes(9).toString('base64')
  /** What was heard last of each tab. Messages go by several connections, and come in any order. */
  readonly #newest = new Map<string, { readonly node: string; readonly sent: number }>()
  #lastSent = 0
  #listener: pg.Client | undefined
  #sweeper: NodeJS.Timeout | undefined
  #on = false

  /** @param changed told of a record whose people are others than before */
  constructor(gate: Pool, nodeKey: Buffer, observe: Observe, changed: (place: Place) => void) {
    this.#gate = gate
    this.#key = createHmac('sha256', nodeKey).update('presence').digest()
    this.#observe = observe
    this.#changed = changed
  }

  /** Listens to other nodes for as long as somebody on this one looks. */
  start(): void {
    if (this.#on) return
    this.#on = true
    this.#sweeper = setInterval(() => this.#sweep(), 5_000)
    this.#sweeper.unref()
    void this.#listen()
  }

  stop(): void {
    this.#on = false
    clearInterval(this.#sweeper)
    this.#tabs.clear()
    this.#newest.clear()
    this.#listener?.end().catch(() => undefined)
    this.#listener = undefined
  }

  /** A tab of this node's has a record open. */
  here(tab: string, at: Present): void {
    // Where nobody listens there is nobody to tell, but on other nodes there may be.
    if (this.#on && this.#take(tab, at, true)) this.#changed(at)
    this.#send({ tab, at })
  }

  /** A tab has none open any more. */
  gone(tab: string): void {
    const was = this.#tabs.get(tab)
    if (was && this.#tabs.delete(tab)) this.#changed(was)
    this.#send({ tab })
  }

  /** @returns the people, each once */
  peopleAt(place: Place): string[] {
    const now = Date.now()
    return [...new Set([...this.#tabs.values()].filter(at => at.until > now && same(at, place)).map(at => at.person))]
  }

  isAt(tab: string, place: Place): boolean {
    const at = this.#tabs.get(tab)
    return at !== undefined && same(at, place)
  }

  /** @returns whether that is news */
  #take(tab: string, at: Present, own: boolean): boolean {
    const was = this.#tabs.get(tab)
    if (!was) this.#makeRoom(tab)
    this.#tabs.delete(tab)
    this.#tabs.set(tab, { ...at, until: Date.now() + keptFor, own })
    for (const oldest of this.#tabs.keys()) {
      if (this.#tabs.size <= mostTabs) break
      this.#tabs.delete(oldest)
    }
    if (was && same(was, at)) return false
    if (was) this.#changed(was)
    return true
  }

  #makeRoom(tab: string): void {
    const session = tab.slice(0, tab.indexOf(' ') + 1)
    const others = [...this.#tabs.keys()].filter(other => other.startsWith(session))
    for (const oldest of others.slice(0, Math.max(0, others.length - mostOfSession + 1))) {
      const was = this.#tabs.get(oldest)!
      this.#tabs.delete(oldest)
      this.#changed(was)
    }
  }

  #hear(payload: string): void {
    const message = this.#open(payload)
    if (!message || Math.abs(Date.now() - message.sent) > keptFor) return
    const { tab, at, reply, node, sent } = message
    const newest = this.#newest.get(tab)
    // Our own message among them, heard again.
    if (newest?.node === node && sent <= newest.sent) return
    this.#newest.set(tab, { node, sent })
    if (!at) {
      const was = this.#tabs.get(tab)
      if (was && this.#tabs.delete(tab)) this.#changed(was)
      return
    }
    const news = this.#take(tab, at, false)
    if (!news) return
    this.#changed(at)
    // Whoever just came learns at once who is there already.
    if (!reply)
      for (const [ours, { until: _, own, ...there }] of this.#tabs)
        if (own && same(there, at)) this.#send({ tab: ours, at: there, reply: true })
  }

  #sweep(): void {
    const now = Date.now()
    for (const [tab, at] of this.#tabs) {
      if (at.until > now) continue
      this.#tabs.delete(tab)
      this.#changed(at)
    }
    for (const [tab, { sent }] of this.#newest) if (now - sent > keptFor) this.#newest.delete(tab)
  }

  #send(said: Pick<Message, 'tab' | 'at' | 'reply'>): void {
    this.#lastSent = Math.max(Date.now(), this.#lastSent + 1)
    const message: Message = { ...said, node: this.#node, sent: this.#lastSent }
    // Where nobody listens nothing is heard again, and nothing is swept.
    if (this.#on) this.#newest.set(said.tab, { node: this.#node, sent: this.#lastSent })
    this.#gate.query('SELECT pg_notify($1, $2)', [channel, this.#seal(message)]).catch(error => this.#complain(error))
  }

  async #listen(): Promise<void> {
    // The pool's password does not come with a spread.
    const { password } = this.#gate.options
    const client = new pg.Client({ ...this.#gate.options, password, application_name: 'bailiwick presence' } as pg.ClientConfig)
    let lost = false
    const again = (error?: Error) => {
      if (lost) return
      lost = true
      if (this.#listener === client) this.#listener = undefined
      client.end().catch(() => undefined)
      if (!this.#on) return
      if (error) this.#complain(error)
      setTimeout(() => {
        if (this.#on && !this.#listener) void this.#listen()
      }, 2_000).unref()
    }
    client.on('error', again)
    client.on('end', () => again())
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''))
    this.#listener = client
    try {
      await client.connect()
      await client.query(`LISTEN ${channel}`)
      // Stopped meanwhile.
      if (this.#listener !== client) again()
    } catch (error) {
      again(error as Error)
    }
  }

  #complain(error: unknown): void {
    if (this.#on) this.#observe({ kind: 'warning', text: 'Who has a record open is not told between nodes for a moment.', error })
  }

  #seal(message: Message): string {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce)
    const sealed = Buffer.concat([cipher.update(JSON.stringify(message)), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
  }

  /** @returns undefined for what no node of this installation sealed */
  #open(payload: string): Message | undefined {
    try {
      const bytes = Buffer.from(payload, 'base64')
      const cipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, 12))
      cipher.setAuthTag(bytes.subarray(12, 28))
      return JSON.parse(Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString('utf8')) as Message
    } catch {
      return undefined
    }
  }
}
