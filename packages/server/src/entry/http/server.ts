/**
 * The HTTP server on one screen: the order in which a request is admitted, checked, authenticated and authorised before its handler runs.
 * Which routes there are is data (route.ts); how refusals look is errors.ts.
 */
import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import cookies from '@fastify/cookie'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { type ProblemCode, problem, say, toWire } from '../../problems.ts'
import { speakerOf } from '../../runtime/speaker.ts'
import { Actors, rolesIn } from '../../security/access/actor.ts'
import { recordDenial } from '../../security/identity/denial.ts'
import { networkOf } from '../../security/identity/network.ts'
import { isOwnHost, refuseForeignWrite } from '../../security/identity/origin.ts'
import type { Premises } from '../../security/identity/premises.ts'
import { identify, RecentSessions, type Session } from '../../security/identity/session.ts'
import { endView } from '../../security/identity/view-as.ts'
import { Call } from './call.ts'
import { cookieNames } from './cookie.ts'
import { answerError, answerRefusal, refusalFrom } from './errors.ts'
import { setSecurityHeaders } from './headers.ts'
import { isStorableText, readJsonBody } from './json-body.ts'
import { defaultRates, RateKeeper, type Rates } from './rates.ts'
import { type Declaration, type Route, registerRoutes, requireDeclarations } from './route.ts'
import { healthRoutes } from './routes/health.ts'
import { identityRoutes } from './routes/identity.ts'
import { problemPages } from './routes/problem-pages.ts'
import { loadScreens, screenRoute } from './screens.ts'
import { useSchemas } from './validation.ts'

export interface HttpInstallation extends Premises {
  readonly data: Pool
}

export interface ServerOptions {
  /** Addresses or networks whose X-Forwarded-For is believed. None: the socket's address counts. */
  readonly trustedProxies?: readonly string[]
  readonly rates?: Rates
  /** Where the built screens are. */
  readonly screensFolder?: string
  /** Kept claims; share it with whoever else gathers actors. */
  readonly actors?: Actors
}

const builtScreens = fileURLToPath(new URL('../../../../ui/dist/', import.meta.url))
const bodyLimit = 1024 * 1024
const arrivesWithin = 30_000

/** @param routes the app routes; those of identity, health and screens are added here */
export async function createServer(
  installation: HttpInstallation,
  routes: readonly Route[],
  options: ServerOptions = {},
): Promise<FastifyInstance> {
  const server = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit,
    // Idle sockets are closed; a stream pings more often than this.
    connectionTimeout: 60_000,
    // The whole request must have arrived by then: slow senders do not hold memory. Node knows one limit for all, which is that of uploads; see mustArriveSoon.
    requestTimeout: 10 * 60_000,
    // A filter in an address may have 4,000 letters of nine characters each there, and again as the address one comes back to after signing in.
    http: { headersTimeout: arrivesWithin, maxHeaderSize: 64 * 1024 },
    keepAliveTimeout: 70_000,
    // Whoever still asks on a connection that is open hears it as a problem, like everything else; see admit.
    return503OnClosing: false,
    trustProxy: options.trustedProxies?.length ? [...options.trustedProxies] : false,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(reply as FastifyReply, '/', false)
      reply.header('x-request-id', request.id)
      answerError(error, request as FastifyRequest, reply as FastifyReply, installation.observe)
    },
    clientErrorHandler: answerBrokenSocket,
  })
  requireDeclarations(server)
  useJsonOnly(server)
  useSchemas(server)
  await server.register(cookies)
  server.decorateRequest('call', null)
  admit(server, installation, options)
  const all = [
    ...healthRoutes(installation),
    ...problemPages(),
    ...identityRoutes(installation),
    ...routes,
    screenRoute(await loadScreens(options.screensFolder ?? builtScreens)),
  ]
  registerRoutes(server, all)
  server.decorate('declarations', all)
  server.setErrorHandler((error, request, reply) => answerError(error, request, reply, installation.observe))
  server.setNotFoundHandler(answerUnmatched(all))
  server.addHook('preClose', done => {
    // Streams have no end of their own; whoever is mid-answer gets a moment.
    setTimeout(() => server.server.closeAllConnections(), 3_000).unref()
    done()
  })
  return server
}

/** Bodies are JSON in UTF-8, whatever spelling the type comes in; nothing else is ever parsed. */
function useJsonOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, readJsonBody(body as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })
  // Only where a route says that its body is raw; the handler reads it.
  server.addContentTypeParser(rawType, (_request, _content, done) => done(null))
}

