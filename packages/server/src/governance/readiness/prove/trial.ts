/**
 * The proof of the proof: compiled apps from which something was taken, each put in the place of the right one and judged as a proof would. One world serves them all, and
 * what is expected of it is worked out once, so that a thousand apps can be tried.
 */
import { randomBytes } from 'node:crypto'
import type { CompiledApp, Derived } from '@bailiwick/definition/compile/compiled.ts'
import type { Definition } from '@bailiwick/definition/model/index.ts'
import type { ClientBase } from 'pg'
import { type Catalog, compareCatalogs, readCatalog } from '../../../database/catalog-texts.ts'
import { remakeDerived } from '../../releases/apply.ts'
import { beginProof, readClock } from './prove.ts'
import { Round, type Scene } from './round.ts'
import { makeScratch, planScratch, type Scratch } from './scratch.ts'
import { lookForStrangers } from './strangers.ts'
import { Tally } from './tally.ts'

/** More records than a proof has in one round: here there are few rounds, and most end early. */
const rows = 20
/** And with every share that lacks one thing. */
const everyShare = Number.POSITIVE_INFINITY

export interface Spoiling {
  readonly name: string
  /** What it is about, as statements name it; asked first of whatever does. */
  readonly object: string
  readonly entity: string
  /** Nothing that happens could show it: only the catalogs are compared. */
  readonly isUnseen?: boolean
  /** It shows in other entities: what is tried there is tried in every world. */
  readonly isFar?: boolean
  readonly alter: (app: CompiledApp) => CompiledApp
}

export type Outcome =
  | { readonly kind: 'noticed'; readonly difference: string }
  /** By what happened; the comparison of the catalogs is no part of that. */
  | { readonly kind: 'not noticed'; readonly inCatalog: readonly string[] }
  /** PostgreSQL refused to make it: that says nothing about the proof. */
  | { readonly kind: 'not made'; readonly error: string }

export interface TrialRequest {
  readonly definition: Definition
  readonly claimsKey: Buffer
  readonly seed: number
  /** Also what is tried in other entities than the mutation's own, which takes long and seldom shows more. */
  readonly everywhere: boolean
  /** Taken one by one, until there is none left; several trials may share them. */
  readonly take: () => Spoiling | undefined
  readonly report: (spoiling: Spoiling, outcome: Outcome) => void
}

/** @param admin a connection of its own, of a role that may release */
export async function tryAll(
  admin: ClientBase,
  { definition, claimsKey, seed, everywhere, take, report }: TrialRequest,
): Promise<void> {
  await beginProof(admin)
  try {
    const suffix = randomBytes(4).toString('hex')
    const right = planScratch(definition, suffix)
    await makeScratch(admin, right)
    const catalog = await readAsAdmin(admin, right)
    const round = new Round(admin, right, await readClock(admin, definition), claimsKey, seed, rows, everyShare)
    await round.fill()
    const scenes = [...round.scenes()]
    for (let spoiling = take(); spoiling; spoiling = take()) {
      await admin.query('SAVEPOINT trial')
      report(
        spoiling,
        await tryOne(
          admin,
          spoiling,
          right,
          planScratch(definition, suffix, spoiling.alter),
          round,
          everywhere || spoiling.isFar === true,
          scenes,
          catalog,
        ),
      )
      await admin.query('ROLLBACK TO SAVEPOINT trial; RELEASE SAVEPOINT trial')
    }
  } finally {
    await admin.query('ROLLBACK').catch(() => undefined)
  }
}

async function tryOne(
  admin: ClientBase,
  spoiling: Spoiling,
  right: Scratch,
  spoiled: Scratch,
  round: Round,
  everywhere: boolean,
  scenes: readonly Scene[],
  catalog: Catalog,
): Promise<Outcome> {
  try {
    await replace(admin, right.compiled, spoiled.compiled)
  } catch (error) {
    return { kind: 'not made', error: (error as Error).message }
  }
  const tally = new Tally()
  const isKnown = () => tally.differing > 0
  if (!spoiling.isUnseen) {
    await admin.query('SET LOCAL ROLE NONE')
    await lookForStrangers(admin, spoiled, tally)
    for (const some of inOrder(scenes, spoiling, everywhere)) if (!isKnown()) await round.play(some, tally, isKnown)
  }
  if (isKnown()) return { kind: 'noticed', difference: tally.differences[0]! }
  return { kind: 'not noticed', inCatalog: compareCatalogs(catalog, await readAsAdmin(admin, spoiled)) }
}

async function readAsAdmin(admin: ClientBase, { compiled }: Scratch): Promise<Catalog> {
  await admin.query('SET LOCAL ROLE NONE')
  return readCatalog(admin, compiled.schema, new Map())
}

/** What names the object first, then the rest of its entity, then everything else. */
function inOrder(scenes: readonly Scene[], { object, entity }: Spoiling, everywhere: boolean): Scene[][] {
  const named = (text: string) => text.includes(`"${object}"`)
  const split = (scene: Scene, isFirst: boolean): Scene => ({
    ...scene,
    looks: scene.looks.filter(look => named(look.question) === isFirst),
    attempts: scene.attempts.filter(attempt => named(attempt.statement) === isFirst),
  })
  const near = scenes.filter(scene => scene.entity.name === entity)
  const far = scenes.filter(scene => scene.entity.name !== entity)
  return [near.map(scene => split(scene, true)), near.map(scene => split(scene, false)), everywhere ? far : []]
}

/** Only what differs where PostgreSQL lets it be replaced, for making everything takes longer than most trials. */
async function replace(admin: ClientBase, right: CompiledApp, spoiled: CompiledApp): Promise<void> {
  const statements: string[] = []
  const before = new Map(right.derived.map(object => [placeOf(object), object]))
  const after = new Set(spoiled.derived.map(placeOf))
  for (const object of right.derived) {
    if (after.has(placeOf(object))) continue
    const gone = withoutIt(object)
    if (!gone) return remakeDerived(admin, spoiled)
    statements.push(gone)
  }
  for (const object of spoiled.derived) {
    const was = before.get(placeOf(object))
    if (was?.sql === object.sql && was.role === object.role) continue
    if (was && (was.role !== object.role || was.kind === 'grant')) return remakeDerived(admin, spoiled)
    statements.push(
      `SET LOCAL ROLE ${object.role}`,
      ...(was && (was.kind === 'policy' || was.kind === 'trigger') ? [withoutIt(was)!] : []),
      object.sql.replace(/^CREATE (VIEW|FUNCTION)/, 'CREATE OR REPLACE $1'),
    )
  }
  const schema = `SCHEMA "${spoiled.schema}"`
  const makers = [...new Set(spoiled.derived.map(object => object.role))].filter(role => role !== 'bailiwick_owner').join(', ')
  await admin
    .query(
      [
        'SAVEPOINT replacing',
        'SET LOCAL ROLE bailiwick_owner',
        `GRANT CREATE ON ${schema} TO ${makers}`,
        ...statements,
        'SET LOCAL ROLE bailiwick_owner',
        `REVOKE CREATE ON ${schema} FROM ${makers}`,
      ].join(';\n'),
    )
    .catch(async () => {
      await admin.query('ROLLBACK TO SAVEPOINT replacing')
      // A view with other columns, say.
      await remakeDerived(admin, spoiled)
    })
}

const placeOf = (object: Derived) => `${object.kind} ${object.name}`

function withoutIt({ kind, name }: Derived): string | undefined {
  return kind === 'policy' ? `DROP POLICY ${name}` : kind === 'trigger' ? `DROP TRIGGER ${name}` : undefined
}
