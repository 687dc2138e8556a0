/** Everything one person can see of one entity, by every way there is in the database, and what they must see there. */
import { leadsOf } from '@bailiwick/definition/compile/leads.ts'
import { toldLines } from '@bailiwick/definition/compile/line-history.ts'
import { entityNames, literal, quote } from '@bailiwick/definition/compile/names.ts'
import type { Entity } from '@bailiwick/definition/model/index.ts'
import { exportableFields, held, inTrash, isShareable, isUnconditional, listed, readableFields, sees } from './grants.ts'
import { asSets, idsOf, type Look, type Shown, sorted } from './look.ts'
import { filesLook } from './look-files.ts'
import { sharesLook } from './look-shares.ts'
import { whyLooks } from './look-why.ts'
import { offersOf } from './offers.ts'
import { wrongIn } from './shown-record.ts'
import { type Actor, lastChanged, misspelt, type Row, type Stage, searchedWord } from './stage.ts'
import type { Tally } from './tally.ts'
import { hasVoted, isAsked, isOpen, mayNever } from './workflow.ts'

/** Fewer than a world has of the word. */
const pageOfNewest = 3

const newestFirst = (one: Row, other: Row) =>
  Date.parse(other.created_at) - Date.parse(one.created_at) || (one.id < other.id ? 1 : -1)

