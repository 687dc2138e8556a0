/**
 * RLS-8 by a model: random acts on shares, records, roles and teams, and after each the database is asked, as raw SQL in the name of everybody, what it lets them
 * see and change. What it should be is a few lines of JavaScript that share nothing with the SQL.
 *
 * BAILIWICK_SEED=<number> repeats a run.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { type Dice, rollDice } from '@bailiwick/definition/write/random-definition.ts'
import { person, type Run, type RunningApp, runApp } from '../harness/app.ts'
import { officeFiles } from '../harness/office.ts'

const seed = Number(process.env.BAILIWICK_SEED ?? Math.floor(Math.random() * 2 ** 31))
// The oldest PostgreSQL is asked a part of them: it reads the same SQL.
const rounds = process.env.BAILIWICK_TEST_SERVER === 'system' ? 15 : 45

type Level = 'read' | 'comment' | 'edit'
type FieldName = 'name' | 'iban' | 'salary' | 'remark' | 'owner' | 'team' | 'open'
const fieldNames: readonly FieldName[] = ['name', 'iban', 'salary', 'remark', 'owner', 'team', 'open']
/** Fields that some reader does not read; the others stand open to whoever sees the record. */
const guarded: readonly FieldName[] = ['iban', 'salary']

interface Account {
  readonly id: string
  owner: string | null
  team: string | null
  open: boolean
  deleted: boolean
}
interface Share {
  readonly id: string
  readonly record: string
  readonly by: string
  readonly person: string | null
  readonly team: string | null
  readonly level: Level
  ended: boolean
  lapsed: boolean
}
interface Somebody {
  readonly key: string
  readonly id: string
  readonly roles: Set<string>
  readonly teams: Set<string>
  active: boolean
}

/** What the definition of the office says of accounts, once more and by hand. */
class Model {
  readonly people: Somebody[] = []
  readonly parents = new Map<string, string | null>()
  readonly accounts: Account[] = []
  readonly shares: Share[] = []

  above(team: string): string[] {
    const parent = this.parents.get(team)
    return parent ? [team, ...this.above(parent)] : [team]
  }
  /** Whether a person stands in the team or beneath it. */
  reaches(who: Somebody, team: string | null): boolean {
    return team !== null && [...who.teams].some(own => this.above(own).includes(team))
  }
  owns = (who: Somebody, at: Account) => who.roles.has('keeper') && at.owner === who.id
  /** Their teams and those beneath. */
  leads = (who: Somebody, at: Account) =>
    who.roles.has('lead') && at.team !== null && this.above(at.team).some(team => who.teams.has(team))
  pays = (who: Somebody, at: Account) => who.roles.has('payroll') && at.open

  readsOwn = (who: Somebody, at: Account) => this.owns(who, at) || this.leads(who, at) || this.pays(who, at)
  fieldOwn(who: Somebody, at: Account, field: FieldName): boolean {
    if (field === 'iban') return this.owns(who, at) || this.leads(who, at)
    if (field === 'salary') return this.owns(who, at) || this.pays(who, at)
    return this.readsOwn(who, at)
  }
  sharesOwn = (who: Somebody, at: Account) => this.owns(who, at) || this.leads(who, at)
  commentsOwn = (who: Somebody, at: Account) => this.owns(who, at)
  changesOwn(who: Somebody, at: Account): FieldName[] {
    return [
      ...(this.owns(who, at) ? (['name', 'remark', 'owner'] as const) : []),
      ...(this.leads(who, at) ? (['remark'] as const) : []),
    ]
  }

  /** Sharers whose share reaches the person now, with the level that each gives. */
  given(who: Somebody, at: Account): { sharer: Somebody; level: Level }[] {
    if (who.roles.size === 0 || at.deleted) return []
    return this.shares.flatMap(share => {
      if (share.record !== at.id || share.ended || share.lapsed) return []
      if (share.person !== who.id && !this.reaches(who, share.team)) return []
      const sharer = this.people.find(each => each.id === share.by)!
      return this.works(sharer, at) ? [{ sharer, level: share.level }] : []
    })
  }
  works = (sharer: Somebody, at: Account) => sharer.active && this.readsOwn(sharer, at) && this.sharesOwn(sharer, at)