const rawType = 'application/octet-stream'
const jsonType = /^application\/json[ \t]*(;[ \t]*charset="?utf-8"?[ \t]*)?$/i

function checkContentType(request: FastifyRequest): void {
  const { headers } = request
  const { rawBody } = request.routeOptions.config.declaration ?? {}
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (!hasBody) {
    // Some clients name a type for no body too; there is nothing to read by it.
    delete headers['content-type']
    return
  }
  if (headers['content-encoding'] !== undefined) throw problem('request.unsupported-type')
  // Whatever its sender calls it: the content is looked at instead.
  if (rawBody) headers['content-type'] = rawType
  else if (!jsonType.test(headers['content-type'] ?? '')) throw problem('request.unsupported-type')
  else mustArriveSoon(request)
}

/** A body that is no upload has half a minute, like headers. */
function mustArriveSoon({ raw }: FastifyRequest): void {
  const timer = setTimeout(() => {
    if (!raw.complete)
      answerBrokenSocket(Object.assign(new Error('The body did not arrive.'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), raw.socket)
  }, arrivesWithin)
  timer.unref()
  for (const event of ['end', 'close']) raw.once(event, () => clearTimeout(timer))
}

/** What came in the address can be stored and compared, or it is refused before anything looks at it. */
function checkAddress(request: FastifyRequest): void {
  const { params, query } = request as { params: Record<string, string>; query: Record<string, string | string[]> }
  const texts = [...Object.values(params ?? {}), ...Object.entries(query ?? {}).flat(2)]
  if (!texts.every(isStorableText)) throw problem('request.bad-address')
}

const writing = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** The hooks in their order. They run after routing, so `declaration` is that of the route that will answer. */
function admit(server: FastifyInstance, installation: HttpInstallation, options: ServerOptions): void {
  const { gate, publicUrl, observe } = installation
  const cookie = cookieNames(publicUrl)
  const recent = new RecentSessions(gate)
  const rates = new RateKeeper(options.rates ?? defaultRates)
  const actors = options.actors ?? new Actors(gate)

  let stopping = false
  server.addHook('preClose', done => {
    stopping = true
    done()
  })

  server.addHook('onRequest', async (request, reply) => {
    const declaration = request.routeOptions.config.declaration
    reply.header('x-request-id', request.id)
    setSecurityHeaders(reply, request.url, cookie.secure)
    if (stopping) throw problem('server.stopping', { retryAfter: 2 })
    if (!declaration?.anyHost && !isOwnHost(request.headers.host, publicUrl)) throw problem('request.unknown-host')
    if (!declaration) return // nothing was matched: the not-found handler answers
    const release = rates.admit(declaration.rateClass)
    reply.raw.once('finish', release).once('close', release)
    checkAddress(request)
    if (writing.has(request.method)) {
      checkOrigin(request)
      checkContentType(request)
    }
    request.call = new Call(request, reply, actors, installation.app)
    if (declaration.authentication === 'session') await authenticate(request, reply, request.call, declaration)
    else rates.take(declaration.rateClass, networkOf(request.ip))
  })

  server.addHook('preValidation', async request => {
    const declaration = request.routeOptions.config.declaration
    const { body } = request
    const empty =
      body === undefined || (typeof body === 'object' && body !== null && !Array.isArray(body) && Object.keys(body).length === 0)
    if (declaration && !declaration.body && !empty) throw problem('request.invalid', { detail: say('request.no-body') })
  })

  // Whatever changes a session or its person is met by the next request already.
  server.addHook('onSend', async request => {
    const { auditClass } = request.routeOptions.config.declaration ?? {}
    if (auditClass === 'security' && writing.has(request.method)) recent.forget(request.cookies[cookie.session])
  })

  server.addHook('onError', async (request, _reply, error) => {
    const refusal = refusalFrom(error)
    const call = request.call
    if (!call?.signedIn) return
    const { viewing } = call.session
    if (refusal?.code === 'viewing.ended' && viewing)
      await endView(gate, call.session, request.id, viewing.over ? 'time is up' : 'not allowed any more')
    if (refusal?.status !== 403) return
    const { app, entity, id, record = id } = call.params
    const detail = {
      code: refusal.code,
      method: request.method,
      route: request.routeOptions.url ?? '',
      ...(viewing ? { viewing: viewing.app, ...(viewing.role ? { role: viewing.role } : {}) } : {}),
    }
    await recordDenial(gate, {
      kind: 'access.denied',
      request: request.id,
      person: call.session.person,
      onBehalfOf: viewing?.person,
      app,
      entity,
      record,
      detail,
    })
  })

  server.addHook('onResponse', async (request, reply) => {
    const { call } = request
    const code = reply.getHeader('x-problem')
    observe({
      kind: 'http.answered',
      request: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'unmatched',
      status: reply.statusCode,
      ms: reply.elapsedTime,
      ...(typeof code === 'string' ? { code } : {}),
      ...(call?.signedIn ? { person: call.session.person } : {}),
    })
  })

  async function authenticate(request: FastifyRequest, reply: FastifyReply, call: Call, declaration: Declaration): Promise<void> {
    const token = request.cookies[cookie.session]
    // An app's work enters the database with the session's claims, where its token is looked at again.
    const enters = declaration.right === 'app' && !declaration.fresh && !declaration.speaks && declaration.rateClass !== 'stream'
    const session = enters ? await recent.identify(token) : await identify(gate, token)
    rates.take(declaration.rateClass, session?.id ?? networkOf(request.ip))
    if (!session) throw problem(token === undefined ? 'session.missing' : 'session.ended')
    const leave = rates.admitOne(declaration.rateClass, session.person)
    reply.raw.once('finish', leave).once('close', leave)
    // Leaving is always open, and done as oneself.
    if (session.viewing && !declaration.leaves) await authoriseViewing(call, session, declaration)
    await call.signInAs(declaration.leaves ? { ...session, viewing: null } : session)
    await authorise(call, declaration)
  }

  /** Whoever views as somebody else changes nothing and is in one app only, whatever both of them may do. */
  async function authoriseViewing(call: Call, session: Session, declaration: Declaration): Promise<void> {
    const refuse = (code: ProblemCode) => {
      call.know(session)
      throw problem(code)
    }
    if (declaration.method !== 'GET' && !declaration.reads) refuse('viewing.read-only')
    if (declaration.right === 'administrator') refuse('viewing.other-app')
    if (declaration.right === 'app' && call.params.app !== session.viewing?.app) refuse('viewing.other-app')
  }

  async function authorise(call: Call, declaration: Declaration): Promise<void> {
    if (declaration.right === 'administrator' && !call.session.administrator) throw problem('access.administrators-only')
    if (declaration.right === 'app') {
      const app = call.params.app ?? ''
      // A role given a moment ago must count: only fresh claims may deny.
      if (rolesIn(call.actor, app).length === 0 && rolesIn(await call.refreshActor(), app).length === 0)
        throw problem('app.not-found')
    }
    if (declaration.fresh && !call.session.fresh) throw problem('session.not-fresh')
  }

  function checkOrigin(request: FastifyRequest): void {
    const { host, origin } = request.headers
    const reason = refuseForeignWrite(
      {
        host,
        origin,
        fetchSite: request.headers['sec-fetch-site'] as string | undefined,
        bringsCookie: request.cookies[cookie.session] !== undefined,
      },
      publicUrl,
    )
    if (reason) throw problem('request.foreign-origin', { detail: reason })
  }
}

/** Outside every route: the methods an address does take, else that there is nothing. No CORS: OPTIONS only lists methods. */
function answerUnmatched(routes: readonly Route[]): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  const patterns = routes
    .filter(route => route.path !== '/*')
    .map(route => ({
      method: route.method,
      form: new RegExp(`^${route.path.replaceAll('.', '\\.').replace(/:[a-z]+/gi, '[^/]+')}$`),
    }))
  return (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const methods = patterns.filter(pattern => pattern.form.test(path)).map(pattern => pattern.method)
    if (methods.length === 0) return answerRefusal(problem('route.not-found'), request, reply)
    reply.header('allow', [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', '))
    return request.method === 'OPTIONS' ? reply.code(204).send() : answerRefusal(problem('route.wrong-method'), request, reply)
  }
}

const brokenCodes: Readonly<Record<string, ProblemCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request.timed-out',
  HPE_HEADER_OVERFLOW: 'request.headers-too-large',
}

/** What is not even HTTP never reaches a route; it gets the same form of answer. */
function answerBrokenSocket(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const wire = toWire(problem(brokenCodes[error.code ?? ''] ?? 'request.malformed'), randomUUID(), speakerOf([]))
  const body = JSON.stringify(wire)
  const head = [
    `HTTP/1.1 ${wire.status} ${STATUS_CODES[wire.status] ?? 'Bad Request'}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
