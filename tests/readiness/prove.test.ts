/** A proof passes where the rules hold, leaves nothing, stands in nobody's way, and names what somebody changed by hand. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { faultsOf, isProved, type Proof } from '../../packages/server/src/governance/readiness/prove/proof.ts'
import { NothingToProve, type ProofRequest, prove } from '../../packages/server/src/governance/readiness/prove/prove.ts'
import { printProof } from '../../packages/server/src/governance/readiness/prove/report.ts'
import { storeProof } from '../../packages/server/src/governance/readiness/prove/store.ts'
import { type RunningApp, runApp } from '../harness/app.ts'
import { EventStream } from '../harness/stream.ts'
import { tillFiles } from './till.ts'

describe('the proof of the rules', () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      {
        files: tillFiles,
        seed: {
          roles: [
            { role: 'manager', person: 'mei' },
            { role: 'clerk', person: 'ana' },
          ],
        },
      },
    )
  })
  after(async () => {
    for (const end of endings) await end()
  })

  /** Small, but for the one that asks whether the app keeps its rules. */
  const run = (more: Partial<ProofRequest> = {}) =>
    app.superuser(async admin =>
      prove(admin, { app: 'till', cases: 1, rows: 3, seed: 7, claimsKey: app.installation.keys.claims, ...more }),
    )
  const countEverything = () =>
    app.sql(`SELECT (SELECT count(*) FROM bailiwick.audit) AS audit, (SELECT count(*) FROM bailiwick.person) AS people, (SELECT count(*) FROM bailiwick.team) AS teams,
      (SELECT epoch FROM bailiwick.access_epoch) AS epoch, (SELECT count(*) FROM pg_class WHERE relname NOT LIKE 'pg\\_%') AS relations, (SELECT count(*) FROM pg_namespace WHERE nspname !~ '^pg_') AS schemas,
      (SELECT last_value FROM pg_sequences WHERE schemaname = 'bailiwick' AND sequencename LIKE 'audit%') AS numbers`)

  /** Waits until the proof of this process has made its schema and its records, and people try things with them. */
  async function trying(pid: number): Promise<void> {
    await app.superuser(async admin => {
      const asks = `SELECT FROM pg_stat_activity WHERE pid = $1 AND state = 'active' AND query LIKE '%.look($1)%'`
      while ((await admin.query(asks, [pid])).rowCount === 0) await new Promise(resolve => setTimeout(resolve, 20))
    })
  }

  test('an app as it was released has no difference, and every operation is both allowed and refused', async () => {
    const proof = await run({ cases: 10_000, rows: 14 })
    assert.deepEqual(faultsOf(proof), [])
    assert.ok(isProved(proof))
    assert.ok(proof.cases >= 10_000)
    assert.deepEqual(
      proof.unmet.filter(rule => !rule.includes('always held')),
      [],
      'no rule stayed without a record it holds for',
    )
    const sums = new Map<string, { allowed: number; refused: number }>()
    for (const line of proof.lines) {
      const sum = sums.get(line.operation) ?? { allowed: 0, refused: 0 }
      sums.set(line.operation, { allowed: sum.allowed + line.allowed, refused: sum.refused + line.refused })
    }
    for (const operation of [
      'read',
      'read (all)',
      'read (some)',
      'trash',
      'search',
      'offers',
      'history',
      'votes',
      'inbox',
      'title of relation',
      'update',
      'update of several',
      'create',
      'delete',
      'restore',
      'comment',
      'step: submit',
      'step: finish',
      'vote: decide',
      'shares',
      'share',
      'unshare',
      'reveal',
      'files',
      'upload',
      'why',
      'access',
      'read to write',
    ]) {
      const sum = sums.get(operation)
      assert.ok(sum && sum.allowed > 0 && sum.refused > 0, `${operation}: ${JSON.stringify(sum)}`)
    }
    for (const operation of ['past the rules', 'past every request', 'a state without a step', 'step: decide'])
      assert.equal(sums.get(operation)?.allowed, 0, operation)
    const ceiling = proof.fields.filter(line => line.field === 'ceiling')
    const clerk = ceiling.find(line => line.role === 'clerk')
    assert.ok(clerk && clerk.read > 0 && clerk.hidden > 0, 'a masked field is read on some records and hidden on others')
    assert.ok(clerk.refused > 0)
    // Of what cannot be shared, nobody reads or writes more than their own grants say.
    const what = proof.fields.filter(line => line.entity === 'item' && line.field === 'what')
    for (const role of ['guest', 'auditor', 'nobody', 'without identity']) {
      const line = what.find(each => each.role === role)
      assert.ok(line && line.read === 0 && line.written === 0 && line.refused > 0, role)
    }
  })

  let ofOneSeed: Proof | undefined

  test('it leaves nothing: no row, no schema, no number, no epoch', async () => {
    const were = await countEverything()
    ofOneSeed = await run({ seed: 11 })
    assert.deepEqual(await countEverything(), were)
  })

  test('a public role takes no step that is anybody’s, also of a record that is shared with who holds it', async () => {
    const web = { ...tillFiles, 'app.yaml': `${tillFiles['app.yaml']}  web: { title: Web, public: true }\n` }
    const customer = `${tillFiles['entities/customer.yaml']}  - { role: web, can: create, fields: [name] }\n`
    const released = await app.release({ ...web, 'entities/customer.yaml': customer })
    assert.equal(released.kind, 'released', JSON.stringify(released))
    try {
      assert.deepEqual(faultsOf(await run({ seed: 14, rows: 6 })), [])
    } finally {
      await app.release(tillFiles)
    }
  })

  test('a rule that names the roles of the person is the same in the scratch app, whose name has another length', async t => {
    const named = await runApp(t, {
      files: {
        'app.yaml': `app: an_app_of_a_longer_name\ntitle: Long\nroles:\n  clerk: { title: Clerk }\n`,
        'entities/note.yaml': `entity: note
title: name
fields:
  name: { type: text, required: true }
access:
  - { role: clerk, can: [read, create, update], when: '"clerk" in user.roles' }
`,
        'workflows/notes.yaml': `workflow: notes
entity: note
states: { open: {}, done: { final: true } }
transitions:
  finish: { from: open, to: done, by: '"clerk" in user.roles' }
`,
      },
    })
    const proof = await named.superuser(async admin =>
      prove(admin, { app: named.definition.app.name, cases: 1, rows: 3, seed: 7, claimsKey: named.installation.keys.claims }),
    )
    assert.deepEqual(faultsOf(proof), [])
  })

  test('an administrator who is no superuser proves as well, the same seed makes the same cases, and they are then no more than before', async () => {
    const name = `adm_${randomBytes(4).toString('hex')}`
    const memberships = () =>
      app.superuser(async root => {
        const { rows } = await root.query(
          `SELECT r.rolname AS role, a.admin_option AS admin FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid WHERE a.member = $1::regrole ORDER BY 1, 2`,
          [name],
        )
        return rows
      })
    // As who made the roles has them.
    const asMaker = app.installation.database.serverVersion >= 160_000 ? 'ADMIN OPTION, INHERIT FALSE, SET FALSE' : 'ADMIN OPTION'
    await app.superuser(root =>
      root.query(
        `CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'x'; GRANT bailiwick_owner, bailiwick_guard, bailiwick_audit TO ${name}; GRANT bailiwick_runtime TO ${name} WITH ${asMaker}; GRANT CONNECT ON DATABASE ${app.address.database} TO ${name}`,
      ),
    )
    const were = await memberships()
    const admin = new pg.Client({ ...app.address, user: name, password: 'x' })
    await admin.connect()
    try {
      const proof = await prove(admin, { app: 'till', cases: 1, seed: 11, rows: 3, claimsKey: app.installation.keys.claims })
      assert.deepEqual(faultsOf(proof), [])
      assert.ok(ofOneSeed)
      assert.deepEqual(proof.lines, ofOneSeed.lines)
    } finally {
      await admin.end()
    }
    assert.deepEqual(await memberships(), were)
    await app.superuser(root => root.query(`REVOKE ALL ON DATABASE ${app.address.database} FROM ${name}; DROP ROLE ${name}`))
  })

  test('a proof that is killed leaves nothing', async () => {
    const were = await countEverything()
    await app.superuser(async admin => {
      const { rows } = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      const ending = prove(admin, {
        app: 'till',
        cases: 1_000_000,
        rows: 3,
        seed: 1,
        claimsKey: app.installation.keys.claims,
      })
      const ended = assert.rejects(ending, /terminat/)
      await trying(rows[0]!.pid)
      await app.superuser(other => other.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]))
      await ended
    })
    assert.deepEqual(await countEverything(), were)
  })

  test('while it runs, the app is read, changed and heard of, people are changed, and the audit is sealed', async () => {
    const mei = await app.as('mei')
    const stream = await EventStream.open(app.origin, mei, '/api/apps/till/events?client=p1')
    await stream.until('ready', ({ events }) => events.some(event => event.name === 'ready'))
    await new Promise(resolve => setTimeout(resolve, 400))
    let isOver = false
    let enough = false
    let pid = 0
    const proving = app
      .superuser(admin => {
        pid = (admin as unknown as { processID: number }).processID
        return prove(admin, {
          app: 'till',
          cases: 1_000_000,
          rows: 6,
          seed: 3,
          claimsKey: app.installation.keys.claims,
          onRound: () => {
            if (enough) throw new Error('enough')
          },
        })
      })
      .catch((error: Error) => assert.equal(error.message, 'enough'))
      .finally(() => {
        isOver = true
      })
    while (pid === 0) await new Promise(resolve => setTimeout(resolve, 20))
    await trying(pid)
    try {
      const made = await mei.post('/api/apps/till/customer', { fields: { name: 'Made meanwhile' } })
      assert.equal(made.status, 201, made.text)
      const { id } = made.json.record
      await stream.until('the new record', heard => heard.of(id).length > 0)
      assert.equal((await mei.get(`/api/apps/till/customer/${id}`)).status, 200)
      await app.sql(`UPDATE bailiwick.person SET title = 'Chief' WHERE id = $1`, [app.person('ana')])
      // The epoch moves: the next person of the proof enters at the new one.
      await app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('till', 'guest', $1)`, [app.person('ana')])
      for (let waited = 0; ; waited += 50) {
        const [sealed] = await app.sql<{ sealed: boolean }>(
          `SELECT EXISTS (SELECT FROM bailiwick.audit a, bailiwick.audit_seal s WHERE a.record = $1 AND a.seq = ANY (s.seqs)) AS sealed`,
          [id],
        )
        if (sealed?.sealed) break
        assert.ok(waited < 15_000, 'the audit row is sealed while the proof still runs')
        await new Promise(resolve => setTimeout(resolve, 50))
      }
      const again = await app.release({ ...tillFiles, 'app.yaml': tillFiles['app.yaml']!.replace('Till', 'Till 2') })
      assert.equal(again.kind, 'released', 'a release does not wait either')
      assert.equal(isOver, false)
    } finally {
      enough = true
      stream.close()
    }
    await proving
  })

  describe('nobody can pass for a proof and keep their rows from the seals', () => {
    const edge = () =>
      app.superuser(async admin => {
        await admin.query('SET ROLE bailiwick_guard')
        // Enough transactions that the short way does not answer.
        await admin.query('BEGIN; SELECT pg_current_xact_id(); COMMIT;'.repeat(60))
        const { rows } = await admin.query<{ edge: string }>('SELECT bailiwick.audit_edge()::text AS edge')
        return BigInt(rows[0]!.edge)
      })
    const tries = [
      `SELECT pg_advisory_xact_lock(hashtext('bailiwick.proof'), 0)`,
      'LOCK TABLE bailiwick.proving IN SHARE MODE',
      'LOCK TABLE bailiwick.proving IN ACCESS SHARE MODE',
      'LOCK TABLE bailiwick.proof, bailiwick.proving IN SHARE MODE NOWAIT',
      'SELECT FROM bailiwick.proving FOR SHARE',
      'INSERT INTO bailiwick.proving DEFAULT VALUES',
      'DELETE FROM bailiwick.proving',
      'CREATE INDEX ON bailiwick.proving ((1))',
      'REINDEX TABLE bailiwick.proving',
      'ANALYZE bailiwick.proving',
      'COPY bailiwick.proving TO STDOUT',
      `CREATE TRIGGER t AFTER INSERT ON bailiwick.proving EXECUTE FUNCTION bailiwick.refuse_change()`,
      'COMMENT ON TABLE bailiwick.proving IS NULL',
      'SELECT bailiwick.audit_edge()',
      'SET LOCAL ROLE bailiwick_owner',
      'SET LOCAL ROLE bailiwick_guard',
      'SET LOCAL SESSION AUTHORIZATION bailiwick_owner',
    ]

    /** Whatever of this is refused and whatever is not, this transaction still holds up the edge, and is sealed once it is over. */
    async function hold(query: (sql: string) => Promise<unknown>, own: bigint, who: string): Promise<void> {
      for (const sql of tries) {
        await query('SAVEPOINT trying')
        await query(sql).catch(() => undefined)
        assert.ok((await edge()) <= own, `${who}: ${sql}`)
        await query('ROLLBACK TO SAVEPOINT trying')
      }
      const locks = await app.sql<{ mode: string }>(
        `SELECT l.mode FROM pg_locks l WHERE l.relation = 'bailiwick.proving'::regclass AND l.mode = 'ShareLock'`,
      )
      assert.deepEqual(locks, [], who)
    }

    test('not by SQL that is run in a request', async () => {
      const made = await app.asRuntime('mei', async run => {
        await run(`INSERT INTO till."customer$write" (name) VALUES ('Kept from the seals?')`)
        const [[id]] = (await run(`SELECT current_setting('bailiwick.made_customer')`)) as [[string]]
        const [[own]] = (await run('SELECT pg_current_xact_id()::text')) as [[string]]
        await hold(sql => run(sql), BigInt(own), 'runtime')
        return id
      })
      for (let waited = 0; ; waited += 50) {
        const [row] = await app.sql<{ sealed: boolean }>(
          `SELECT EXISTS (SELECT FROM bailiwick.audit a, bailiwick.audit_seal s WHERE a.record = $1 AND a.seq = ANY (s.seqs)) AS sealed`,
          [made],
        )
        if (row?.sealed) break
        assert.ok(waited < 15_000, 'what it wrote is sealed in the end')
        await new Promise(resolve => setTimeout(resolve, 50))
      }
    })

    for (const role of ['bailiwick_login', 'bailiwick_gate'] as const)
      test(`not as ${role} itself`, async () => {
        const { keys } = app.installation
        const client = new pg.Client({
          ...app.address,
          user: role,
          password: role === 'bailiwick_login' ? keys.loginPassword : keys.gatePassword,
        })
        await client.connect()
        try {
          await client.query('BEGIN')
          const { rows } = await client.query<{ own: string }>('SELECT pg_current_xact_id()::text AS own')
          await hold(sql => client.query(sql), BigInt(rows[0]!.own), role)
        } finally {
          await client.end()
        }
      })

    test('not by being waited for: a proof that waits does not hold what it waits for', async () => {
      const mei = await app.as('mei')
      const made = await mei.post('/api/apps/till/customer', { fields: { name: 'Waited for' } })
      const { id } = made.json.record
      await app.superuser(async admin => {
        const { rows } = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
        await admin.query('BEGIN')
        await admin.query('SELECT pg_current_xact_id()')
        await admin.query('LOCK TABLE bailiwick.proving IN SHARE MODE')
        let waiting: Promise<unknown> | undefined
        await app.asRuntime('mei', async run => {
          await run(`UPDATE till."customer$write" SET tier = 'gold' WHERE id = '${id}'`)
          const [[own]] = (await run('SELECT pg_current_xact_id()::text')) as [[string]]
          waiting = admin.query(`SELECT FROM till.customer WHERE id = '${id}' FOR UPDATE`)
          for (let isWaiting = false; !isWaiting; ) {
            const [row] = await app.sql<{ waits: boolean }>(
              `SELECT EXISTS (SELECT FROM pg_locks l WHERE l.pid = $1 AND l.locktype = 'transactionid' AND NOT l.granted) AS waits`,
              [rows[0]!.pid],
            )
            isWaiting = row!.waits
          }
          assert.ok((await edge()) <= BigInt(own), 'in the list of locks the number stands beside the process of the proof')
        })
        await waiting
        await admin.query('ROLLBACK')
      })
    })

    test('and a proof itself holds nothing up', async () => {
      await app.superuser(async admin => {
        await admin.query('BEGIN')
        const { rows } = await admin.query<{ own: string }>('SELECT pg_current_xact_id()::text AS own')
        assert.ok((await edge()) <= BigInt(rows[0]!.own), 'before it is one')
        await admin.query('LOCK TABLE bailiwick.proving IN SHARE MODE')
        // Older transactions of the tests beside this one hold it up too, for as long as they last: one that tries mutations is a single transaction of a minute and more.
        let isPast = false
        for (
          const until = Date.now() + 240_000;
          !isPast && Date.now() < until;
          await new Promise(resolve => setTimeout(resolve, 20))
        )
          isPast = (await edge()) > BigInt(rows[0]!.own)
        assert.ok(isPast)
        await admin.query('ROLLBACK')
      })
    })
  })

  describe('what is changed by hand in the live schema is named', () => {
    const changes = [
      ['a policy dropped', 'DROP POLICY read_granted ON till.refund', 'policy read_granted ON refund'],
      ['a policy opened', 'ALTER POLICY read_granted ON till.refund USING (true)', 'policy read_granted ON refund'],
      ['row security not forced', 'ALTER TABLE till.refund NO FORCE ROW LEVEL SECURITY', 'table refund'],
      ['a trigger switched off', 'ALTER TABLE till.refund DISABLE TRIGGER guard', 'trigger guard ON refund'],
      ['a right more', 'GRANT SELECT ON till.refund TO bailiwick_gate', 'table refund'],
      [
        'a right on a column',
        'GRANT UPDATE (created_by) ON till."refund$write" TO bailiwick_runtime',
        'column refund$write.created_by',
      ],
      [
        'a constraint gone',
        'ALTER TABLE till.refund DROP CONSTRAINT refund_reason_valid',
        'constraint refund_reason_valid ON refund',
      ],
      ['a foreign key not checked', 'ALTER TABLE till.refund DISABLE TRIGGER ALL', 'foreign keys of refund switched D'],
      [
        'a function rewritten',
        `CREATE OR REPLACE FUNCTION till."refund$guard"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS 'BEGIN RETURN NEW; END'`,
        'function refund$guard()',
      ],
      ['another owner', 'ALTER VIEW till."refund$read" OWNER TO bailiwick_guard', 'view refund$read'],
      ['a table besides', 'CREATE TABLE till.extra (id uuid)', 'table extra'],
      ['a rule of PostgreSQL', 'CREATE RULE sneak AS ON UPDATE TO till.refund DO ALSO NOTHING', 'rule sneak ON refund'],
    ] as const
    // Of one object two changes would be told as one.
    const later = ['a policy opened', 'a right more', 'a foreign key not checked']
    for (const round of [changes.filter(([what]) => !later.includes(what)), changes.filter(([what]) => later.includes(what))])
      test(round.map(([what]) => what).join(', '), async () => {
        const proof = await app.superuser(async admin => {
          // The proof has transactions of its own, so the changes are there, and taken back afterwards.
          for (const [, sql] of round) await admin.query(sql)
          return prove(admin, { app: 'till', cases: 1, seed: 5, rows: 2, claimsKey: app.installation.keys.claims })
        })
        assert.equal(isProved(proof), false)
        for (const [what, , object] of round)
          assert.ok(
            proof.catalog.differences.some(difference => difference.startsWith(object)),
            `${what}: ${proof.catalog.differences.join('\n')}`,
          )
        await restore(
          app,
          round.map(([, sql]) => sql),
        )
      })
  })

  test('it is kept with its release and cannot be changed, another seed makes other cases, and both reports say what it found', async () => {
    const proof = await app.superuser(async admin => {
      const made = await prove(admin, { app: 'till', cases: 1, rows: 3, seed: 9, claimsKey: app.installation.keys.claims })
      await storeProof(admin, made)
      return made
    })
    assert.deepEqual(faultsOf(proof), [], 'what was changed by hand has been put right')
    assert.notDeepEqual(proof.lines, ofOneSeed?.lines, 'another seed makes other cases')
    const [kept] = await app.sql<{ seed: string; cases: number; differences: number; report: Proof; live: boolean }>(
      `SELECT p.*, p.release = a.live_release AS live FROM bailiwick.proof p, bailiwick.app a WHERE a.name = 'till' ORDER BY p.at DESC LIMIT 1`,
    )
    assert.deepEqual(
      { seed: kept?.seed, cases: kept?.cases, differences: kept?.differences, live: kept?.live },
      { seed: '9', cases: proof.cases, differences: 0, live: true },
    )
    assert.deepEqual(kept?.report, JSON.parse(JSON.stringify(proof)))
    for (const sql of ['UPDATE bailiwick.proof SET differences = 0', 'DELETE FROM bailiwick.proof', 'TRUNCATE bailiwick.proof']) {
      await assert.rejects(app.sql(sql), /permission denied/)
      await assert.rejects(
        app.superuser(admin => admin.query(sql)),
        /append-only/,
      )
    }
    const reviewer = await (await app.as('mei')).get('/api/apps/till/proof')
    assert.equal(reviewer.status, 200, reviewer.text)
    assert.deepEqual(reviewer.json.proof, JSON.parse(JSON.stringify(proof)))
    const refused = await (await app.as('ana')).get('/api/apps/till/proof')
    assert.deepEqual([refused.status, refused.json.code], [403, 'audit.refused'], 'a clerk does not read the audit')
    assert.equal((await app.stranger().get('/api/apps/till/proof')).status, 401)
    const text = printProof(proof)
    for (const part of ['Seed | 9', '### refund', 'clerk', 'All '].map(each => each)) assert.ok(text.includes(part), part)
  })

  test('an app that is not there has nothing to prove', async () => {
    await assert.rejects(run({ app: 'nowhere' }), NothingToProve)
  })
})

/** Puts right what a release does not touch. */
async function restore(app: RunningApp, changes: readonly string[]): Promise<void> {
  const undo: Record<string, string> = {
    'ALTER TABLE till.refund NO FORCE ROW LEVEL SECURITY': 'ALTER TABLE till.refund FORCE ROW LEVEL SECURITY',
    'GRANT SELECT ON till.refund TO bailiwick_gate': 'REVOKE SELECT ON till.refund FROM bailiwick_gate',
    'ALTER TABLE till.refund DROP CONSTRAINT refund_reason_valid':
      'ALTER TABLE till.refund ADD CONSTRAINT refund_reason_valid CHECK (char_length("reason") BETWEEN 1 AND 200)',
    'ALTER TABLE till.refund DISABLE TRIGGER ALL': 'ALTER TABLE till.refund ENABLE TRIGGER ALL',
    'CREATE TABLE till.extra (id uuid)': 'DROP TABLE till.extra',
    'CREATE RULE sneak AS ON UPDATE TO till.refund DO ALSO NOTHING': 'DROP RULE sneak ON till.refund',
  }
  // What nothing but words changes in makes nothing anew; what another version compiled is.
  const older = `UPDATE bailiwick.release SET compiler = '1'`
  for (const statement of [...changes.flatMap(sql => undo[sql] ?? []), older])
    await app.superuser(admin => admin.query(statement))
  await app.release({ ...tillFiles, 'app.yaml': tillFiles['app.yaml']!.replace('Till', `Till ${Math.random()}`) })
}
