/**
 * Proves the rules of the live release: what generated people see of generated records, and what becomes of whatever they try, in the real database, is compared with what
 * the evaluator says. All of it in one transaction that is rolled back, in a schema of its own that no other transaction ever sees; a proof that is killed leaves nothing.
 */

import { randomBytes } from 'node:crypto'
import { compile, compilerVersion } from '@bailiwick/definition/compile/compile.ts'
import type { Definition } from '@bailiwick/definition/model/index.ts'
import type { ClientBase } from 'pg'
import { lintCatalog } from '../../../database/catalog-lint.ts'
import { type Catalog, compareCatalogs, readCatalog } from '../../../database/catalog-texts.ts'
import { Coverage } from './coverage.ts'
import type { Proof } from './proof.ts'
import { Round } from './round.ts'
import { makeScratch, planScratch, type Scratch } from './scratch.ts'
import type { Clock } from './stage.ts'
import { lookForStrangers } from './strangers.ts'
import { Tally } from './tally.ts'

export interface ProofRequest {
  readonly app: string
  /** Signs the claims of the generated people, as a node does. */
  readonly claimsKey: Buffer
  /** At least so many; the first round is always whole. */
  readonly cases: number
  readonly seed: number
  /** Records of each entity in each round. */
  readonly rows?: number
  readonly onRound?: (cases: number) => void
}

/** A sentence for people: there is nothing to prove. */
export class NothingToProve extends Error {}

interface Release {
  readonly id: string
  readonly number: number
  readonly definition: Definition
  readonly catalog: Catalog
  readonly lint: readonly string[]
}

/** @param admin a connection of its own, of a role that may release */
export async function prove(admin: ClientBase, request: ProofRequest): Promise<Proof> {
  const began = Date.now()
  const release = await readRelease(admin, request)
  const tally = new Tally()
  let scratchCatalog: Catalog = new Map()
  let rounds = 0
  const coverage = new Coverage()
  await beginProof(admin)
  try {
    const scratch = planScratch(release.definition, randomBytes(4).toString('hex'))
    await makeScratch(admin, scratch)
    scratchCatalog = await catalogOf(admin, scratch, request.app)
    await lookForStrangers(admin, scratch, tally)
    const clock = await readClock(admin, release.definition)
    for (; rounds === 0 || tally.cases < request.cases; rounds += 1) {
      await admin.query('SAVEPOINT round')
      const round = new Round(admin, scratch, clock, request.claimsKey, request.seed + rounds, request.rows)
      await round.fill()
      coverage.look(round.stage, round.cast.actors)
      const isFirst = rounds === 0
      await round.play(round.scenes(), tally, isPersonOver => isPersonOver && !isFirst && tally.cases >= request.cases)
      await admin.query('ROLLBACK TO SAVEPOINT round; RELEASE SAVEPOINT round')
      request.onRound?.(tally.cases)
    }
  } finally {
    await admin.query('ROLLBACK').catch(() => undefined)
  }
  const catalog = compareCatalogs(release.catalog, scratchCatalog)
  const { rows } = await admin.query<{ version: string }>(`SELECT current_setting('server_version') AS version`)
  return {
    app: request.app,
    release: { id: release.id, number: release.number },
    at: new Date(began).toISOString(),
    seconds: (Date.now() - began) / 1000,
    seed: request.seed,
    rounds,
    cases: tally.cases,
    differing: tally.differing,
    differences: tally.differences,
    constrained: tally.constrained,
    catalog: { objects: scratchCatalog.size, differences: catalog },
    lint: release.lint,
    unmet: coverage.unmet(),
    lines: tally.lines,
    fields: tally.fields,
    versions: { compiler: compilerVersion, postgres: rows[0]?.version ?? '', node: process.version },
  }
}

/** The transaction of a proof, in which everything is made and nothing stays. */
export async function beginProof(admin: ClientBase): Promise<void> {
  await admin.query('BEGIN')
  await admin.query(
    `SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10s'; SET LOCAL timezone = 'UTC'; SET LOCAL search_path = pg_catalog`,
  )
  // By this a proof is known to what waits for transactions to end: see bailiwick.audit_edge.
  await admin.query('SET LOCAL ROLE bailiwick_owner; LOCK TABLE bailiwick.proving IN SHARE MODE; SET LOCAL ROLE NONE')
  await joinRuntime(admin)
}

/**
 * What is live, and its catalog, in a transaction that ends before the proof begins: printing a view locks it, and a release would have to wait, and everybody behind it.
 */
async function readRelease(admin: ClientBase, { app }: ProofRequest): Promise<Release> {
  await admin.query('BEGIN')
  try {
    await admin.query('SET LOCAL ROLE bailiwick_guard')
    const { rows } = await admin.query<{ id: string; number: number; definition: Definition }>(
      `SELECT r.id, r.number, r.definition FROM bailiwick.app a JOIN bailiwick.release r ON r.id = a.live_release WHERE a.name = $1`,
      [app],
    )
    const row = rows[0]
    if (!row) throw new NothingToProve(`There is no app “${app}” here, or it has no release.`)
    await admin.query('SET LOCAL ROLE NONE')
    const lint = await lintCatalog(admin, new Map([[app, compile(row.definition)]]))
    const catalog = await readCatalog(admin, app, new Map([[app, app]]))
    return { ...row, catalog, lint: lint.map(finding => finding.sentence) }
  } finally {
    await admin.query('ROLLBACK')
  }
}

async function catalogOf(admin: ClientBase, { compiled, standIns }: Scratch, app: string): Promise<Catalog> {
  await admin.query('SAVEPOINT catalog; SET LOCAL ROLE NONE')
  const names = new Map([
    [compiled.schema, app],
    [standIns, 'bailiwick'],
  ])
  const catalog = await readCatalog(admin, compiled.schema, names)
  await admin.query('ROLLBACK TO SAVEPOINT catalog')
  return catalog
}

/** Requests become the runtime role through the login; an administrator who is no superuser joins it for this transaction. */
async function joinRuntime(admin: ClientBase): Promise<void> {
  // Who made a role may give it away since PostgreSQL 16, and is its member by that, but may not become it.
  const { rows } = await admin.query<{ may: boolean }>(
    `SELECT pg_has_role(current_user, 'bailiwick_runtime', CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END) AS may`,
  )
  if (!rows[0]?.may) await admin.query('GRANT bailiwick_runtime TO CURRENT_USER')
}

export async function readClock(admin: ClientBase, definition: Definition): Promise<Clock> {
  await admin.query('SET LOCAL ROLE bailiwick_guard')
  const { rows } = await admin.query<{ now: string; today: string }>(
    `SELECT (extract(epoch FROM now()) * 1000000)::bigint::text AS now, bailiwick.today($1)::text AS today`,
    [definition.app.calendar.timeZone],
  )
  return { now: BigInt(rows[0]!.now), today: rows[0]!.today }
}
