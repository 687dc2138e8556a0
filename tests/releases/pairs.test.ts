/**
 * Random definitions, each changed at random into another and released over it, with records in it: a release applies whole or is refused in words, what it leaves is what
 * a new installation would have, values are where their field is, and what is not was said.
 *
 * BAILIWICK_SEED=<number> repeats a run; with BAILIWICK_PAIRS=1 and the seed of one pair, that pair alone.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { compile } from '@bailiwick/definition/compile/compile.ts'
import { quote } from '@bailiwick/definition/compile/names.ts'
import { isStored } from '@bailiwick/definition/compile/table.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import { type Definition, isKept } from '@bailiwick/definition/model/index.ts'
import { plan } from '@bailiwick/definition/plan/plan.ts'
import { type Dice, rollDice } from '@bailiwick/definition/write/random-definition.ts'
import type { Client } from 'pg'
import { lintCatalog } from '../../packages/server/src/database/catalog-lint.ts'
import { openDatabase } from '../../packages/server/src/database/open.ts'
import { importSeed, type SeedToImport } from '../../packages/server/src/governance/apps/import-seed.ts'
import { ReleaseRefused } from '../../packages/server/src/governance/releases/apply.ts'
import { release } from '../../packages/server/src/release.ts'
import { deriveKeys } from '../../packages/server/src/security/secrets/keys.ts'
import { person } from '../harness/app.ts'
import { createDatabase, testSecret } from '../harness/database.ts'
import { describeCatalog, differences, readContents, served } from './catalog.ts'
import { type Draft, type Settled, settle } from './draft.ts'
import { given, lostInSilence, lostInTrash, lostVotes, saysLossOf } from './losses.ts'
import { mutations } from './mutations.ts'
import { randomDraft } from './random-definition.ts'
import { type Cast, randomRows, randomVotes } from './random-rows.ts'

const seed = Number(process.env.BAILIWICK_SEED ?? Math.floor(Math.random() * 2 ** 31))
const pairs = Number(process.env.BAILIWICK_PAIRS ?? 30)

const cast: Cast & Pick<SeedToImport, 'people'> = {
  people: ['ana', 'ben'].map((key, index) => person(key, { id: `00000000-0000-7000-8000-0000000000a${index}` })),
  teams: [{ key: 'east', id: '00000000-0000-7000-8000-0000000000b0', name: 'East' }],
}

interface Pair {
  readonly from: Settled
  readonly to: Settled
  /** What was changed, in words. */
  readonly changes: readonly string[]
}

function accepted<T>(make: () => readonly [Draft, T] | undefined, app: string): readonly [Settled, T] {
  let last = ''
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const made = make()
    if (!made) continue
    const settling = settle(made[0], app)
    if ('definition' in settling) return [settling, made[1]]
    last = settling.refused
  }
  throw new Error(`The generator makes nothing that the validator accepts: ${last}`)
}

function randomPair(dice: Dice, app: string): Pair {
  const [from] = accepted(() => [randomDraft(dice), undefined], app)
  const changes: string[] = []
  let to = from
  for (let count = 1 + dice.below(4); count > 0; count -= 1) {
    const [changed, change] = accepted(() => {
      const name = dice.pick(Object.keys(mutations))
      const draft = structuredClone(to.draft)
      return mutations[name]!(dice, draft) ? [draft, name] : undefined
    }, app)
    to = changed
    changes.push(change)
  }
  return { from, to, changes }
}

type Outcome =
  | { readonly kind: 'released'; readonly losses: readonly string[] }
  | { readonly kind: 'refused'; readonly sentences: readonly string[] }

/** Confirms what it is asked to confirm. Whatever is no refusal in words is thrown on. */
async function releaseOver(admin: Client, files: ReadonlyMap<string, string>): Promise<Outcome> {
  try {
    const asked = await release(admin, files, { by: null })
    // Changes may cancel each other out.
    if (asked.kind === 'released' || asked.kind === 'unchanged') return { kind: 'released', losses: [] }
    assert.ok(asked.kind === 'needs-confirmation', asked.kind)
    const outcome = await release(admin, files, { by: null, confirmLoss: true })
    assert.equal(outcome.kind, 'released')
    return { kind: 'released', losses: asked.losses }
  } catch (error) {
    if (!(error instanceof ReleaseRefused)) throw error
    return { kind: 'refused', sentences: error.sentences }
  }
}

