/** The one way the browser talks to the server: JSON both ways, problems as errors that carry the server's sentence. */
import type { Problem } from '@bailiwick/definition/wire/index.ts'
import { afterPaint } from './after-paint.ts'
import { chosenLanguage, language, say } from './language.ts'

/** Names this tab to the server, so that realtime leaves out its own echo. */
export const clientId = crypto.randomUUID()

export class Refused extends Error {
  readonly problem: Problem
  /** Seconds after which the server would like to be asked again. */
  readonly after: number | undefined
  constructor(problem: Problem, after?: number) {
    super(problem.hint ? `${problem.title}. ${problem.hint}` : `${problem.title}.`)
    this.problem = problem
    this.after = after
  }
}

export interface RequestOptions {
  readonly body?: unknown
  /** The version of the record the change is meant for. */
  readonly version?: number
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
}

type Listener = () => void
let onSignedOut: Listener = () => undefined

/** What to do when the server says that nobody is signed in any more. */
export function whenSignedOut(listener: Listener): void {
  onSignedOut = listener
}

export function tellSignedOut(): void {
  onSignedOut()
}

export function unreachable(hint: string): Refused {
  return new Refused({
    type: '',
    code: 'network.unreachable',
    status: 0,
    title: say('The server cannot be reached'),
    hint,
    requestId: '',
  })
}

let confirmIdentity: () => Promise<boolean> = async () => false

/** What to do when an act needs a younger sign-in: resolves to true when the person has proved who they are and the act may be asked again. */
export function whenNotFresh(confirm: () => Promise<boolean>): void {
  confirmIdentity = confirm
}

/** How often the tab has passed to somebody else. */
let passed = 0

/** Whoever asked has left the tab: what is still on its way to them arrives nowhere. */
export function dropAnswers(): void {
  passed += 1
}

/** What is asked at the door is nobody's yet. */
const atTheDoor = /^\/api\/(sessions?|sign-in|demo-session|setup|invitations)(\/|$)/

/** The answer, as long as whoever asked has the tab. */
async function toWhoAsked<T>(path: string, answer: Promise<T>): Promise<T> {
  const asked = passed
  const isTheirs = () => asked === passed || atTheDoor.test(path)
  const nowhere = () => new Promise<never>(() => undefined)
  try {
    const answered = await answer
    return isTheirs() ? answered : await nowhere()
  } catch (error) {
    if (isTheirs()) throw error
    return nowhere()
  }
}

export function request<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, options: RequestOptions = {}): Promise<T> {
  underWay += 1
  const answer = ask<T>(method, path, options).finally(() => {
    underWay -= 1
  })
  return toWhoAsked(path, answer)
}

let underWay = 0

/** Whether an answer is still on its way. */
export const isAsking = (): boolean => underWay > 0

/** What this tab was told lately, newest last: it is shown already when it is asked for again. */
const told = new Set<string>()
const mostTold = 500

async function ask<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, options: RequestOptions): Promise<T> {
  if (method === 'GET') {
    // To send a question takes a millisecond or two, and a screen asks several: what was known is shown first.
    if (told.delete(path)) await afterPaint()
    told.add(path)
    if (told.size > mostTold) told.delete(told.values().next().value!)
  }
  const response = await send(method, path, options)
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T
  return refuse(response, path, () => request(method, path, options))
}

/** A question that is answered line by line, each a value of JSON. @param onLine told each as it arrives */
export function requestLines(path: string, body: unknown, signal: AbortSignal, onLine: (line: unknown) => void): Promise<void> {
  const asked = passed
  return toWhoAsked(
    path,
    askLines(path, body, signal, line => {
      if (asked === passed) onLine(line)
    }),
  )
}

async function askLines(path: string, body: unknown, signal: AbortSignal, onLine: (line: unknown) => void): Promise<void> {
  const response = await send('POST', path, { body, signal }, true)
  if (!response.ok) return refuse(response, path, () => requestLines(path, body, signal, onLine))
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (rest + part.value).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(JSON.parse(line))
    }
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error
    throw unreachable(say('It is asked again when the connection is back.'))
  }
}

/** An answer that is not JSON. @throws the problem where it is refused */
export function requestRaw(path: string, signal: AbortSignal): Promise<Response> {
  return toWhoAsked(path, askRaw(path, signal))
}

