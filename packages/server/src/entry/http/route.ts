/**
 * A route is declared as data: who may call it, how it is audited and limited, what shape it takes. A Fastify route without a declaration stops the
 * server from starting. Authorisation happens in hooks after routing, from the declaration of the route that was matched, never from a path.
 */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Call } from './call.ts'

/** A JSON Schema (draft 7). Say `additionalProperties: false`: what is not declared is refused, never dropped. */
export type JsonSchema = Readonly<Record<string, unknown>>

export interface Declaration {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Fastify's form: `/api/apps/:app/:entity` */
  readonly path: string
  /** `session`: a live session, else 401. */
  readonly authentication: 'none' | 'session'
  /**
   * `public` anyone · `self` any signed-in person, about themselves or about what is common to all · `administrator` the installation's
   * administrators · `app` who holds a role of the app named by `:app`; for anybody else it does not exist (404)
   */
  readonly right: 'public' | 'self' | 'administrator' | 'app'
  /** What an API key must have been given to call this; `none`: no key may. */
  readonly keyScope: 'none' | 'read' | 'write' | 'administer'
  /** `change`: triggers write the rows · `security`: failures are recorded too · `read`: reads of sensitive data are recorded */
  readonly auditClass: 'none' | 'read' | 'change' | 'security'
  readonly rateClass: RateClass
  /** Needs a sign-in younger than 15 minutes. */
  readonly fresh?: boolean
  /** An own act that only ends something: done by the session's own person, also while they view as somebody else. */
  readonly leaves?: boolean
  /** A POST that changes nothing: its question is too long for an address. Asked also while viewing as somebody else. */
  readonly reads?: boolean
  /** What it says is in the person's language: their session is looked up each time, so that a language chosen on another node counts at once. */
  readonly speaks?: boolean
  /** Answers under any Host: probes call nodes by address. Only for what says nothing. */
  readonly anyHost?: boolean
  readonly params?: JsonSchema
  /** Absent: the route takes no query. Values are coerced to the types named here; a list parameter is comma-separated text. */
  readonly query?: JsonSchema
  /** Absent: the route takes no body (an empty object is let pass). */
  readonly body?: JsonSchema
  /** Bytes; 1 MB when absent. */
  readonly bodyLimit?: number
  /** The body is bytes of any type: nothing is parsed, the handler reads them as they arrive (`call.bytes`) and bounds them itself. */
  readonly rawBody?: boolean
}

/**
 * `stream`: held open, not counted as work under way · `upload`, `download`: last as long as the other side is slow, so they are counted apart from work under way.
 * `export`: the same, and a few at once: each reads on for as long as somebody takes.
 * `form`: a write by whoever is not signed in. `none`: never limited.
 */
export type RateClass = 'none' | 'read' | 'write' | 'form' | 'sign-in' | 'stream' | 'upload' | 'download' | 'export'

export interface Route extends Declaration {
  /** The value it resolves to is sent as JSON; undefined with `reply.code(204)` sends nothing. Refuses by throwing `problem(…)`. */
  handler(call: Call, reply: FastifyReply): unknown
}

declare module 'fastify' {
  interface FastifyContextConfig {
    declaration?: Declaration
  }
  interface FastifyRequest {
    call: Call | null
  }
  interface FastifyInstance {
    /** Every route there is, as it was declared. */
    readonly declarations: readonly Declaration[]
  }
}

const nothing: JsonSchema = { type: 'object', additionalProperties: false }

/** Must run before any other route is added. */
export function requireDeclarations(server: FastifyInstance): void {
  server.addHook('onRoute', options => {
    if (!options.config?.declaration) {
      throw new Error(
        `The route ${String(options.method)} ${options.url} declares neither authentication nor right: declare it as a Route and register it with registerRoutes.`,
      )
    }
  })
}

export function registerRoutes(server: FastifyInstance, routes: readonly Route[]): void {
  for (const route of routes) {
    checkDeclaration(route)
    const { handler, ...declaration } = route
    server.route({
      method: route.method,
      url: route.path,
      config: { declaration },
      // HEAD runs the handler of GET: a stream would never end, and a file would be read to nobody and noted as if it had been taken.
      exposeHeadRoute: !['stream', 'export', 'download'].includes(route.rateClass),
      ...(route.bodyLimit ? { bodyLimit: route.bodyLimit } : {}),
      schema: {
        querystring: route.query ?? nothing,
        ...(route.params ? { params: route.params } : {}),
        ...(route.body ? { body: route.body } : {}),
      },
      handler: async (request, reply) => {
        const answer = await handler(request.call!, reply)
        return answer === undefined && !reply.sent ? reply.send() : answer
      },
    })
  }
}

function checkDeclaration(route: Route): void {
  const name = `${route.method} ${route.path}`
  if ((route.authentication === 'none') !== (route.right === 'public')) {
    throw new Error(`${name}: a route is public exactly when it asks for no authentication.`)
  }
  if (route.right === 'app' && !route.path.includes('/:app')) throw new Error(`${name}: the right "app" needs :app in the path.`)
  if (route.method === 'GET' && route.body) throw new Error(`${name}: GET takes no body.`)
  if (route.rawBody && (route.method === 'GET' || route.body || route.rateClass !== 'upload'))
    throw new Error(`${name}: a raw body has no schema, is sent, and counts as an upload.`)
  if (route.leaves && !(route.right === 'self' && route.method === 'DELETE'))
    throw new Error(`${name}: only an own DELETE may be called while viewing as somebody else.`)
  if (route.reads && !(route.method === 'POST' && route.keyScope === 'read' && route.auditClass === 'none'))
    throw new Error(`${name}: only a POST that a key may read by and that leaves no trace says that it reads.`)
  if (route.anyHost && route.right !== 'public') throw new Error(`${name}: only a public route may answer under any host.`)
}
