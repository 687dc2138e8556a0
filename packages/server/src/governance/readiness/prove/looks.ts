/** Everything one person can see of one entity, by every way there is in the database, and what they must see there. */
import { entityNames, literal, quote } from '@bailiwick/definition/compile/names.ts'
import { systemFields } from '@bailiwick/definition/model/entity.ts'
import type { Entity, Field } from '@bailiwick/definition/model/index.ts'
import { admitting, givesField, held, listed, readableFields } from './grants.ts'
import { type Actor, isKept, isWritable, type Row, type Stage } from './stage.ts'
import type { Tally } from './tally.ts'
import { searchedWord } from './values.ts'
import { isAsked, isTaker, mayNever, takerRole } from './workflow.ts'

export interface Look {
  readonly question: string
  /** @param said the answer's JSON, or `!` and a refusal */
  judge(said: string | null, tally: Tally): void
}

type Shown = Readonly<Record<string, unknown>>

/** @param hits ids that the words are in, whoever asks */
export function looksOf(stage: Stage, entity: Entity, actor: Actor, hits: ReadonlySet<string>): Look[] {
  const names = entityNames(stage.definition.app.name, entity.name)
  const rows = stage.rows(entity.name)
  const reads = entity.access.filter(grant => grant.can.includes('read'))
  const seesEvery = reads.some(grant => grant.when === undefined && held(grant, actor))
  const about = (operation: string) => ({ actor, entity: entity.name, operation })
  const isSearched = entity.fields.some(field => field.search)
  const all = (view: string) => `SELECT jsonb_agg(to_jsonb(r)${isSearched ? ` - 'search_text'` : ''}) FROM ${view} r`
  const looks: Look[] = []

  /** Rows of a view that has the read views' columns. */
  const ofView = (operation: string, view: string, visible: (row: Row) => boolean | 'either', eachField: boolean) =>
    looks.push({
      question: all(view),
      judge: (said, tally) => {
        const seen = byId(said, tally, about(operation))
        if (!seen) return
        for (const row of rows) {
          const expected = visible(row)
          const record = seen.get(row.id)
          const isSeen = record !== undefined
          const wrong = isSeen && expected !== false ? wrongIn(stage, entity, row, actor, record) : undefined
          const right = expected === 'either' || expected === isSeen
          tally.note(about(operation), isSeen, right && wrong === undefined, () =>
            right
              ? `${row.id}: ${wrong}`
              : `${row.id} ${isSeen ? 'is shown, and no grant reads it' : 'is not shown, and a grant reads it'}`,
          )
          if (eachField && isSeen) {
            const readable = readableFields(stage, entity, row, actor)
            for (const field of entity.fields)
              tally.noteField(actor, entity.name, field.name, 'read', readable?.has(field.name) ?? false)
          }
        }
        const strangers = [...seen.keys()].filter(id => stage.byId(entity.name, id) === undefined)
        if (strangers.length > 0) tally.differ(about(operation), `shows records that are not there: ${strangers.join(', ')}`)
      },
    })

  ofView('read', names.read, row => listed(stage, entity, row, actor), true)
  if (reads.some(grant => grant.when === undefined)) {
    ofView('read (all)', names.readAll, row => !row.deleted && seesEvery, false)
    // For people who read every record it is never asked; it must only not show more.
    if (reads.some(grant => grant.when !== undefined))
      ofView('read (some)', names.readSome, row => listed(stage, entity, row, actor) && (seesEvery ? 'either' : true), false)
  }
  const inTrash = (row: Row) =>
    row.deleted &&
    admitting(stage, entity, 'read', row, actor).length > 0 &&
    admitting(stage, entity, 'restore', row, actor).length > 0
  ofView('trash', names.trash, inTrash, false)

  if (isSearched)
    looks.push({
      question: `SELECT coalesce(jsonb_agg(s), '[]') FROM ${names.search}(ARRAY[${literal(searchedWord)}]) s`,
      judge: (said, tally) => {
        const found = said === null || said.startsWith('!') ? undefined : new Set(JSON.parse(said) as string[])
        if (!found) return tally.differ(about('search'), String(said))
        for (const row of rows) {
          const expected = hits.has(row.id) && listed(stage, entity, row, actor)
          const got = found.has(row.id)
          tally.note(about('search'), got, expected === got, () => `${row.id} is ${got ? '' : 'not '}found`)
        }
      },
    })

  looks.push({
    question: `SELECT jsonb_object_agg(i, ${names.can}(i)) FROM unnest(${idsOf(rows)}) i`,
    judge: (said, tally) => {
      if (said?.startsWith('!')) return tally.differ(about('offers'), said)
      const offers = JSON.parse(said ?? '{}') as Record<string, Shown | null>
      for (const row of rows) {
        const expected = JSON.stringify(offersOf(stage, entity, row, actor, inTrash(row)))
        const got = JSON.stringify(sorted(offers[row.id] ?? null))
        tally.note(
          about('offers'),
          offers[row.id] !== null,
          expected === got,
          () => `${row.id}: is offered ${got}, not ${expected}`,
        )
      }
    },
  })

  looks.push({
    question: `SELECT jsonb_object_agg(i, (SELECT jsonb_agg(jsonb_build_array(h.kind, h.before, h.after) ORDER BY h.seq) FROM ${names.history}(i, 9223372036854775807, 50) h)) FROM unnest(${idsOf(rows)}) i`,
    judge: (said, tally) => {
      if (said?.startsWith('!')) return tally.differ(about('history'), said)
      const pasts = JSON.parse(said ?? '{}') as Record<string, unknown>
      for (const row of rows) {
        const visible = listed(stage, entity, row, actor) || inTrash(row)
        const fields = readableFields(stage, entity, row, actor)
        const kept = JSON.stringify(
          sorted(
            Object.fromEntries(
              [...(stage.stored.get(row.id) ?? [])]
                .filter(([name]) => name === 'deleted_at' || fields?.has(name))
                .map(([name, value]) => [name, JSON.parse(value)]),
            ),
          ),
        )
        const expected = visible ? `[["create",null,${kept}],["update",${kept},${kept}]]` : 'null'
        const got = JSON.stringify(sorted(pasts[row.id] ?? null))
        tally.note(about('history'), got !== 'null', expected === got, () => `${row.id}: the past has ${got}, not ${expected}`)
      }
    },
  })

  for (const field of entity.fields) {
    const target = field.type === 'relation' ? stage.entity(field.to ?? '') : undefined
    if (!target) continue
    looks.push({
      question: `SELECT jsonb_object_agg(r.id, (SELECT to_jsonb(x.${quote(target.titleField)}) FROM ${entityNames(stage.definition.app.name, target.name).read} x WHERE x.id = r.${quote(field.name)})) FROM ${names.read} r`,
      judge: (said, tally) => {
        if (said?.startsWith('!')) return tally.differ(about('title of relation'), said)
        const titles = JSON.parse(said ?? '{}') as Shown
        for (const row of rows) {
          if (!listed(stage, entity, row, actor)) continue
          const other = stage.byId(target.name, String(row.fields[field.name]))
          const shown =
            other !== undefined &&
            readableFields(stage, entity, row, actor)!.has(field.name) &&
            listed(stage, target, other, actor) &&
            readableFields(stage, target, other, actor)!.has(target.titleField)
          const expected = shown ? stage.stored.get(other.id)!.get(target.titleField)! : 'null'
          const got = JSON.stringify(titles[row.id] ?? null)
          tally.note(
            about('title of relation'),
            got !== 'null',
            expected === got,
            () => `${row.id}.${field.name}: ${got}, not ${expected}`,
          )
        }
      },
    })
  }

  const workflow = stage.workflow(entity.name)
  if (workflow?.transitions.some(transition => transition.approval)) {
    const votes = stage.votes.get(entity.name) ?? []
    looks.push({
      question: `SELECT coalesce(jsonb_agg(v.record || ' ' || v.step || ' ' || v.round || ' ' || v.person), '[]') FROM ${names.schema}.${quote(`${entity.name}$votes`)} v`,
      judge: (said, tally) => {
        if (said === null || said.startsWith('!')) return tally.differ(about('votes'), String(said))
        const shown = new Set(JSON.parse(said) as string[])
        for (const vote of votes) {
          const expected = listed(stage, entity, stage.byId(entity.name, vote.record)!, actor)
          const got = shown.has(`${vote.record} ${vote.step} ${vote.round} ${vote.person}`)
          tally.note(about('votes'), got, expected === got, () => `the vote on ${vote.record} is ${got ? '' : 'not '}shown`)
        }
      },
    })
    looks.push({
      question: `SELECT coalesce(jsonb_agg(i.id || ' ' || i.transition || ' ' || i.step), '[]') FROM ${names.inbox} i`,
      judge: (said, tally) => {
        if (said === null || said.startsWith('!')) return tally.differ(about('inbox'), String(said))
        const shown = new Set(JSON.parse(said) as string[])
        for (const transition of workflow.transitions) {
          for (const step of transition.approval?.steps ?? []) {
            for (const row of rows) {
              const voted = votes.some(
                vote =>
                  vote.record === row.id &&
                  vote.transition === transition.name &&
                  vote.round === row.fields.approval_round &&
                  vote.person === actor.id,
              )
              const expected =
                listed(stage, entity, row, actor) &&
                transition.from.includes(String(row.fields[workflow.field])) &&
                isAsked(stage, entity, step, row, actor) &&
                !mayNever(transition.approval!, row, actor) &&
                !voted
              const got = shown.has(`${row.id} ${transition.name} ${step.name}`)
              tally.note(about('inbox'), got, expected === got, () => `${step.name} of ${row.id} is ${got ? '' : 'not '}there`)
            }
          }
        }
      },
    })
  }
  return looks
}