/** Field id → record → value on the wire, of every table there is in the definition. */
async function readValues(admin: Client, definition: Definition): Promise<Map<string, Map<string, unknown>>> {
  const values = new Map<string, Map<string, unknown>>()
  for (const entity of definition.entities) {
    const table = `${quote(definition.app.name)}.${quote(entity.name)}`
    const fields = entity.fields.filter(field => isStored(field) && !field.formula && !field.rollup)
    const list = fields.map(field => `to_jsonb(${fieldTypes[field.type].toWireSql(`t.${quote(field.name)}`, field)})`)
    const { rows } = await admin.query<unknown[]>({
      text: `SELECT ${['t.id', ...list].join(', ')} FROM ${table} t ORDER BY t.id`,
      rowMode: 'array',
    })
    for (const [index, field] of fields.entries())
      values.set(`${entity.id}.${field.id}`, new Map(rows.map(row => [row[0] as string, row[index + 1] ?? null])))
  }
  return values
}

/** Kept roll-ups that are not what the child records come to. */
async function wronglyCounted(admin: Client, { app, entities }: Definition): Promise<string[]> {
  const faults: string[] = []
  for (const entity of entities) {
    for (const field of entity.fields.filter(isKept)) {
      const { over, measure, field: measured } = field.rollup!
      const child = entities.find(each => each.fields.some(relation => relation.inverse === over))!
      const via = child.fields.find(relation => relation.inverse === over)!
      const table = (name: string) => `${quote(app.name)}.${quote(name)}`
      const what = measure === 'count' ? 'count(*)' : `${measure}(c.${quote(measured!)})`
      const anew = `(SELECT ${measure === 'sum' ? `coalesce(${what}, 0)` : what} FROM ${table(child.name)} c WHERE c.${quote(via.name)} = p.id AND c.deleted_at IS NULL)`
      const { rows } = await admin.query<{ kept: unknown; anew: unknown }>(
        `SELECT p.${quote(field.name)} AS kept, ${anew} AS anew FROM ${table(entity.name)} p WHERE p.${quote(field.name)} IS DISTINCT FROM ${anew}`,
      )
      for (const row of rows) faults.push(`${entity.name}.${field.name} is ${row.kept}, not ${row.anew}`)
    }
  }
  return faults
}

/** A sentence for people, about something they know, and nothing of PostgreSQL's. */
function isReason(sentence: string): boolean {
  return (
    /^[^\n]{20,400}[.]$/.test(sentence) &&
    !/relation "|column "|syntax|violates|SQLSTATE|does not exist|already exists/.test(sentence)
  )
}

async function look(admin: Client, { app }: Definition) {
  return { catalog: await describeCatalog(admin, app.name), contents: await readContents(admin, app.name) }
}

interface Seen extends Awaited<ReturnType<typeof look>> {
  readonly values: Awaited<ReturnType<typeof readValues>>
}

/** A refusal says why, and everything is as it was. */
async function checkRefusal(admin: Client, definition: Definition, seen: Seen, sentences: readonly string[]): Promise<string[]> {
  assert.deepEqual(
    await look(admin, definition),
    { catalog: seen.catalog, contents: seen.contents },
    'refused, and yet something has changed',
  )
  return sentences.filter(sentence => !isReason(sentence)).map(sentence => `is no reason: ${sentence}`)
}

async function installFirst(admin: Client, dice: Dice, { definition, files }: Settled): Promise<Seen> {
  assert.deepEqual(await releaseOver(admin, files), { kind: 'released', losses: [] })
  const records = randomRows(dice, definition, cast)
  const history = randomVotes(dice, definition, cast, records)
  await importSeed(admin, definition, { ...cast, memberships: [], roles: [], records: Object.fromEntries(records), history })
  return { ...(await look(admin, definition)), values: await readValues(admin, definition) }
}

/** What stands after the release is what a new installation has, and the rows are where they were. */
async function checkReleased(
  admin: Client,
  { from, to }: Pair,
  before: Seen,
  after: Seen,
  losses: readonly string[],
): Promise<string[]> {
  const compiled = compile(to.definition)
  assert.deepEqual(plan(JSON.parse(JSON.stringify(compiled)), compiled, 9).operations, [], 'the same again needs no operation')
  assert.equal((await release(admin, to.files, { by: null })).kind, 'unchanged')
  const fresh = settle(to.draft, `${to.definition.app.name}_new`)
  assert.ok('definition' in fresh)
  assert.deepEqual(await releaseOver(admin, fresh.files), { kind: 'released', losses: [] })
  const wanted = await describeCatalog(admin, fresh.definition.app.name)
  return [
    ...differences(served(after.catalog), served(wanted)),
    ...(await lintCatalog(admin, new Map([[compiled.schema, compiled]]))).map(finding => finding.sentence),
    ...lostInSilence(given(from.definition), before.values, given(to.definition), after.values, losses),
    ...lostInTrash(before.contents, after.contents, from.definition, to.definition, losses),
    ...lostVotes(before.contents, after.contents, from.definition, to.definition),
  ]
}

