/** In which language and time zone one reads: one's own to say, and met by the next request on every node. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addPerson, openGround, signedIn } from './ground.ts'

const path = '/api/session/preferences'

describe('preferences', () => {
  test('each says their own, one at a time, and takes it back; the audit says who did', async t => {
    const ground = await openGround(t)
    const [ana, ben] = [await addPerson(ground, { name: 'Ana' }), await addPerson(ground, { name: 'Ben' })]
    const [hers, his] = [await signedIn(ground, ana.email), await signedIn(ground, ben.email)]
    assert.deepEqual((await hers.get('/api/session')).json.preferences, { language: null, timeZone: null })

    assert.deepEqual((await hers.patch(path, { language: 'DE-at' })).json, { language: 'de-AT', timeZone: null })
    const both = { language: 'de-AT', timeZone: 'Europe/Berlin' }
    assert.deepEqual((await hers.patch(path, { timeZone: 'Europe/Berlin' })).json, both, 'what is left out stays')
    assert.equal((await hers.patch(path, both)).status, 200)
    assert.deepEqual((await hers.get(path)).json, both)
    assert.deepEqual((await hers.get('/api/session')).json.preferences, both)
    assert.deepEqual((await his.get(path)).json, { language: null, timeZone: null }, 'nobody else’s')

    const elsewhere = await ground.secondNode()
    assert.deepEqual((await elsewhere.browser({ cookies: hers.cookies }).get(path)).json, both)

    assert.deepEqual((await hers.patch(path, { language: null, timeZone: 'UTC' })).json, { language: null, timeZone: 'UTC' })
    const rows = await ground.sql(
      `SELECT person, record, after ->> 'language' AS language, after ->> 'time_zone' AS zone FROM bailiwick.audit WHERE kind = 'person.update' ORDER BY seq`,
    )
    const of = (language: string | null, zone: string | null) => ({ person: ana.id, record: ana.id, language, zone })
    assert.deepEqual(rows, [of('de-AT', null), of('de-AT', 'Europe/Berlin'), of(null, 'UTC')], 'what was so already is no change')
  })

  test('what is no language and no time zone is refused by name, and nothing is kept of the rest', async t => {
    const ground = await openGround(t)
    const ana = await addPerson(ground)
    const hers = await signedIn(ground, ana.email)
    for (const [body, ...fields] of [
      [{ language: 'deutsch!', timeZone: 'Berlin' }, 'language', 'timeZone'],
      [{ language: 'de', timeZone: '+01:00' }, 'timeZone'],
      [{ language: 'de', timeZone: 'Europe/Berln' }, 'timeZone'],
      [{ language: 'x'.repeat(36) }, 'language'],
      [{ language: '' }, 'language'],
      [{ language: 5 }, 'language'],
      [{ language: 'de', person: ana.id }, 'person'],
    ] as const) {
      const { status, json } = await hers.patch(path, body)
      assert.deepEqual([status, json.code], [400, 'request.invalid'], JSON.stringify(body))
      assert.deepEqual(
        json.fields.map((each: { field: string }) => each.field),
        fields,
      )
    }
    for (const timeZone of ['Asia/Kolkata', 'Asia/Calcutta', 'America/Argentina/Buenos_Aires'])
      assert.equal((await hers.patch(path, { timeZone })).json.timeZone, timeZone)
    assert.equal((await hers.get(path)).json.language, null)
    assert.equal((await ground.browser().patch(path, { language: 'de' })).status, 401)
    assert.equal((await ground.browser().get(path)).status, 401)
  })
})