const idsOf = (rows: readonly Row[]) => `'{${rows.map(row => row.id).join(',')}}'::uuid[]`

function byId(said: string | null, tally: Tally, about: Parameters<Tally['note']>[0]): ReadonlyMap<string, Shown> | undefined {
  if (said?.startsWith('!')) {
    tally.differ(about, said)
    return undefined
  }
  return new Map((JSON.parse(said ?? '[]') as Shown[]).map(record => [String(record.id), record]))
}

/** What is wrong about a shown record: a value that is hidden or another one, a field that is missing or too much. */
function wrongIn(stage: Stage, entity: Entity, row: Row, actor: Actor, record: Shown): string | undefined {
  const readable = readableFields(stage, entity, row, actor)!
  const stored = stage.stored.get(row.id)!
  for (const name of systemFields)
    if (JSON.stringify(record[name]) !== stored.get(name)) return `${name} is ${JSON.stringify(record[name])}`
  let columns = systemFields.length
  for (const field of entity.fields) {
    const got = JSON.stringify(record[field.name])
    const may = readable.has(field.name)
    const flag = record[`${field.name}$readable`]
    columns += flag === undefined ? 1 : 2
    if (flag === undefined ? !may : flag !== may) return `${field.name} is said to be ${may ? 'hidden' : 'readable'}`
    const expected = !may
      ? 'null'
      : field.rollup
        ? JSON.stringify(rolledUp(stage, entity, field, row, actor))
        : stored.get(field.name)
    if (got !== expected) return `${field.name} is ${got}, not ${expected}`
  }
  const shown = Object.keys(record).length
  return shown === columns ? undefined : `has ${shown} columns, not ${columns}`
}

