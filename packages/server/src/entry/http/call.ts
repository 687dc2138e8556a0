/**
 * One request as a handler sees it: what was sent, checked against the route's declaration, and who sent it. Handlers need nothing of
 * Fastify's request. `session` and `actor` refuse with 401 where nobody is signed in, so that forgetting to ask can only deny.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { inLanguageOf, type LiveApp } from '../../database/live-model.ts'
import { problem, type Speaker } from '../../problems.ts'
import { speakerOf } from '../../runtime/speaker.ts'
import type { Actor, Actors } from '../../security/access/actor.ts'
import type { Session } from '../../security/identity/session.ts'
import { acceptedLanguages } from './language.ts'

export class Call {
  readonly id: string
  /** The network address it came from: the socket's, or what a configured proxy says. */
  readonly source: string
  readonly headers: IncomingHttpHeaders
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply
  readonly #actors: Actors
  readonly #app: ((name: string) => LiveApp | undefined) | undefined
  #session: Session | undefined
  #actor: Actor | undefined
  #abort: AbortController | undefined

  /** @param app the live app of a name */
  constructor(request: FastifyRequest, reply: FastifyReply, actors: Actors, app?: (name: string) => LiveApp | undefined) {
    this.id = request.id
    this.source = request.ip
    this.headers = request.headers
    this.#request = request
    this.#reply = reply
    this.#actors = actors
    this.#app = app
  }

  /** The route that was matched: `POST /api/apps/:app/:entity/:id/comments`. */
  get route(): string {
    return `${this.#request.method} ${this.#request.routeOptions.url ?? ''}`
  }

  get params(): Readonly<Record<string, string>> {
    return this.#request.params as Record<string, string>
  }

  /** As the route's query schema made it. */
  get query(): Readonly<Record<string, unknown>> {
    return this.#request.query as Record<string, unknown>
  }

  /** As the route's body schema let it pass; the handler names the type it declared. */
  get body(): unknown {
    return this.#request.body
  }

  /** Of a route whose body is raw: what is sent, as it arrives. */
  get bytes(): Readable {
    if (!this.#request.routeOptions.config.declaration?.rawBody) throw new Error('The route does not declare a raw body.')
    return this.#request.raw
  }

  get userAgent(): string | undefined {
    return this.headers['user-agent']
  }

  cookie(name: string): string | undefined {
    return this.#request.cookies[name]
  }

  /** For a GET that writes into the audit in the name of whoever is signed in: no page of another site may have them do that. */
  needOwnPage(): void {
    const site = this.headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw problem('request.foreign-origin')
  }

  /** Aborted when the client goes away before the answer is whole: give it to `runAsActor` so that the query is cancelled. */
  get signal(): AbortSignal {
    if (!this.#abort) {
      const abort = new AbortController()
      const { raw } = this.#reply
      raw.once('close', () => {
        if (!raw.writableFinished) abort.abort()
      })
      this.#abort = abort
    }
    return this.#abort.signal
  }

  /** In which languages whoever asks reads, best first: what they have chosen, then what their browser says. */
  get languages(): readonly string[] {
    const { language = null } = this.#session?.preferences ?? {}
    return [...(language === null ? [] : [language]), ...acceptedLanguages(this.headers['accept-language'])]
  }

  /** Who tells them what is refused. */
  get speaker(): Speaker {
    const { app = '', entity } = this.params ?? {}
    const live = this.#app?.(app)
    return speakerOf(this.languages, live && inLanguageOf(live, this.languages), entity)
  }

  get signedIn(): boolean {
    return this.#session !== undefined
  }

  get session(): Session {
    if (!this.#session) throw problem('session.missing')
    return this.#session
  }

  get actor(): Actor {
    if (!this.#actor) throw problem('session.missing')
    return this.#actor
  }

  /** Gathers the person's roles and teams again, after the database called the kept ones stale. */
  async refreshActor(): Promise<Actor> {
    return this.#gather(this.session, true)
  }

  /** Who is asking, for the record of a refusal, before they may do anything. */
  know(session: Session): void {
    this.#session = session
  }

  async signInAs(session: Session): Promise<void> {
    this.#session = session
    await this.#gather(session, false)
  }

  async #gather(session: Session, again: boolean): Promise<Actor> {
    // A view stands on two people's rights: none of them is taken from memory.
    const actor = await this.#actors.gather(session.person, session, again || session.viewing !== null)
    if (!actor) throw problem('session.ended')
    this.#actor = { ...actor, languages: this.languages }
    return this.#actor
  }
}