  reads = (who: Somebody, at: Account) => !at.deleted && (this.readsOwn(who, at) || this.given(who, at).length > 0)
  field(who: Somebody, at: Account, field: FieldName): boolean {
    if (!this.reads(who, at)) return false
    if (!guarded.includes(field)) return true
    return this.fieldOwn(who, at, field) || this.given(who, at).some(({ sharer }) => this.fieldOwn(sharer, at, field))
  }
  changes(who: Somebody, at: Account): FieldName[] {
    if (!this.reads(who, at)) return []
    const shared = this.given(who, at).flatMap(({ sharer, level }) => (level === 'edit' ? this.changesOwn(sharer, at) : []))
    return [...new Set([...this.changesOwn(who, at), ...shared])]
  }
  comments(who: Somebody, at: Account): boolean {
    const shared = this.given(who, at).some(({ sharer, level }) => level !== 'read' && this.commentsOwn(sharer, at))
    return this.reads(who, at) && (this.commentsOwn(who, at) || shared)
  }
}

/** Whatever it answers is taken back unless it is kept; the code where it is refused. */
async function tried(run: Run, text: string, values: readonly unknown[]): Promise<{ code: string; rows: unknown[][] }> {
  await run('SAVEPOINT here')
  try {
    const rows = await run(text, values)
    await run('RELEASE here')
    return { code: 'done', rows }
  } catch (error) {
    await run('ROLLBACK TO here')
    return { code: (error as { code?: string }).code ?? String(error), rows: [] }
  }
}

describe(`shares against a model (seed ${seed})`, () => {
  test('everybody sees and changes what the model says, field by field, after every act', { timeout: 600_000 }, async t => {
    const dice = rollDice(seed)
    const { app, model } = await open(t, dice)
    const faults: string[] = []
    const counted = { read: 0, field: 0, change: 0, right: 0, act: 0 }
    const held = { read: 0, field: 0, change: 0, right: 0, act: 0 }
    const log: string[] = []
    const note = (kind: keyof typeof counted, expected: unknown, got: unknown, what: string) => {
      counted[kind] += 1
      if (expected && expected !== 'BW403' && expected !== 'BW404' && expected !== 'BW422') held[kind] += 1
      if (expected !== got) faults.push(`${what}: ${got}, expected ${expected}; after ${log.slice(-4).join('; ')}`)
    }
    // An office in which hardly anybody has a right is gone on with until something was permitted.
    const isVacuous = () => Object.values(held).includes(0)
    for (let round = 0; faults.length === 0 && (round < rounds || (isVacuous() && round < 10 * rounds)); round += 1) {
      log.push(`${round} ${await act(app, model, dice, note)}`)
      for (const who of model.people) if (who.active) await check(app, model, dice, who, note)
    }
    console.log(`seed ${seed}: ${JSON.stringify(counted)} checks, ${JSON.stringify(held)} of them permitted`)
    assert.deepEqual(faults.slice(0, 6), [], `${faults.length} disagreements; BAILIWICK_SEED=${seed} repeats them`)
    assert.ok(Object.values(counted).reduce((sum, count) => sum + count, 0) >= rounds * 40, `only ${JSON.stringify(counted)}`)
    for (const [kind, count] of Object.entries(held)) assert.ok(count > 0, `no ${kind} was permitted: this proves nothing`)
  })
})