/** The way back leads to the first catalog again, and to every value that neither way was said to lose. */
function checkBack({ from, to }: Pair, first: Seen, restored: Seen, there: readonly string[], back: readonly string[]): string[] {
  const between = given(to.definition)
  const kept = new Map(
    [...given(from.definition)].filter(([id, place]) => {
      const moved = between.get(id)
      return moved && ![place, moved].some(each => saysLossOf(there, each) || saysLossOf(back, each))
    }),
  )
  return [
    ...differences(served(restored.catalog), served(first.catalog)),
    ...lostInSilence(kept, first.values, given(from.definition), restored.values, back),
  ].map(fault => `back again: ${fault}`)
}

async function checkPair(admin: Client, dice: Dice, pair: Pair, note: (text: string) => void): Promise<string[]> {
  const { from, to } = pair
  const first = await installFirst(admin, dice, from)
  const there = await releaseOver(admin, to.files)
  if (there.kind === 'refused') {
    note(`refused: ${there.sentences.join(' ')}`)
    return checkRefusal(admin, from.definition, first, there.sentences)
  }
  note(`losses: ${there.losses.join(' ')}`)
  const second = { ...(await look(admin, to.definition)), values: await readValues(admin, to.definition) }
  const faults = [
    ...(await checkReleased(admin, pair, first, second, there.losses)),
    ...(await wronglyCounted(admin, to.definition)),
  ]
  const back = await releaseOver(admin, from.files)
  if (back.kind === 'refused') {
    note(`not taken back: ${back.sentences.join(' ')}`)
    return [...faults, ...(await checkRefusal(admin, to.definition, second, back.sentences))]
  }
  const third = { ...(await look(admin, from.definition)), values: await readValues(admin, from.definition) }
  return [
    ...faults,
    ...checkBack(pair, first, third, there.losses, back.losses),
    ...(await wronglyCounted(admin, from.definition)),
  ]
}

/** One pair in a schema of its own, and what is wrong with it. */
async function runPair(
  admin: Client,
  at: number,
): Promise<{ readonly faults: readonly string[]; readonly notes: readonly string[] }> {
  const app = `pair_${at}`
  const notes: string[] = []
  try {
    const dice = rollDice(at)
    const pair = randomPair(dice, app)
    notes.push(`changes: ${pair.changes.join(', ')}`, changedFiles(pair.from.files, pair.to.files))
    return { faults: await checkPair(admin, dice, pair, text => notes.push(text)), notes }
  } catch (error) {
    return { faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)], notes }
  } finally {
    // Every look at the catalog is at all of it: what is over would slow down what follows.
    await admin.query(`DROP SCHEMA IF EXISTS ${app} CASCADE; DROP SCHEMA IF EXISTS ${app}_new CASCADE`)
  }
}

function changedFiles(from: ReadonlyMap<string, string>, to: ReadonlyMap<string, string>): string {
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter(file => from.get(file) !== to.get(file))
    .map(file => `--- ${file} before\n${from.get(file) ?? ''}--- ${file} after\n${to.get(file) ?? ''}`)
    .join('')
}

describe(`pairs of definitions at random (seed ${seed})`, () => {
  let admin: Client
  before(async () => {
    const { address } = await createDatabase()
    const database = await openDatabase(address, deriveKeys(testSecret), 1, () => undefined)
    await database.connections.close()
    admin = await database.admin()
  })
  after(() => admin.end())

  test('each is released over the other whole or refused in words, and leaves what a new installation would have', async () => {
    const faults: string[] = []
    const said = { refused: 0, 'not taken back': 0 }
    for (let at = seed; at < seed + pairs; at += 1) {
      const ran = await runPair(admin, at)
      for (const what of ['refused', 'not taken back'] as const)
        if (ran.notes.some(note => note.startsWith(`${what}:`))) said[what] += 1
      if (ran.faults.length > 0)
        faults.push(`BAILIWICK_PAIRS=1 BAILIWICK_SEED=${at}\n${[...ran.faults, ...ran.notes].join('\n')}`)
    }
    console.log(`${pairs} pairs, ${said.refused} refused, ${said['not taken back']} not taken back (seed ${seed})`)
    assert.equal(faults.length, 0, faults.join('\n\n'))
  })
})