/** A number over records that this person lists, of values they read. */
function rolledUp(stage: Stage, entity: Entity, field: Field, row: Row, actor: Actor): unknown {
  const { over, measure, field: measured } = field.rollup!
  for (const child of stage.definition.entities) {
    const via = child.fields.find(candidate => candidate.to === entity.name && candidate.inverse === over)
    if (!via) continue
    const seen = stage
      .children(child.name, via.name, row.id)
      // The relation is compared as this person reads it.
      .filter(each => listed(stage, child, each, actor) && readableFields(stage, child, each, actor)!.has(via.name))
    if (measure === 'count') return seen.length
    const values = seen
      .filter(each => readableFields(stage, child, each, actor)!.has(measured!))
      .map(each => JSON.parse(stage.stored.get(each.id)!.get(measured!) ?? 'null') as number | string | null)
      .filter(value => value !== null)
    if (values.length === 0) return null
    if (measure === 'sum') return values.reduce((sum: number, value) => sum + Number(value), 0)
    return values.reduce((best, value) => ((measure === 'min' ? value < best : value > best) ? value : best))
  }
  return null
}

function offersOf(stage: Stage, entity: Entity, row: Row, actor: Actor, inTrash: boolean): unknown {
  if (!listed(stage, entity, row, actor) && !inTrash) return null
  const may = (operation: 'delete' | 'restore' | 'comment') => admitting(stage, entity, operation, row, actor).length > 0
  const updates = admitting(stage, entity, 'update', row, actor)
  const workflow = stage.workflow(entity.name)
  const transitions: Record<string, string> = {}
  for (const transition of workflow?.transitions ?? []) {
    if (transition.approval || !transition.from.includes(String(row.fields[workflow!.field]))) continue
    transitions[transition.name] = !takerRole(stage, transition, actor)
      ? 'role'
      : !isTaker(stage, entity, transition, row, actor)
        ? 'by'
        : transition.guard && !stage.holds(entity, transition.guard.when, 'guard', row, actor)
          ? 'guard'
          : 'yes'
  }
  return sorted({
    update: entity.fields
      .filter(field => isKept(field) && isWritable(field) && updates.some(grant => givesField(grant, field.name)))
      .map(field => field.name),
    delete: may('delete'),
    restore: may('restore'),
    comment: entity.comments && may('comment'),
    transitions,
  })
}

/** Keys in one order, so that equal things have equal text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  )
}