async function open(t: Parameters<typeof runApp>[0], dice: Dice): Promise<{ app: RunningApp; model: Model }> {
  const model = new Model()
  const [north, fjord, south] = [randomUUID(), randomUUID(), randomUUID()]
  for (const [team, parent] of [
    [north, null],
    [fjord, north],
    [south, null],
  ] as const)
    model.parents.set(team, parent)
  const cast: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['kim', ['keeper'], []],
    ['lea', ['lead'], [north]],
    ['leo', ['lead', 'keeper'], [fjord]],
    ['pia', ['payroll'], [south]],
    ['gus', ['guest'], [south]],
    ['gil', ['guest'], [fjord]],
    // In a team and without any role of the app: whatever is shared with the team is nothing to her.
    ['ada', [], [north]],
  ]
  const people = cast.map(([key]) => person(key))
  for (const [key, roles, teams] of cast)
    model.people.push({
      key,
      id: people.find(each => each.key === key)!.id,
      roles: new Set(roles),
      teams: new Set(teams),
      active: true,
    })
  const at = '2026-01-05T09:00:00.000Z'
  for (let index = 0; index < 5; index += 1)
    model.accounts.push({
      id: randomUUID(),
      owner: dice.pick(model.people).id,
      team: dice.pick([north, fjord, south, null]),
      open: dice.below(2) === 0,
      deleted: false,
    })
  const app = await runApp(t, {
    files: officeFiles,
    seed: {
      people,
      teams: [...model.parents].map(([id, parent]) => ({ key: id, id, name: id, ...(parent ? { parent } : {}) })),
      memberships: model.people.flatMap(each => [...each.teams].map(team => ({ person: each.key, team }))),
      roles: model.people.flatMap(each => [...each.roles].map(role => ({ role, person: each.key }))),
      records: {
        account: model.accounts.map(({ id, owner, team, open }) => ({
          id,
          version: 1,
          created_at: at,
          created_by: 'kim',
          updated_at: at,
          updated_by: 'kim',
          fields: {
            name: 'Somebody',
            iban: 'DE02120300000000204821',
            salary: '10.00',
            remark: 'r',
            open,
            ...(owner ? { owner } : {}),
            ...(team ? { team } : {}),
          },
        })),
      },
    },
  })
  return { app, model }
}

type Note = (kind: 'read' | 'field' | 'change' | 'right' | 'act', expected: unknown, got: unknown, what: string) => void

