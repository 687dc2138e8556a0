/** A number over child records counts what its reader could list through that relation, and finds them by its index also where the relation is hidden from some. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { type Office, officeOfSuite } from '../harness/office.ts'

let office: Office

describe('roll-ups', () => {
  const suite = officeOfSuite()
  before(async () => {
    office = suite.office
    await office.app.superuser(admin =>
      admin.query(`SET session_replication_role = replica;
        INSERT INTO office.visit (id, version, created_at, updated_at, what, account)
          SELECT bailiwick.uuidv7(), 1, now(), now(), 'visit ' || i, CASE WHEN i <= 3 THEN '${office.account}'::uuid ELSE gen_random_uuid() END FROM generate_series(1, 6000) i;
        RESET session_replication_role; ANALYZE office.visit`),
    )
    const kim = await office.app.as('kim')
    const shared = await kim.post(`/api/apps/office/account/${office.account}/shares`, {
      person: office.app.person('gus'),
      level: 'read',
      until: new Date(Date.now() + 86_400_000).toISOString(),
    })
    assert.equal(shared.status, 201, shared.text)
  })
  const count = (key: string) =>
    office.app.asRuntime(key, run =>
      run(`SELECT visit_count::integer FROM office."account$read" WHERE id = $1`, [office.account]),
    )

  test('whoever reads the relation has the number, whoever does not has none of it', async () => {
    assert.deepEqual(await count('gus'), [[3]])
    assert.deepEqual(await count('kim'), [[0]], 'kim reads visits, but not of which account they are')
    assert.deepEqual(await count('lea'), [[0]], 'lea reads no visits')
  })

  test('the children of one record are found by the index of their relation', async () => {
    for (const key of ['gus', 'kim']) {
      const plan = (await office.app.asRuntime(key, run =>
        run(
          `EXPLAIN (ANALYZE, TIMING off, SUMMARY off, BUFFERS off) SELECT visit_count FROM office."account$read" WHERE id = $1`,
          [office.account],
        ),
      )) as [string][]
      const text = plan.map(([line]) => line).join('\n')
      assert.match(text, /(Index|Bitmap).*visit/, text)
      assert.doesNotMatch(text, /Seq Scan on visit/, text)
    }
  })

  test('what roll-ups read is for roll-ups alone', async () => {
    for (const key of ['gus', 'kim'])
      await assert.rejects(
        office.app.asRuntime(key, run => run('SELECT * FROM office."visit$via"')),
        { code: '42501' },
      )
  })
})