async function askRaw(path: string, signal: AbortSignal): Promise<Response> {
  const response = await send('GET', path, { signal })
  return response.ok ? response : refuse(response, path, () => requestRaw(path, signal))
}

/** @param asks it changes nothing */
async function send(method: string, path: string, options: RequestOptions, asks = method === 'GET'): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-client-id': clientId }
  const chosen = chosenLanguage()
  if (chosen) headers['accept-language'] = chosen
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  if (options.version !== undefined) headers['if-match'] = `"${options.version}"`
  if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey
  try {
    return await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    })
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error
    throw unreachable(
      asks
        ? say('It is asked again when the connection is back.')
        : navigator.onLine
          ? say('Whether your change was made is not known. Look again when the connection is back.')
          : say('Your change was not made. Make it again when the connection is back.'),
    )
  }
}

/** What is not answered: rejects with the server's sentence, or resolves as `again` does after somebody has proved who they are. */
async function refuse<T>(response: Response, path: string, again: () => Promise<T>): Promise<T> {
  const problem = await problemOf(response)
  if (problem.code === 'viewing.ended') {
    // What is shown was seen with other eyes: the page begins anew, and whoever asked gets no answer any more.
    location.reload()
    return new Promise(() => undefined)
  }
  if (response.status === 401 && !path.startsWith('/api/session') && !path.startsWith('/api/sign-in')) onSignedOut()
  if (problem.code === 'session.not-fresh' && (await confirmIdentity())) return again()
  const after = Number(response.headers.get('retry-after'))
  throw new Refused(problem, after > 0 ? after : undefined)
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem
  } catch {
    // A proxy on the way takes less than the server does, and says so in a page of its own.
    const isTooLong = response.status === 414 || response.status === 431
    return {
      type: '',
      code: 'server.unreadable',
      status: response.status,
      title: isTooLong ? say('This is too long to be asked') : say('The server gave an answer that cannot be read'),
      hint: isTooLong ? say('Make the filter or the search shorter.') : say('Try again in a moment.'),
      requestId: response.headers.get('x-request-id') ?? '',
    }
  }
}

/** What fields are called, by their names, as far as it was told. */
const titles = new Map<string, ReadonlySet<string>>()

/** For refusals that come without an entity: a name that has one title alone is called by it. */
export function knowTitles(fields: readonly { readonly name: string; readonly title: string }[]): void {
  for (const { name, title } of fields) titles.set(name, new Set([...(titles.get(name) ?? []), title]))
}

function titleOf(field: string): string | undefined {
  const [title, another] = titles.get(field) ?? []
  return another === undefined ? title : undefined
}

/**
 * What is wrong with one field, by its title; a name that only machines read is left out.
 * @param isPlain which field it is shows where this stands
 */
export function fieldSentence(message: string, title: string | undefined, isPlain: boolean): string {
  // One that begins small goes on after the title.
  const goesOn = !/^\p{Lu}/u.test(message)
  const whole =
    title !== undefined && goesOn
      ? `${title} ${message}`
      : title === undefined && goesOn
        ? message.charAt(0).toLocaleUpperCase(language()) + message.slice(1)
        : title === undefined || isPlain
          ? message
          : say('{title}: {message}', { title, message })
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`
}

/** What is wrong with the fields of a record, each by its title. */
export const saidOf = (fields: readonly { readonly field: string; readonly message: string }[]): string =>
  fields.map(({ field, message }) => fieldSentence(message, titleOf(field), fields.length === 1)).join(' ')

/** By which an administrator finds what went wrong; of a refusal that says itself what to do, nothing. */
export function requestOf({ problem: { status, requestId } }: Refused): string {
  return status >= 500 && requestId ? say('Request {id}.', { id: requestId }) : ''
}

/** The sentence for people, whatever was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Refused) {
    const { fields = [], code } = error.problem
    // That something is not right goes without saying beside what it is; nothing stands “below” of a notice.
    if (code === 'record.invalid' && fields.length > 0) return saidOf(fields)
    return [error.message, saidOf(fields), requestOf(error)].filter(Boolean).join(' ')
  }
  return error instanceof Error ? error.message : String(error)
}