/** One thing happens, in the database and in the model. */
async function act(app: RunningApp, model: Model, dice: Dice, note: Note): Promise<string> {
  const active = model.people.filter(each => each.active)
  const who = dice.pick(active)
  const at = dice.pick(model.accounts)
  const kind = dice.below(20)
  if (kind < 8) {
    // Mostly who may, so that enough is shared; else anybody, also whoever has it by a share only.
    const able = active.filter(each => model.works(each, at))
    const sharer = able.length > 0 && dice.below(4) > 0 ? dice.pick(able) : who
    return share(app, model, dice, note, sharer, at)
  }
  if (kind < 10) return unshare(app, model, dice, note, who)
  if (kind < 12) {
    const to = dice.pick(model.people)
    const allowed = model.changes(who, at).includes('owner') && to.active && to.id !== at.owner
    const owner = allowed || dice.below(3) === 0 ? to.id : null
    if (owner === null) {
      await app.superuser(admin => moved(admin, `UPDATE office.account SET owner = NULL WHERE id = '${at.id}'`))
      at.owner = null
      return `nobody owns ${at.id}`
    }
    if (owner === at.owner || !to.active) return 'nothing'
    const got = await app.asRuntime(who.key, async run => {
      const done = await tried(run, `UPDATE office."account$write" SET owner = $2 WHERE id = $1 RETURNING id`, [at.id, owner])
      return done.code === 'done' && done.rows.length === 0 ? 'no row' : done.code
    })
    note('act', allowed, got === 'done', `${who.key} hands ${at.id} over (${got})`)
    if (got === 'done') at.owner = owner
    return `${who.key} hands ${at.id} to ${to.key}: ${got}`
  }
  if (kind === 12) {
    at.team = dice.pick([...model.parents.keys()])
    at.open = dice.below(2) === 0
    await app.superuser(admin =>
      moved(admin, `UPDATE office.account SET team = '${at.team}', open = ${at.open} WHERE id = '${at.id}'`),
    )
    return `${at.id} moves`
  }
  if (kind === 13) {
    const role = dice.pick(['keeper', 'lead', 'payroll', 'guest'])
    const has = who.roles.has(role)
    if (has) who.roles.delete(role)
    else who.roles.add(role)
    await app.sql(
      has
        ? `DELETE FROM bailiwick.role_grant WHERE app = 'office' AND role = $1 AND person = $2`
        : `INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('office', $1, $2)`,
      [role, who.id],
    )
    return `${who.key} ${has ? 'loses' : 'gets'} ${role}`
  }
  if (kind === 14) {
    const team = dice.pick([...model.parents.keys()])
    const has = who.teams.has(team)
    if (has) who.teams.delete(team)
    else who.teams.add(team)
    await app.sql(
      has
        ? 'DELETE FROM bailiwick.membership WHERE team = $1 AND person = $2'
        : 'INSERT INTO bailiwick.membership (team, person) VALUES ($1, $2)',
      [team, who.id],
    )
    return `${who.key} ${has ? 'leaves' : 'joins'} a team`
  }
  if (kind === 15) {
    const team = dice.pick([...model.parents.keys()])
    const free = [...model.parents.keys()].filter(each => !model.above(each).includes(team))
    const parent = dice.pick([null, ...free])
    model.parents.set(team, parent)
    await app.sql('UPDATE bailiwick.team SET parent = $2 WHERE id = $1', [team, parent])
    return 'a team moves'
  }
  if (kind === 16) {
    const other = dice.pick(model.people)
    if (other.active && active.length < 5) return 'nothing'
    other.active = !other.active
    await app.sql('UPDATE bailiwick.person SET status = $2 WHERE id = $1', [other.id, other.active ? 'active' : 'suspended'])
    return `${other.key} is ${other.active ? 'back' : 'suspended'}`
  }
  if (kind === 17) {
    // Time passes for one share.
    const live = model.shares.filter(each => !each.ended && !each.lapsed)
    if (live.length === 0) return 'nothing'
    const one = dice.pick(live)
    one.lapsed = true
    await app.superuser(admin =>
      moved(admin, `UPDATE bailiwick.share SET until = now() - interval '1 millisecond' WHERE id = '${one.id}'`),
    )
    return `share ${one.id} lapses`
  }
  // Whoever may deletes and restores.
  const owner = model.people.find(each => each.active && model.owns(each, at))
  if (!owner) return 'nothing'
  const got = await app.asRuntime(owner.key, run =>
    tried(run, `UPDATE office."account$write" SET deleted_at = ${at.deleted ? 'NULL' : 'now()'} WHERE id = $1`, [at.id]),
  )
  note('act', 'done', got.code, `${owner.key} ${at.deleted ? 'restores' : 'deletes'} ${at.id}`)
  if (got.code === 'done') at.deleted = !at.deleted
  return `${at.id} is ${at.deleted ? 'in the trash' : 'back'}`
}

/** As if it had been so all along: no trigger, no audit. */
async function moved(admin: { query(sql: string): Promise<unknown> }, sql: string): Promise<void> {
  await admin.query(`SET session_replication_role = replica; ${sql}`)
}

async function share(app: RunningApp, model: Model, dice: Dice, note: Note, who: Somebody, at: Account): Promise<string> {
  const level = dice.pick(['read', 'comment', 'edit', 'edit'] as const)
  const to = dice.below(3) > 0 ? dice.pick(model.people) : undefined
  const team = to ? null : dice.pick([...model.parents.keys()])
  const near = dice.below(8) === 0
  const beyond =
    (level === 'comment' && !model.commentsOwn(who, at)) || (level === 'edit' && model.changesOwn(who, at).length === 0)
  const expected = !model.reads(who, at)
    ? 'BW404'
    : !model.works(who, at)
      ? 'BW403'
      : beyond
        ? 'BW403'
        : to && (to === who || !to.active || to.roles.size === 0)
          ? 'BW422'
          : 'done'
  const got = await app.asRuntime(who.key, run =>
    tried(run, `SELECT office."account$share"($1, $2, $3, $4, now() + $5::interval)`, [
      at.id,
      to?.id ?? null,
      team,
      level,
      near ? '30 milliseconds' : '1 day',
    ]),
  )
  note('act', expected, got.code, `${who.key} shares ${at.id} with ${to?.key ?? team} for ${level}`)
  if (got.code === 'done') {
    for (const former of model.shares)
      if (former.record === at.id && former.by === who.id && former.person === (to?.id ?? null) && former.team === team)
        former.ended = true
    model.shares.push({
      id: String(got.rows[0]![0]),
      record: at.id,
      by: who.id,
      person: to?.id ?? null,
      team,
      level,
      ended: false,
      lapsed: near,
    })
    if (near) await app.sql(`SELECT pg_sleep(0.05)`)
  }
  return `${who.key} shares ${at.id} with ${to?.key ?? 'a team'} for ${level}: ${got.code}`
}

