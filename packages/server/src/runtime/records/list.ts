/** A page of records and how many there are: always what this person could list, never an estimate. */
import type { RecordPage, RecordRights } from '@bailiwick/definition/wire/index.ts'
import { type Rows, type Statement, setting } from '../../database/with-actor.ts'
import { problem, say } from '../../problems.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import { isOfQuestion, makePageToken, readPageToken } from './page-token.ts'
import { idsInPieces } from './pieces.ts'
import type { ListRequest, Newest, OrderTerm } from './query.ts'
import { canGuess, conditions, keysetSql, limits, orderSql, readFields, readOrder, topSql } from './query.ts'
import { selection } from './select.ts'
import { preparedName } from './statement-names.ts'
import type { Surface } from './surface.ts'
import { Parameters } from './values.ts'

/** A question as statements and how to read the answer; made without touching data. */
export interface Plan<T> {
  readonly statements: readonly Statement[]
  answer(results: readonly Rows[], directory: Directory): T
  /** What is asked in its place where this is what came of it; where that comes to nothing, the first answer stands. */
  instead?(results: readonly Rows[]): Plan<T> | undefined
}

const countCap = 1_000
const guessMillis = 3_000

/**
 * A search that finds nothing is asked again for what is similar. Only what this person was shown decides that: where a hidden record has the very word, they are answered as
 * if it were not there.
 *
 * @param guess asked again
 */
export function planList(
  surface: Surface,
  request: ListRequest,
  actor: Actor,
  tokenKey: Buffer,
  guess = false,
): Plan<RecordPage> {
  const pageSize = request.pageSize ?? 50
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > limits.pageSize)
    throw problem('query.page-size', { detail: say('query.page-size', { parameter: 'pageSize', most: limits.pageSize }) })
  const trash = request.trash === 'only'
  const view = viewOf(surface, request)
  const parameters = new Parameters()
  const terms = readOrder(surface, request.orderBy)
  const { pageToken } = request
  const guessing = canGuess(surface, request.search) && !trash
  const question = (similar: boolean) =>
    JSON.stringify([
      surface.app.name,
      surface.live.entity.name,
      request.filter ?? '',
      orderSql(terms, 'v'),
      request.search ?? '',
      trash,
      request.shared ?? '',
      request.top ?? '',
      actor.person,
      ...(similar ? ['similar'] : []),
    ])
  // The pages of one list are all of one kind, whatever was written between them.
  const similar = guess || (guessing && pageToken !== undefined && isOfQuestion(tokenKey, question(true), pageToken))
  const after = pageToken === undefined ? undefined : readPageToken(tokenKey, question(similar), pageToken, terms.length)
  // Nothing else is asked, so that the newest of what is found are the page.
  const newest = isNewestFirst(terms) && !trash && surface.listView === surface.names.readAll && isSearchAlone(request)
  const asked = (into: Parameters, part: Newest) => listed(surface, request, actor, into, similar, newest ? part : undefined)
  const where = asked(parameters, { count: pageSize + 1, before: after })
  if (after !== undefined) where.push(keysetSql(terms, 'v', after, parameters))
  const { fields, expansions } = readFields(surface, request.fields, actor)
  const list = selection(surface, 't', fields, expansions, trash)
  const keys = terms.map(term => `${term.of('t')}::text`)
  // What one may do in the trash is to bring back, which who sees it may.
  const withRights = request.rights === 'each' && !trash
  const rights = withRights ? [`${surface.names.can}(t.id)`] : []
  const plain = !trash && request.shared === undefined && (request.search ?? '').trim() === ''
  const paged = new Parameters(parameters.values)
  const ids = plain ? idsInPieces(surface, actor, view, terms, where, pageSize + 1, paged) : undefined
  const page = ids === undefined ? where : [`v.id = ANY(ARRAY(${ids}))`]
  const text = `SELECT ${[list.sql, ...keys, ...rights].join(', ')}
FROM (SELECT * FROM ${view} v${page.length > 0 ? ` WHERE ${page.join(' AND ')}` : ''} ORDER BY ${orderSql(terms, 'v')} LIMIT ${pageSize + 1}) t
ORDER BY ${orderSql(terms, 't')}`
  const statements: Statement[] = [
    ...(ids === undefined ? [] : [readingInOrder(true)]),
    {
      text,
      values: paged.values,
      ...(request.filter === undefined || request.filter.length <= 500 ? preparedName(surface.app.release, text) : {}),
    },
  ]
  const pageAt = statements.length - 1
  if (request.count !== undefined && request.count !== 'none') {
    if (ids !== undefined) statements.push(readingInOrder(false))
    const counting = new Parameters()
    const counted = asked(counting, { count: countCap + 1, before: undefined })
    const from = `FROM ${view} v${counted.length > 0 ? ` WHERE ${counted.join(' AND ')}` : ''}`
    const text =
      request.count === 'exact' ? `SELECT count(*) ${from}` : `SELECT count(*) FROM (SELECT 1 ${from} LIMIT ${countCap + 1}) c`
    statements.push({ text, values: counting.values })
  }
  return {
    statements,
    answer: (results, directory) => {
      const page = results[pageAt]
      const counts = statements.length > pageAt + 1 ? results[statements.length - 1] : undefined
      const rows = page?.rows ?? []
      const shown = rows.slice(0, pageSize)
      const last = shown[shown.length - 1]
      const count = Number(counts?.rows[0]?.[0] ?? 0)
      return {
        items: shown.map(row => list.read(row, directory)),
        ...(rows.length > pageSize && last
          ? {
              nextPageToken: makePageToken(
                tokenKey,
                question(similar),
                last.slice(list.width, list.width + keys.length) as (string | null)[],
              ),
            }
          : {}),
        ...(counts
          ? {
              count: Math.min(count, request.count === 'capped' ? countCap : count),
              capped: request.count === 'capped' && count > countCap,
            }
          : {}),
        ...(similar && rows.length > 0 ? { similar } : {}),
        ...(withRights ? { rights: shown.map(row => rightsOf(row[list.width + keys.length])) } : {}),
      }
    },
    ...(guessing && !similar && pageToken === undefined
      ? {
          instead: results =>
            results[pageAt]?.rowCount === 0 ? inShort(planList(surface, request, actor, tokenKey, true)) : undefined,
        }
      : {}),
  }
}

