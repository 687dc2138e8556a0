/** WF: steps in their order, one vote a person, no vote of who had a hand in what is decided, and lines that are part of it. As requests, and as SQL where the database must hold. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Browser } from '../harness/browser.ts'
import { audited, type Office, officeFiles, officeOfSuite } from '../harness/office.ts'

/** Beside what people decide on: a list that is closed by a step, whose lines may be written until then, and which is closed only while it has one. */
const files = {
  ...officeFiles,
  'entities/list.yaml': `entity: list
title: name
fields:
  name: { type: text, required: true }
access:
  - { role: keeper, can: [read, create, update] }
`,
  'entities/entry.yaml': `entity: entry
title: what
parent: list
fields:
  what: { type: text, required: true }
  list: { type: relation, to: list, required: true, inverse: entries }
access:
  - { role: keeper, can: read }
  - { role: keeper, can: [create, update, delete], when: record.list.status == "open" }
`,
  'workflows/lists.yaml': `workflow: lists
entity: list
states: { open: {}, closed: { final: true } }
transitions:
  close:
    from: [open]
    to: closed
    roles: [keeper]
    guard: { when: 'record.entries.exists(e, true)', message: Write an entry first. }
`,
}

let office: Office
const browsers = new Map<string, Browser>()
const path = '/api/apps/office/payment'
const as = (key: string) => browsers.get(key)!

async function handedIn(amount: string, lines: object[] = []): Promise<string> {
  const made = await as('kim').post(path, {
    fields: { purpose: 'Chairs', amount },
    ...(lines.length > 0 ? { lines: { items: lines.map(fields => ({ fields })) } } : {}),
  })
  assert.equal(made.status, 201, made.text)
  const { id, version } = made.json.record
  const moved = await as('kim').post(`${path}/${id}/transitions/hand_in`, {}, { headers: { 'if-match': `"${version}"` } })
  assert.equal(moved.status, 200, moved.text)
  return id
}
const versionOf = async (id: string) =>
  Number((await office.app.sql<{ version: number }>('SELECT version FROM office.payment WHERE id = $1', [id]))[0]!.version)
const state = async (id: string) => {
  const [row] = await office.app.sql<{ status: string; approval_round: string; editors: string[] }>(
    `SELECT status, approval_round, "status$editors" AS editors FROM office.payment WHERE id = $1`,
    [id],
  )
  return { status: row!.status, round: Number(row!.approval_round), editors: row!.editors }
}
async function vote(key: string, id: string, step: string, decision = 'approve', version?: number) {
  return as(key).post(
    `${path}/${id}/votes`,
    { transition: 'decide', step, decision, ...(decision === 'approve' ? {} : { comment: 'Because.' }) },
    { headers: { 'if-match': `"${version ?? (await versionOf(id))}"` } },
  )
}
const votes = async (id: string) =>
  (await office.app.sql<{ step: string }>(`SELECT step FROM office."payment$vote" WHERE record = $1 ORDER BY at`, [id])).map(
    row => row.step,
  )
const waitsFor = async (key: string, id: string) =>
  (await as(key).get('/api/inbox')).json.items
    .filter((item: { id: string }) => item.id === id)
    .map((item: { step: string }) => item.step)
const stepsOf = async (id: string) =>
  (await as('kim').get(`${path}/${id}`)).json.approval.steps.map((step: { state: string }) => step.state)
/** As SQL, past the server. */
const decide = (key: string, id: string, step: string, version: string, decision = 'approve') =>
  office.app.asRuntime(key, run =>
    run(`SELECT office."payment$decide"($1, ${version}, 'decide', $2, $3, 'x')`, [id, step, decision]),
  )

