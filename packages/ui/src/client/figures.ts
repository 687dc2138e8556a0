/** The figures a page asks for at one moment, as one request; each is told as soon as its line arrives, and fails by itself. */
import type { AggregateView, FiguresLine } from '@bailiwick/definition/wire/index.ts'
import { Refused, requestLines, tellSignedOut, unreachable } from './http.ts'
import { say, weekBegin } from './language.ts'

export interface GroupsQuestion {
  readonly groupBy?: string | undefined
  readonly measures: string
  readonly filter?: string | undefined
  readonly search?: string | undefined
  readonly limit?: string | undefined
  /** Groups of fewer records are left out. */
  readonly atLeast?: string | undefined
  /** Where weeks are asked for: the weekday with which the person’s begin. */
  readonly weekBegin?: string | undefined
}

/** Weeks are counted as the person's calendars show them. */
export const weeksOf = (groupBy: string | undefined): Pick<GroupsQuestion, 'weekBegin'> =>
  groupBy?.includes('week(') ? { weekBegin: String(weekBegin()) } : {}

interface Waiting {
  readonly entity: string
  readonly question: GroupsQuestion
  readonly signal: AbortSignal
  resolve(figures: AggregateView): void
  reject(error: unknown): void
}

/** So many the server answers in one request. */
const most = 50
/** In milliseconds: what is asked within it goes together. */
export const moment = 4
const gathering = new Map<string, Waiting[]>()

/** @returns rejects with what the server says of this question, whatever becomes of the others */
export function askTogether(app: string, entity: string, question: GroupsQuestion, signal: AbortSignal): Promise<AggregateView> {
  return new Promise((resolve, reject) => {
    const waiting: Waiting = { entity, question, signal, resolve, reject }
    const others = gathering.get(app)
    if (others) {
      others.push(waiting)
      return
    }
    const all = [waiting]
    gathering.set(app, all)
    // After all widgets that are drawn at this moment, or whose clocks strike at it, have asked.
    setTimeout(() => {
      gathering.delete(app)
      const wanted = all.filter(each => !each.signal.aborted)
      for (let from = 0; from < wanted.length; from += most) void send(app, wanted.slice(from, from + most))
    }, moment)
  })
}

async function send(app: string, all: readonly Waiting[]): Promise<void> {
  const open = new Set(all)
  const ending = new AbortController()
  // One that nobody waits for any more ends nothing while others do.
  const leave = () => {
    if (all.every(({ signal }) => signal.aborted)) ending.abort()
  }
  for (const { signal } of all) signal.addEventListener('abort', leave, { once: true })
  try {
    const questions = all.map(({ entity, question: { limit, weekBegin, atLeast, ...question } }) => ({
      entity,
      ...Object.fromEntries(Object.entries(question).filter(([, value]) => value)),
      ...(limit && { limit: Number(limit) }),
      ...(atLeast && { atLeast: Number(atLeast) }),
      ...(weekBegin && { weekBegin: Number(weekBegin) }),
    }))
    await requestLines(`/api/apps/${app}/aggregate-many`, { questions }, ending.signal, line => {
      const { index, figures, problem } = line as FiguresLine
      const asked = all[index]
      if (!asked) return
      open.delete(asked)
      if (figures) asked.resolve(figures)
      else if (problem) asked.reject(new Refused(problem))
      if (problem?.status === 401) tellSignedOut()
    })
    const missing = unreachable(say('It is asked again when the connection is back.'))
    for (const { reject } of open) reject(missing)
  } catch (error) {
    for (const { reject } of open) reject(error)
  } finally {
    for (const { signal } of all) signal.removeEventListener('abort', leave)
  }
}