function rightsOf(said: unknown): RecordRights {
  const can = said as Partial<RecordRights> | null
  return { update: [...new Set(can?.update ?? [])], delete: can?.delete ?? false }
}

/** The trash, or the view this person's lists are planned best on. @throws `record.restore-refused` */
function viewOf(surface: Surface, request: Pick<ListRequest, 'trash'>): string {
  if (request.trash !== 'only') return surface.listView
  if (!surface.can.includes('restore')) throw problem('record.restore-refused')
  return surface.names.trash
}

/** What a record of the view `v` must be to stand in the list. */
function listed(
  surface: Surface,
  request: ListRequest,
  actor: Actor,
  into: Parameters,
  similar: boolean,
  newest?: Newest,
): string[] {
  const found = conditions(surface, request, actor, 'v', into, similar, newest)
  if (request.top !== undefined) found.push(topSql(surface, request.top, 'v'))
  if (request.shared !== 'me') return found
  if (!surface.shareable) throw problem('query.invalid', { detail: say('query.not-shared') })
  return [...found, `v.id = ANY((SELECT ${surface.names.shared}('read'))::uuid[])`]
}

/** SQL of the ids and versions of all that a list has, in no order, and of none that only has similar words. */
export function wholeListSql(surface: Surface, request: ListRequest, actor: Actor, into: Parameters): string {
  const view = viewOf(surface, request)
  const where = listed(surface, request, actor, into, false)
  return `SELECT v.id, v.version FROM ${view} v${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}`
}

/**
 * Pieces are read from their indexes, in order, until a page is full. PostgreSQL thinks that a rule leaves a twentieth of the rows, whatever it is, and where it has not tidied a table
 * for a while it would rather gather and sort all that one value has.
 */
const readingInOrder = (only: boolean) => setting('enable_bitmapscan', only ? 'off' : 'on')

const isNewestFirst = (terms: readonly OrderTerm[]) =>
  terms.length === 2 && terms.every(({ name, descending }, index) => descending && name === (index === 0 ? 'created_at' : 'id'))

const isSearchAlone = ({ filter = '', shared, top, count }: ListRequest) =>
  filter.trim() === '' && shared === undefined && top === undefined && count !== 'exact'

/** A guess that is long in coming is worth less than to be told that there is nothing. */
export function inShort<T>(plan: Plan<T>): Plan<T> {
  return {
    statements: [setting('statement_timeout', String(guessMillis)), ...plan.statements],
    answer: ([, ...results], directory) => plan.answer(results, directory),
  }
}
