/**
 * What a change opens and closes: between two definitions, or between people as they are and as a change of roles, teams or managers would make them. In one snapshot that
 * only reads, by the role that sees every row; numbers and names of people leave it, and no record does.
 */
import type { Table } from '@bailiwick/definition/compile/compiled.ts'
import { RuleCompiler } from '@bailiwick/definition/compile/rules.ts'
import { type Definition, peopleRoles } from '@bailiwick/definition/model/index.ts'
import { compareRights, everyRight, type RightChange } from '@bailiwick/definition/plan/rights.ts'
import { changeInWords, fieldsInWords, otherChanges, verbOf } from '@bailiwick/definition/plan/rights-words.ts'
import type { PermissionDiff, RightDiff } from '@bailiwick/definition/wire/permission-diff.ts'
import type { ClientBase } from 'pg'
import { problem } from '../../problems.ts'
import { type Asked, type Counted, type CountedRight, countRights } from './count-rights.ts'
import { sentenceOf } from './diff-words.ts'
import { sideOf } from './present-rules.ts'
import { changePlaces, type PlaceChange, type Places, readPlaces, type Standing, standingsOf, withoutPublic } from './standing.ts'

export interface DiffQuestion {
  readonly app: string
  /** Absent: the live release. */
  readonly from?: number
  /** A definition or a release; absent: the one it is compared from, with the people changed. */
  readonly to?: Definition | number
  readonly change?: PlaceChange
  /** How long counting may take, in milliseconds. */
  readonly within: number
}

interface Release {
  readonly id: string
  readonly number: number
  readonly definition: Definition
  readonly tables: readonly Table[]
}

/** @param admin a connection that may become bailiwick_guard, and is in no transaction */
export async function diffPermissions(admin: ClientBase, question: DiffQuestion): Promise<PermissionDiff> {
  await admin.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  let live: string | undefined
  try {
    await admin.query(
      `SET LOCAL ROLE bailiwick_guard; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off; SET LOCAL lock_timeout = '3s'`,
    )
    const release = await readRelease(admin, question.app)
    live = release.id
    return await diff(admin, question, release)
  } catch (error) {
    await admin.query('ROLLBACK')
    // A release meanwhile has taken away what the snapshot was about to look at.
    if (
      live !== undefined &&
      /^42/.test((error as { code?: string }).code ?? '') &&
      (await isReleased(admin, question.app, live))
    )
      throw problem('request.try-again', { retryAfter: 1 })
    throw error
  } finally {
    await admin.query('ROLLBACK')
    await admin.query('RESET ROLE')
  }
}

async function isReleased(admin: ClientBase, app: string, than: string): Promise<boolean> {
  await admin.query('SET ROLE bailiwick_guard')
  const { rows } = await admin.query<{ id: string }>('SELECT live_release AS id FROM bailiwick.app WHERE name = $1', [app])
  return rows[0]?.id !== than
}

async function diff(client: ClientBase, question: DiffQuestion, live: Release): Promise<PermissionDiff> {
  const before =
    question.from === undefined ? live.definition : (await readRelease(client, question.app, question.from)).definition
  const after =
    question.to === undefined
      ? before
      : typeof question.to === 'number'
        ? (await readRelease(client, question.app, question.to)).definition
        : question.to
  const places = await readPlaces(client, question.app)
  const given = question.change
    ? changePlaces(
        places,
        question.change,
        peopleRoles(after).map(role => role.name),
      )
    : places
  const changed = withoutPublic(given, after)
  const people = askedOf(places, changed, question.change !== undefined && before === after)
  const [old, now] = [new RuleCompiler(before), new RuleCompiler(after)]
  const rewritten = before === after ? [] : compareRights(old, now)
  // Whose standing changes may gain or lose by every rule, also one that stays.
  const changes = changed !== places && people.length > 0 ? withRest(rewritten, before, after) : rewritten
  const outcomes = await countRights(
    client,
    {
      before: sideOf(before),
      after: before === after ? sideOf(before) : sideOf(after),
      present: live.tables,
      people,
      deadline: Date.now() + question.within,
    },
    changes,
  )
  const names = new Map(places.people.map(person => [person.id, person.name]))
  const words = { before, after, names, people: new Map(people.map(each => [each.before.person, each])) }
  const counted = outcomes.filter(outcome => 'gained' in outcome)
  return {
    app: question.app,
    widens: [...onApp('gained', people, words), ...entries('gained', counted, words)],
    narrows: [...onApp('lost', people, words), ...entries('lost', counted, words)],
    says: [
      ...(before === after ? [] : otherChanges(old, now)),
      ...rewritten.filter(change => change.saidAnew).map(change => changeInWords(change, before, after)),
    ],
    uncounted: outcomes.flatMap(outcome =>
      'uncounted' in outcome ? [{ right: rightInWords(outcome.change, after), reason: outcome.uncounted }] : [],
    ),
  }
}

async function readRelease(client: ClientBase, app: string, number?: number): Promise<Release> {
  const { rows } = await client.query<{ id: string; number: number; definition: Definition; operations: { tables: Table[] } }>(
    `SELECT r.id, r.number, r.definition, r.operations FROM bailiwick.app a JOIN bailiwick.release r ON r.app = a.name
     WHERE a.name = $1 AND CASE WHEN $2::integer IS NULL THEN r.id = a.live_release ELSE r.number = $2 END`,
    [app, number ?? null],
  )
  const row = rows[0]
  if (!row) throw number === undefined ? problem('app.not-found') : problem('release.not-found')
  return { id: row.id, number: row.number, definition: row.definition, tables: row.operations.tables }
}

const noStanding = (person: string, email: string): Standing => ({
  person,
  email,
  roles: [],
  teams: [],
  ownTeams: [],
  reports: [],
  directReports: [],
})