async function unshare(app: RunningApp, model: Model, dice: Dice, note: Note, anybody: Somebody): Promise<string> {
  const live = model.shares.filter(each => !each.ended)
  if (live.length === 0) return 'nothing'
  const one = dice.pick(live)
  const at = model.accounts.find(each => each.id === one.record)!
  const sharer = model.people.find(each => each.id === one.by)!
  const who = sharer.active && dice.below(2) === 0 ? sharer : anybody
  const may = model.sharesOwn(who, at) || one.by === who.id
  const expected = !model.reads(who, at) ? 'BW404' : may ? 'done' : 'BW403'
  const got = await app.asRuntime(who.key, run => tried(run, `SELECT office."account$unshare"($1, $2)`, [at.id, one.id]))
  note('act', expected, got.code, `${who.key} ends the share ${one.id}`)
  if (got.code === 'done') one.ended = true
  return `${who.key} ends a share: ${got.code}`
}

/** Everything one person may see, and what they may change of it; every attempt is taken back. */
async function check(app: RunningApp, model: Model, dice: Dice, who: Somebody, note: Note): Promise<void> {
  await app.asRuntime(who.key, async run => {
    const rows = await run(`SELECT to_jsonb(r)::text FROM office."account$read" r`)
    const seen = new Map(
      rows.map(([json]) => {
        const row = JSON.parse(String(json)) as Record<string, unknown>
        return [row.id as string, row] as const
      }),
    )
    const mine = await run(`SELECT unnest(office."account$shared"('read'))`)
    for (const at of model.accounts) {
      const row = seen.get(at.id)
      note('read', model.reads(who, at), row !== undefined, `${who.key} reads ${at.id}`)
      note(
        'right',
        model.given(who, at).length > 0,
        mine.some(([id]) => id === at.id),
        `${at.id} is among what is shared with ${who.key}`,
      )
      for (const field of guarded) {
        const shown = row ? row[field] !== null : false
        note('field', model.field(who, at, field), shown, `${who.key} reads ${field} of ${at.id}`)
      }
      if (!row) continue
      const [[can]] = (await run(`SELECT office."account$can"($1)`, [at.id])) as [[Record<string, unknown>]]
      const offered = [...new Set(can.update as string[])].sort().join(' ')
      note('right', model.changes(who, at).sort().join(' '), offered, `${who.key} is offered of ${at.id}`)
      note('right', model.comments(who, at), can.comment, `${who.key} may comment on ${at.id}`)
      note('right', model.works(who, at), can.share, `${who.key} may share ${at.id}`)
      const shares = await run(`SELECT id, works FROM office."account$shares"($1)`, [at.id])
      const listed = model.shares.filter(each => each.record === at.id && !each.ended && !each.lapsed)
      note('right', listed.length, shares.length, `${who.key} is told of the shares of ${at.id}`)
    }
    const at = dice.pick(model.accounts)
    const field = dice.pick(fieldNames)
    const value = { name: `'N'`, iban: `'X'`, salary: '7', remark: `'s'`, owner: 'NULL', team: 'NULL', open: 'NULL' }[field]
    const unchanged =
      { owner: at.owner, team: at.team, open: null }[field as 'owner'] === null && value === 'NULL' && field !== 'open'
    if (unchanged) return
    await run('SAVEPOINT attempt')
    const done = await tried(run, `UPDATE office."account$write" SET ${field} = ${value} WHERE id = $1 RETURNING id`, [at.id])
    await run('ROLLBACK TO attempt')
    const changed = done.code === 'done' && done.rows.length === 1
    note('change', model.changes(who, at).includes(field), changed, `${who.key} changes ${field} of ${at.id} (${done.code})`)
  })
}