/** @param hits ids that the words are in, whoever asks */
export function looksOf(stage: Stage, entity: Entity, actor: Actor, hits: ReadonlySet<string>): Look[] {
  const names = entityNames(stage.definition.app.name, entity.name)
  const rows = stage.rows(entity.name)
  const reads = entity.access.filter(grant => grant.can.includes('read'))
  const seesEvery = reads.some(grant => isUnconditional(grant) && held(grant, actor))
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
  if (reads.some(isUnconditional)) {
    ofView('read (all)', names.readAll, row => !row.deleted && seesEvery, false)
    // For people who read every record it is never asked; it must only not show more.
    if (isShareable(entity) || !reads.every(isUnconditional))
      ofView('read (some)', names.readSome, row => listed(stage, entity, row, actor) && (seesEvery ? 'either' : true), false)
  }
  // What is written through tells which records there are, and their versions.
  looks.push({
    question: `SELECT jsonb_object_agg(id, version) FROM ${names.write}`,
    judge: (said, tally) => {
      if (said?.startsWith('!')) return tally.differ(about('read to write'), said)
      const versions = JSON.parse(said ?? '{}') as Record<string, number>
      for (const row of rows) {
        const expected = sees(stage, entity, row, actor) ? row.version : undefined
        const got = versions[row.id]
        tally.note(about('read to write'), got !== undefined, expected === got, () => `${row.id}: ${got}, not ${expected}`)
      }
    },
  })
  const isInTrash = (row: Row) => inTrash(stage, entity, row, actor)
  ofView('trash', names.trash, isInTrash, false)
  if (entity.access.some(grant => grant.can.includes('export')))
    looks.push({
      question: `SELECT jsonb_agg(to_jsonb(r)) FROM ${names.exported} r`,
      judge: (said, tally) => {
        const seen = byId(said, tally, about('export'))
        if (!seen) return
        for (const row of rows) {
          const fields = exportableFields(stage, entity, row, actor)
          const record = seen.get(row.id)
          const wrong = record && fields ? wrongIn(stage, entity, row, actor, record, fields) : undefined
          const isRight = (fields === undefined) === (record === undefined) && wrong === undefined
          tally.note(
            about('export'),
            record !== undefined,
            isRight,
            () => `${row.id}: ${wrong ?? (record ? 'leaves' : 'does not leave')}`,
          )
        }
      },
    })

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
  // Whoever reads everything is told as many of the newest as a page takes, from where it begins; the others, whom that spares nothing, all there is.
  if (isSearched && reads.some(isUnconditional)) {
    const found = rows.filter(row => hits.has(row.id) && !row.deleted).sort(newestFirst)
    for (const before of [undefined, found[1]]) {
      const part = before ? `, before_at => ${literal(before.created_at)}, before_id => ${literal(before.id)}` : ''
      const older = before ? found.slice(2) : found
      const page = new Set(older.slice(0, pageOfNewest).map(row => row.id))
      looks.push({
        question: `SELECT coalesce(jsonb_agg(s), '[]') FROM ${names.search}(ARRAY[${literal(searchedWord)}], newest => ${pageOfNewest}${part}) s`,
        judge: (said, tally) => {
          const told = said === null || said.startsWith('!') ? undefined : new Set(JSON.parse(said) as string[])
          if (!told) return tally.differ(about('search'), String(said))
          for (const row of rows) {
            const expected = seesEvery ? page.has(row.id) : hits.has(row.id) && listed(stage, entity, row, actor)
            const got = told.has(row.id)
            tally.note(about('search'), got, expected === got, () => `${row.id} is ${got ? '' : 'not '}among the newest found`)
          }
        },
      })
    }
  }
  // What is similar is not foretold; that it is only ever what they see is.
  if (isSearched)
    looks.push({
      question: `SELECT coalesce(jsonb_agg(s), '[]') FROM ${names.search}(ARRAY[${literal(misspelt)}], true) s`,
      judge: (said, tally) => {
        const found = said === null || said.startsWith('!') ? undefined : new Set(JSON.parse(said) as string[])
        if (!found) return tally.differ(about('search'), String(said))
        for (const row of rows) {
          const got = found.has(row.id)
          const right = !got || listed(stage, entity, row, actor)
          tally.note(about('search'), got, right, () => `${row.id} is found as similar, and no grant reads it`)
        }
      },
    })

  // Which records a relation leads to is told of those alone by which they read something.
  for (const [number, { relation }] of leadsOf(stage.definition, entity).entries())
    looks.push({
      question: `SELECT coalesce(jsonb_agg(l), '[]') FROM unnest(${names.leads}(${number})) l`,
      judge: (said, tally) => {
        const told = said === null || said.startsWith('!') ? undefined : (JSON.parse(said) as string[])
        if (!told) return tally.differ(about('leads'), String(said))
        const seen = rows.filter(row => listed(stage, entity, row, actor))
        const known = new Set(seen.map(row => JSON.parse(stage.stored.get(row.id)!.get(relation) ?? 'null') as string | null))
        for (const id of told) tally.note(about('leads'), true, known.has(id), () => `${id} is told, and they read nothing by it`)
        if (told.length === 0) tally.note(about('leads'), false, true, () => '')
      },
    })

  looks.push({
    question: `SELECT jsonb_object_agg(i, ${names.can}(i)) FROM unnest(${idsOf(rows)}) i`,
    judge: (said, tally) => {
      if (said?.startsWith('!')) return tally.differ(about('offers'), said)
      const offers = JSON.parse(said ?? '{}') as Record<string, Shown | null>
      for (const row of rows) {
        const expected = JSON.stringify(offersOf(stage, entity, row, actor))
        const got = JSON.stringify(sorted(asSets(offers[row.id] ?? null)))
        tally.note(
          about('offers'),
          offers[row.id] !== null,
          expected === got,
          () => `${row.id}: is offered ${got}, not ${expected}`,
        )
      }
    },
  })

  /** What the audit of every world says of the record, as far as they read its fields. */
  const pastOf = (row: Row) => {
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
    // A change of nothing but what is hidden did not happen.
    const last = lastChanged(entity, row)
    const change = last !== undefined && fields?.has(last) ? `{"${last}":${stage.stored.get(row.id)!.get(last)}}` : undefined
    return `[["create",null,${kept}],["update",${kept},${kept}]${change === undefined ? '' : `,["update",${change},${change}]`}]`
  }

  looks.push({
    question: `SELECT jsonb_object_agg(i, (SELECT jsonb_agg(jsonb_build_array(h.kind, h.before, h.after) ORDER BY h.seq) FROM ${names.history}(i, 9223372036854775807, 50) h)) FROM unnest(${idsOf(rows)}) i`,
    judge: (said, tally) => {
      if (said?.startsWith('!')) return tally.differ(about('history'), said)
      const pasts = JSON.parse(said ?? '{}') as Record<string, unknown>
      for (const row of rows) {
        const expected = listed(stage, entity, row, actor) || isInTrash(row) ? pastOf(row) : 'null'
        const got = JSON.stringify(sorted(pasts[row.id] ?? null))
        tally.note(about('history'), got !== 'null', expected === got, () => `${row.id}: the past has ${got}, not ${expected}`)
      }
    },
  })

  const { parent } = entity
  const above = parent && stage.entity(parent.entity)
  if (parent && above) {
    const recordOf = (row: Row) => stage.byId(above.name, String(row.fields[parent.field]))
    const records = [...new Set(rows.flatMap(row => recordOf(row) ?? []))]
    looks.push({
      question: `SELECT jsonb_object_agg(i, (SELECT jsonb_build_array(max(h.how$many_told), jsonb_agg(jsonb_build_array(t -> 'record', t -> 'kind', t -> 'before', t -> 'after') ORDER BY (t ->> 'seq')::bigint)) FROM ${names.lineHistory}(i, 9223372036854775807, 50) h, unnest(h.told) t)) FROM unnest(${idsOf(records)}) i`,
      judge: (said, tally) => {
        if (said?.startsWith('!')) return tally.differ(about('history of lines'), said)
        const told = JSON.parse(said ?? '{}') as Record<
          string,
          [most: number | null, entries: [record: string, ...unknown[]][] | null]
        >
        for (const row of rows) {
          const record = recordOf(row)
          const [most, entries] = (record && told[record.id]) ?? [null, null]
          // Of more, only how many there were.
          if (!record || (most ?? 0) > toldLines) continue
          const isSeen = listed(stage, above, record, actor) || inTrash(stage, above, record, actor)
          const expected = isSeen && sees(stage, entity, row, actor) ? pastOf(row) : '[]'
          const mine = (entries ?? []).filter(([id]) => id === row.id).map(([, ...entry]) => entry)
          const got = JSON.stringify(sorted(mine))
          tally.note(
            about('history of lines'),
            mine.length > 0,
            expected === got,
            () => `${row.id}: as a line its past has ${got}, not ${expected}`,
          )
        }
      },
    })
  }

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
              const expected =
                listed(stage, entity, row, actor) &&
                transition.from.includes(String(row.fields[workflow.field])) &&
                isAsked(stage, entity, step, row, actor) &&
                isOpen(stage, entity, transition, step, row, votes) &&
                !mayNever(transition.approval!, row, actor) &&
                !hasVoted(transition, row, actor, votes)
              const got = shown.has(`${row.id} ${transition.name} ${step.name}`)
              tally.note(about('inbox'), got, expected === got, () => `${step.name} of ${row.id} is ${got ? '' : 'not '}there`)
            }
          }
        }
      },
    })
  }
  looks.push(...whyLooks(stage, entity, actor))
  if (isShareable(entity)) looks.push(sharesLook(stage, entity, actor))
  if (entity.fields.some(field => field.type === 'file')) looks.push(filesLook(stage, entity, actor))
  return looks
}

function byId(said: string | null, tally: Tally, about: Parameters<Tally['note']>[0]): ReadonlyMap<string, Shown> | undefined {
  if (said?.startsWith('!')) {
    tally.differ(about, said)
    return undefined
  }
  return new Map((JSON.parse(said ?? '[]') as Shown[]).map(record => [String(record.id), record]))
}