/** @param onlyChanged where the rules stay, nobody else gains or loses */
function askedOf(before: Places, after: Places, onlyChanged: boolean): Asked[] {
  const [was, is] = [standingsOf(before), before === after ? undefined : standingsOf(after)]
  return before.people.flatMap(({ id, email }): Asked[] => {
    const standing = was.get(id)
    if (!standing) return []
    const changed = is ? (is.get(id) ?? noStanding(id, email)) : standing
    if (onlyChanged && JSON.stringify(standing) === JSON.stringify(changed)) return []
    return [{ before: standing, after: changed }]
  })
}

/** Beside the rights that say something else, those that stay. */
function withRest(rewritten: readonly RightChange[], before: Definition, after: Definition): RightChange[] {
  const key = ({ entity, act, fields, wholeRecord }: RightChange) => JSON.stringify([entity.id, act, fields, wholeRecord])
  const known = new Set(rewritten.map(key))
  const there = new Set(before.entities.map(entity => entity.id))
  return [...rewritten, ...everyRight(after).filter(change => there.has(change.entity.id) && !known.has(key(change)))]
}

interface Words {
  readonly before: Definition
  readonly after: Definition
  readonly names: ReadonlyMap<string, string>
  readonly people: ReadonlyMap<string, Asked>
}

const listed = 50

function entries(side: 'gained' | 'lost', counted: readonly CountedRight[], words: Words): RightDiff[] {
  const made = counted.flatMap((right): RightDiff[] => {
    const { change, of, incomplete } = right
    const found = right[side]
    if (found.people.size === 0) return []
    const { entity, act } = change
    const atLeast = incomplete && `counted for ${incomplete.people} of ${incomplete.ofPeople} people in the time there was`
    const entry: Omit<RightDiff, 'sentence'> = {
      entity: entity.name,
      act: act.kind === 'operation' ? act.operation : act.kind,
      ...(act.kind === 'transition' || act.kind === 'decide' ? { transition: act.transition } : {}),
      ...(act.kind === 'decide' ? { step: act.step } : {}),
      wholeRecord: change.wholeRecord,
      fields: change.fields,
      sensitive: change.fields.filter(name => entity.fields.some(field => field.name === name && field.sensitive)),
      ...numbersOf(found, words),
      of,
      ...(atLeast ? { atLeast } : {}),
    }
    const roles = commonRoles(found, change, side, words)
    return [{ ...entry, sentence: sentenceOf(entry, side, rightWords(change, words.after), roles) }]
  })
  // What needs the most care is read first.
  return made.sort((a, b) => Number(b.sensitive.length > 0) - Number(a.sensitive.length > 0))
}

function numbersOf(found: Counted, words: Words) {
  const byRows = [...found.people].sort((a, b) => b[1] - a[1] || nameOf(a[0], words).localeCompare(nameOf(b[0], words)))
  return {
    people: found.people.size,
    rows: found.rows,
    pairs: byRows.reduce((sum, [, rows]) => sum + rows, 0),
    first: byRows.slice(0, listed).map(([id, rows]) => ({ id, name: nameOf(id, words), rows })),
  }
}

const nameOf = (id: string, { names }: Words) => names.get(id) ?? id

function rightWords(change: RightChange, after: Definition) {
  const { entity, act } = change
  const plural = entity.labelPlural.charAt(0).toLowerCase() + entity.labelPlural.slice(1)
  return { verb: verbOf(act, entity, after), fields: fieldsInWords(change), wholeRecord: change.wholeRecord, plural }
}

function rightInWords(change: RightChange, after: Definition): string {
  const { verb, fields, plural } = rightWords(change, after)
  return [verb, fields, fields === '' ? plural : `of ${plural}`].filter(part => part !== '').join(' ')
}

/** A role by which all of them have it, for a word to call them by. */
function commonRoles(found: Counted, change: RightChange, side: 'gained' | 'lost', { before, after, people }: Words): string[] {
  const definition = side === 'gained' ? after : before
  const rules = side === 'gained' ? change.says.after : change.says.before
  const asked = new Set(rules.flatMap(rule => rule.roles))
  const holders = [...found.people.keys()].map(id => people.get(id)![side === 'gained' ? 'after' : 'before'].roles)
  return definition.roles
    .filter(role => asked.has(role.name) && holders.every(held => held.includes(role.name)))
    .map(role => role.title)
}

/** Rights on the app itself hang on the roles that are held alone. */
function onApp(side: 'gained' | 'lost', people: readonly Asked[], words: Words): RightDiff[] {
  const { before, after } = words
  const holding = (definition: Definition, attribute: 'audit' | 'administer') => (standing: Standing) =>
    definition.roles.some(role => role[attribute] && standing.roles.includes(role.name))
  const rights = [
    { act: 'enter', verb: 'open the app', was: (s: Standing) => s.roles.length > 0, is: (s: Standing) => s.roles.length > 0 },
    { act: 'audit', verb: 'read the audit of the app', was: holding(before, 'audit'), is: holding(after, 'audit') },
    { act: 'administer', verb: 'administer the app', was: holding(before, 'administer'), is: holding(after, 'administer') },
  ]
  return rights.flatMap(({ act, verb, was, is }): RightDiff[] => {
    const found = people.filter(each =>
      side === 'gained' ? is(each.after) && !was(each.before) : was(each.before) && !is(each.after),
    )
    if (found.length === 0) return []
    const counted: Counted = { people: new Map(found.map(each => [each.before.person, 0])), rows: 0 }
    const made = { act, wholeRecord: false, fields: [], sensitive: [], ...numbersOf(counted, words), of: 0 }
    return [{ ...made, sentence: sentenceOf(made, side, { verb, fields: '', wholeRecord: false, plural: '' }, []) }]
  })
}