describe('steps', () => {
  const suite = officeOfSuite(files)
  before(async () => {
    office = suite.office
    for (const key of ['kim', 'lea', 'leo', 'lou', 'bob', 'bea', 'ben', 'pia']) browsers.set(key, await office.app.as(key))
  })

  test('steps are asked in their order, and what all of them approve is approved', async () => {
    const id = await handedIn('500.00')
    assert.deepEqual(await waitsFor('lea', id), ['team'])
    assert.deepEqual(await stepsOf(id), ['open', 'later'])
    assert.deepEqual(await waitsFor('bob', id), [], 'the board is not asked yet')
    const early = await vote('bob', id, 'board')
    assert.deepEqual([early.status, early.json.code], [409, 'approval.step-not-open'])
    await assert.rejects(decide('bob', id, 'board', String(await versionOf(id))), { code: 'BW409' })
    assert.deepEqual(await votes(id), [])
    assert.equal((await vote('lea', id, 'team')).status, 200)
    assert.equal((await state(id)).status, 'waiting')
    assert.deepEqual(await waitsFor('leo', id), [], 'one of the team was enough')
    assert.equal((await vote('leo', id, 'team')).status, 409, 'a step that is done takes no more votes')
    assert.deepEqual(await waitsFor('bob', id), ['board'])
    assert.equal((await vote('bob', id, 'board')).status, 200)
    assert.equal((await state(id)).status, 'waiting', 'two of the board are needed')
    assert.deepEqual(await stepsOf(id), ['done', 'open'])
    assert.deepEqual(await waitsFor('bob', id), [])
    assert.equal((await vote('bea', id, 'board')).status, 200)
    assert.equal((await state(id)).status, 'paid')
    assert.deepEqual(await votes(id), ['team', 'board', 'board'])
    const { vote: cast } = await audited(office.app, id)
    assert.equal(cast, 3)
  })

  test('a step that is not asked is skipped', async () => {
    const id = await handedIn('50.00')
    assert.deepEqual(await stepsOf(id), ['open', 'skipped'])
    assert.equal((await vote('lea', id, 'team')).status, 200)
    assert.equal((await state(id)).status, 'paid')
  })

  test('one person has one vote over all steps of a round, whatever roles they hold', async () => {
    const id = await handedIn('500.00')
    assert.equal((await vote('lou', id, 'team')).status, 200)
    assert.deepEqual(await waitsFor('lou', id), [], 'lou sits on the board too, but has decided')
    const second = await vote('lou', id, 'board')
    assert.deepEqual([second.status, second.json.code], [409, 'approval.already-voted'])
    await assert.rejects(decide('lou', id, 'board', String(await versionOf(id))), {
      code: 'BW409',
      message: 'approval.already-voted',
    })
    assert.deepEqual(await votes(id), ['team'])
    const many = await Promise.all(Array.from({ length: 6 }, () => vote('bob', id, 'board')))
    assert.equal(many.filter(answer => answer.status === 200).length, 1)
    assert.ok(many.every(answer => answer.status < 500))
    assert.deepEqual(await votes(id), ['team', 'board'])
    assert.equal((await state(id)).status, 'waiting')
  })

  test('a vote without the version that was seen is refused, also as SQL', async () => {
    const id = await handedIn('500.00')
    const earlier = await audited(office.app, id)
    for (const version of ['NULL', '0', '99', '-1'])
      await assert.rejects(decide('lea', id, 'team', version), { code: 'BW412', message: 'record.stale' }, version)
    const without = await as('lea').post(`${path}/${id}/votes`, { transition: 'decide', step: 'team', decision: 'approve' })
    assert.equal(without.status, 428, without.text)
    for (const [transition, step, decision] of [
      [null, 'team', 'approve'],
      ['decide', null, 'approve'],
      ['decide', 'team', null],
      ['hand_in', 'team', 'approve'],
      ['decide', 'nobody', 'approve'],
      ['decide', 'team', 'maybe'],
    ])
      await assert.rejects(
        office.app.asRuntime('lea', async run =>
          run(`SELECT office."payment$decide"($1, $2, $3, $4, $5, 'x')`, [id, await versionOf(id), transition, step, decision]),
        ),
        `${transition} ${step} ${decision}`,
      )
    assert.deepEqual(await votes(id), [])
    assert.deepEqual(await audited(office.app, id), earlier)
    assert.equal((await state(id)).status, 'waiting')
  })

  test('who changes a request while it waits does not decide it, however many change it after them', async () => {
    const id = await handedIn('500.00')
    const edit = async (key: string, fields: object) => {
      const answer = await as(key).patch(`${path}/${id}`, { fields }, { headers: { 'if-match': `"${await versionOf(id)}"` } })
      assert.equal(answer.status, 200, answer.text)
    }
    await edit('lea', { purpose: 'Chairs and a table' })
    await edit('bob', { purpose: 'Two chairs and a table' })
    await edit('bea', { purpose: 'Two chairs' })
    assert.deepEqual((await state(id)).editors, ['lea', 'bob', 'bea'].map(office.app.person))
    for (const key of ['lea']) {
      const own = await vote(key, id, 'team')
      assert.deepEqual([own.status, own.json.code], [403, 'approval.own-request'])
      assert.deepEqual(await waitsFor(key, id), [])
      await assert.rejects(decide(key, id, 'team', String(await versionOf(id))), { code: 'BW403' })
    }
    assert.equal((await vote('leo', id, 'team')).status, 200)
    for (const key of ['bob', 'bea']) assert.equal((await vote(key, id, 'board')).status, 403, key)
    assert.deepEqual(await votes(id), ['team'])
    assert.equal((await vote('ben', id, 'board')).status, 200)
    assert.equal((await vote('lou', id, 'board')).status, 200)
    assert.equal((await state(id)).status, 'paid')
  })

  test('editors are not written by anybody: not by the API, not by SQL', async () => {
    const id = await handedIn('500.00')
    await as('lea').patch(
      `${path}/${id}`,
      { fields: { purpose: 'Mine' } },
      { headers: { 'if-match': `"${await versionOf(id)}"` } },
    )
    for (const sql of [
      `UPDATE office."payment$write" SET "status$editors" = '{}' WHERE id = '${id}'`,
      `SELECT set_config('bailiwick.lines_of', '${id}', true); UPDATE office."payment$write" SET purpose = purpose WHERE id = '${id}'`,
      `SELECT set_config('bailiwick.lines_of', '${id}', true); UPDATE office."payment$write" SET "approval_round" = 0 WHERE id = '${id}'`,
    ])
      await office.app.asRuntime('lea', run => run(sql)).catch(() => undefined)
    assert.ok((await state(id)).editors.includes(office.app.person('lea')))
    assert.equal((await vote('lea', id, 'team')).status, 403)
  })

  test('a rejection ends it, and what is sent back and handed in again begins anew', async () => {
    const id = await handedIn('500.00')
    assert.equal((await vote('lea', id, 'team')).status, 200)
    assert.equal((await vote('bob', id, 'board', 'ask_changes')).status, 200)
    assert.equal((await state(id)).status, 'draft')
    const again = await as('kim').post(
      `${path}/${id}/transitions/hand_in`,
      {},
      { headers: { 'if-match': `"${await versionOf(id)}"` } },
    )
    assert.equal(again.status, 200, again.text)
    assert.deepEqual(await waitsFor('bob', id), [], 'the team is asked first again')
    assert.equal((await vote('lea', id, 'team')).status, 200, 'a new round, a new vote')
    assert.equal((await vote('bob', id, 'board', 'reject')).status, 200)
    assert.equal((await state(id)).status, 'refused')
    assert.equal((await vote('bea', id, 'board')).status, 409)
  })

  test('changing the amount voids votes; changing what no vote was about keeps them', async () => {
    const id = await handedIn('500.00')
    assert.equal((await vote('lea', id, 'team')).status, 200)
    const patch = async (fields: object) =>
      as('kim').patch(`${path}/${id}`, { fields }, { headers: { 'if-match': `"${await versionOf(id)}"` } })
    const { round } = await state(id)
    assert.equal((await patch({ purpose: 'Better chairs' })).status, 200)
    assert.equal((await state(id)).round, round)
    const seen = await versionOf(id)
    assert.equal((await patch({ amount: '900.00' })).status, 200)
    assert.equal((await state(id)).round, round + 1)
    assert.deepEqual(await waitsFor('bob', id), [], 'back to the first step')
    assert.equal((await vote('bob', id, 'board', 'approve', seen)).status, 409)
    assert.equal(
      (await vote('leo', id, 'team', 'approve', seen)).status,
      412,
      'who saw the old amount does not approve the new one',
    )
  })

  describe('lines are part of what is decided', () => {
    const line = { what: 'Chair', price: '250.00' }
    const items = async (id: string) =>
      office.app.sql<{ id: string; version: number }>('SELECT id, version FROM office.item WHERE payment = $1', [id])

    const ways: readonly (readonly [string, (id: string, item: string) => Promise<void>])[] = [
      [
        'changed as SQL',
        async (_, item) =>
          void (await office.app.asRuntime('lea', run => run(`UPDATE office."item$write" SET price = 1 WHERE id = $1`, [item]))),
      ],
      [
        'added as SQL',
        async id =>
          void (await office.app.asRuntime('lea', run =>
            run(`INSERT INTO office."item$write" (what, payment) VALUES ('Extra', $1)`, [id]),
          )),
      ],
      [
        'moved to the trash as SQL',
        async (_, item) =>
          void (await office.app.asRuntime('lea', run =>
            run(`UPDATE office."item$write" SET deleted_at = now() WHERE id = $1`, [item]),
          )),
      ],
      [
        'changed by a request of its own',
        async (_, item) => {
          const answer = await as('lea').patch(
            `/api/apps/office/item/${item}`,
            { fields: { price: '3.00' } },
            { headers: { 'if-match': '"1"' } },
          )
          assert.equal(answer.status, 200, answer.text)
        },
      ],
      [
        'changed with its parent',
        async (id, item) => {
          const answer = await as('lea').patch(
            `${path}/${id}`,
            { lines: { items: [{ id: item, version: 1, fields: { what: 'Stool' } }] } },
            { headers: { 'if-match': `"${await versionOf(id)}"` } },
          )
          assert.equal(answer.status, 200, answer.text)
        },
      ],
    ]
    for (const [how, write] of ways) {
      test(`a line ${how} makes a new version, voids the votes, and its writer an editor`, async () => {
        const id = await handedIn('500.00', [line])
        const [item] = await items(id)
        assert.equal((await vote('leo', id, 'team')).status, 200)
        const seen = await versionOf(id)
        const { round } = await state(id)
        await write(id, item!.id)
        const now = await state(id)
        assert.ok((await versionOf(id)) > seen, 'a new version')
        assert.ok(now.round > round, 'votes are void')
        assert.ok(now.editors.includes(office.app.person('lea')), 'its writer is an editor')
        assert.equal((await vote('bob', id, 'board', 'approve', seen)).status, 409)
        assert.ok([409, 412].includes((await vote('leo', id, 'team', 'approve', seen)).status))
        assert.equal((await vote('lea', id, 'team')).status, 403)
        assert.equal((await vote('leo', id, 'team')).status, 200, 'who had no hand in it decides on what it is now')
      })
    }

    /** For what another transaction holds. */
    const somebodyWaits = async () => {
      const [row] = await office.app.sql<{ waits: boolean }>(
        `SELECT EXISTS (SELECT FROM pg_locks w WHERE NOT w.granted AND EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
           WHERE l.pid = w.pid AND d.datname = current_database())) AS waits`,
      )
      return row!.waits
    }

    /** What is written while something is done, by whoever does that, is judged when that is done. */
    async function meanwhile<T>(key: string, statement: string, values: unknown[], write: () => Promise<T>) {
      const began = Promise.withResolvers<void>()
      const goOn = Promise.withResolvers<void>()
      const doing = office.app.asRuntime(key, async run => {
        await run(`SELECT set_config('bailiwick.transition', 'close', true)`)
        await run(statement, values)
        began.resolve()
        await goOn.promise
      })
      await began.promise
      let settled = false
      const written = Promise.allSettled([write()]).finally(() => {
        settled = true
      })
      while (!settled && !(await somebodyWaits())) await new Promise(resolve => setTimeout(resolve, 20))
      goOn.resolve()
      const [[outcome], [done]] = await Promise.all([written, Promise.allSettled([doing])])
      return { outcome: outcome!, done: done! }
    }
    const whileDecided = async <T>(id: string, write: () => Promise<T>) => {
      const deciding = `SELECT office."payment$decide"($1, $2, 'decide', 'team', 'approve', '')`
      const { outcome, done } = await meanwhile('leo', deciding, [id, await versionOf(id)], write)
      assert.equal(done.status, 'fulfilled')
      return outcome
    }

    test('a line that may be written only until the decision is not written when that comes first, by however little', async () => {
      const id = await handedIn('50.00', [line])
      const [item] = await items(id)
      const outcome = await whileDecided(id, () =>
        office.app.asRuntime('tim', run => run(`UPDATE office."item$write" SET price = 1 WHERE id = $1`, [item!.id])),
      )
      assert.equal((await state(id)).status, 'paid')
      assert.equal(outcome.status, 'rejected', 'what was paid is what was decided on')
      assert.deepEqual(await items(id), [item])
    })

    test('lines are saved in the version that was seen, whoever is faster by however little', async () => {
      for (const how of ['changed', 'added']) {
        const id = await handedIn('50.00', [line])
        const [item] = await items(id)
        const sent = how === 'changed' ? { ...item, fields: { price: '1.00' } } : { fields: { what: 'One more' } }
        const headers = { 'if-match': `"${await versionOf(id)}"` }
        const outcome = await whileDecided(id, () => as('kim').patch(`${path}/${id}`, { lines: { items: [sent] } }, { headers }))
        assert.equal(outcome.status === 'fulfilled' && outcome.value.status, 412, how)
        assert.deepEqual(await items(id), [item], how)
      }
    })

    const listed = async (...whats: string[]) => {
      const entries = whats.map(what => ({ fields: { what } }))
      const made = await as('kim').post('/api/apps/office/list', { fields: { name: 'Keys' }, lines: { entries } })
      assert.equal(made.status, 201, made.text)
      return made.json.record.id as string
    }
    const entriesOf = (list: string) =>
      office.app.sql<{ id: string; what: string }>('SELECT id, what FROM office.entry WHERE list = $1 AND deleted_at IS NULL', [
        list,
      ])
    const closing = `UPDATE office."list$write" SET status = 'closed' WHERE id = $1`

    test('a line that may be written until its record is closed is not when that comes first, though nobody decides on it', async () => {
      for (const [how, statement, code] of [
        ['changed', `UPDATE office."entry$write" SET what = 'Late' WHERE id = $1`, 'record.update-refused'],
        ['added', `INSERT INTO office."entry$write" (what, list) VALUES ('Late', $1)`, 'record.create-refused'],
        ['deleted', 'UPDATE office."entry$write" SET deleted_at = now() WHERE id = $1', 'record.delete-refused'],
      ] as const) {
        const id = await listed('Front door')
        const before = await entriesOf(id)
        const { outcome, done } = await meanwhile('kim', closing, [id], () =>
          office.app.asRuntime('kim', run => run(statement, [how === 'added' ? id : before[0]!.id])),
        )
        assert.equal(done.status, 'fulfilled', how)
        assert.equal((outcome as PromiseRejectedResult).reason?.message, code)
        assert.deepEqual(await entriesOf(id), before, how)
        assert.equal(
          (await office.app.sql<{ status: string }>('SELECT status FROM office.list WHERE id = $1', [id]))[0]?.status,
          'closed',
        )
      }
    })

    test('a record is closed on the lines it has by then, and two who write others of its lines do not wait for each other', async () => {
      const id = await listed('Front door')
      const removing = 'UPDATE office."entry$write" SET deleted_at = now() WHERE id = $1'
      const { outcome, done } = await meanwhile('kim', removing, [(await entriesOf(id))[0]!.id], () =>
        office.app.asRuntime('kim', async run => {
          await run(`SELECT set_config('bailiwick.transition', 'close', true)`)
          return run(closing, [id])
        }),
      )
      assert.deepEqual([done.status, outcome.status], ['fulfilled', 'rejected'])
      assert.match(String((outcome as PromiseRejectedResult).reason.detail), /Write an entry first/)
      const two = await listed('Front door', 'Back door')
      const [one, other] = await entriesOf(two)
      const writing = `UPDATE office."entry$write" SET what = 'Gate' WHERE id = $1`
      await office.app.asRuntime('kim', async run => {
        await run(writing, [one!.id])
        await office.app.asRuntime('kim', later => later(writing, [other!.id]))
      })
      assert.deepEqual(
        (await entriesOf(two)).map(({ what }) => what),
        ['Gate', 'Gate'],
      )
    })

    test('a line that is moved to another payment touches both', async () => {
      const [one, two] = [await handedIn('500.00', [line]), await handedIn('600.00', [line])]
      const [item] = await items(one)
      const before = [await versionOf(one), await versionOf(two)]
      await office.app.asRuntime('lea', run => run(`UPDATE office."item$write" SET payment = $2 WHERE id = $1`, [item!.id, two]))
      assert.ok((await versionOf(one)) > before[0]! && (await versionOf(two)) > before[1]!)
      for (const id of [one, two]) assert.ok((await state(id)).editors.includes(office.app.person('lea')))
    })

    test('a line saved as it was touches nothing', async () => {
      const id = await handedIn('500.00', [line])
      const [item] = await items(id)
      assert.equal((await vote('leo', id, 'team')).status, 200)
      const earlier = [await versionOf(id), await state(id), await audited(office.app, id)]
      await office.app.asRuntime('lea', run => run(`UPDATE office."item$write" SET what = 'Chair' WHERE id = $1`, [item!.id]))
      assert.deepEqual([await versionOf(id), await state(id), await audited(office.app, id)], earlier)
    })

    test('who may not write the line changes nothing of the payment', async () => {
      const id = await handedIn('500.00', [line])
      const [item] = await items(id)
      const earlier = [await versionOf(id), await state(id), await audited(office.app, id)]
      for (const sql of [
        `UPDATE office."item$write" SET price = 1 WHERE id = '${item!.id}'`,
        `INSERT INTO office."item$write" (what, payment) VALUES ('x', '${id}')`,
        `SELECT set_config('bailiwick.lines_of', '${id}', true); UPDATE office."payment$write" SET purpose = purpose WHERE id = '${id}'`,
      ])
        await office.app.asRuntime('pia', run => run(sql)).catch(() => undefined)
      assert.deepEqual([await versionOf(id), await state(id), await audited(office.app, id)], earlier)
    })

    test('several lines in one request are one new version of the payment', async () => {
      const id = await handedIn('500.00', [line, line])
      const seen = await versionOf(id)
      const answer = await as('lea').patch(
        `${path}/${id}`,
        { lines: { items: (await items(id)).map(each => ({ ...each, fields: { price: '9.00' } })) } },
        { headers: { 'if-match': `"${seen}"` } },
      )
      assert.equal(answer.status, 200, answer.text)
      assert.equal(await versionOf(id), seen + 1)
      assert.equal(answer.headers.etag, `"${seen + 1}"`)
    })
  })
})
