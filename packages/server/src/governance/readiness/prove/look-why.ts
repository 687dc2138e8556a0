/** What one person is told when they ask why somebody may what they may, and who does. */
import { entityNames } from '@bailiwick/definition/compile/names.ts'
import type { Entity } from '@bailiwick/definition/model/index.ts'
import { accessTo, whyOf } from './expect-why.ts'
import { inTrash, listed, reaches, works } from './grants.ts'
import { asSets, type Look, type Shown, sorted } from './look.ts'
import type { Actor, Row, Stage } from './stage.ts'

/** Why they themselves may what they may, or why somebody else may; and now and then who does at all. */
export function whyLooks(stage: Stage, entity: Entity, actor: Actor): Look[] {
  const names = entityNames(stage.definition.app.name, entity.name)
  const look = (operation: string, call: string, expected: () => unknown): Look => ({
    question: `SELECT ${call}`,
    judge: (said, tally) => {
      const about = { actor, entity: entity.name, operation }
      const isTold = said !== null && !said.startsWith('!')
      const apart = firstApart(isTold ? toldIn(JSON.parse(said)) : said, expected())
      tally.note(about, isTold, apart === undefined, () => `${call}: ${apart}`)
    },
  })
  const why = (row: Row, id: string) =>
    look('why', `${names.why}('${id}', '${row.id}')`, () =>
      whyOf(
        stage,
        entity,
        row,
        actor,
        stage.actors.find(each => each.id === id),
      ),
    )
  const access = (row: Row) =>
    look('access', `${names.access}('${row.id}', NULL, NULL, 201)`, () => accessTo(stage, entity, row, actor))
  const at = stage.actors.indexOf(actor)
  const isSeen = (row: Row) => listed(stage, entity, row, actor) || inTrash(stage, entity, row, actor)
  const rows = stage.rows(entity.name)
  const seen = rows.filter(isSeen)
  const isGiven = (row: Row) => stage.sharesOf(entity.name, row.id).some(share => reaches(share, actor))
  const nobodys = roleless(stage, entity, seen)
  return [
    // Everybody asks of some records, about themselves and about everybody else in turn, now and then about somebody who left.
    ...seen.flatMap((row, index) => {
      const turn = at + index
      // Of the first record about the next person, which is never they themselves.
      const someone = stage.people[(turn + 1) % stage.people.length]!
      return [
        ...(turn % 4 === 0 || isGiven(row) ? [why(row, actor.id)] : []),
        ...(turn % 4 === 2 || index === 0 ? [why(row, someone.id)] : []),
        ...(turn % 8 === 2 || index === 0 ? [access(row)] : []),
      ]
    }),
    ...(nobodys ? [why(nobodys.row, nobodys.person.id)] : []),
    // Nothing is told of what they do not see, whichever it is.
    ...rows
      .filter(row => !isSeen(row))
      .flatMap((row, index) => ((at + index) % 6 === 0 ? [why(row, actor.id), access(row)] : [])),
  ]
}

/** One of these records that was given to somebody who holds no role (any more): that gives them nothing. */
function roleless(stage: Stage, entity: Entity, rows: readonly Row[]): { row: Row; person: Actor } | undefined {
  const people = stage.actors.filter(each => each.roles.length === 0 && !each.isUnknown)
  for (const row of rows)
    for (const share of stage.sharesOf(entity.name, row.id)) {
      const person = people.find(each => each.id === share.person)
      if (person && works(stage, entity, share, row)) return { row, person }
    }
  return undefined
}

interface Told {
  readonly person: string
  readonly shares: readonly Shown[]
  readonly rights: Shown
}

/** People and shares by their ids, without the moment a share ends; lists of fields have no order. */
function toldIn(said: Told | Told[]): unknown {
  if (Array.isArray(said)) return Object.fromEntries(said.map(each => [each.person, toldIn(each)]))
  return {
    ...said,
    rights: asSets(said.rights),
    shares: Object.fromEntries(
      said.shares.map(share => [share.id, [share.by, share.person, share.team, share.level, share.works]]),
    ),
  }
}

/** Where two answers differ first, in words: whole ones of everybody would fill a page. */
function firstApart(got: unknown, must: unknown, at = ''): string | undefined {
  const parts = (value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Shown) : undefined
  const [some, others] = [parts(got), parts(must)]
  if (!some || !others) {
    const [is, not] = [got, must].map(value => JSON.stringify(sorted(value)))
    return is === not ? undefined : `${at || 'the answer'} is ${is}, not ${not}`
  }
  for (const name of new Set([...Object.keys(some), ...Object.keys(others)])) {
    const found = firstApart(some[name], others[name], at ? `${at}.${name}` : name)
    if (found) return found
  }
  return undefined
}
