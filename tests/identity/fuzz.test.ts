/** Random requests at every declared route: whatever is sent, the answer is never a 5xx, and the next request is answered as if nothing had been. */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import type { Browser } from '../harness/browser.ts'
import { addApp, addPerson, openGround, signedIn } from './ground.ts'

const seed = Number(process.env.BAILIWICK_SEED ?? randomInt(2 ** 31))
/** Seeds that found something once are run every time. */
const seeds = [1, 20_261_124, seed]
const requests = 250

/** mulberry32: small, and the same everywhere. */
function random(from: number): () => number {
  let state = from
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const texts = [
  '', ' ', 'x', '\u0000', '\ud800', '%00', '%ff', "'; DROP TABLE bailiwick.person; --", '$1', '{}', '[]', 'null', 'true', '0', '-1', '1e309', '9999999999999999999', 'NaN',
  '__proto__', 'constructor', '../../etc/passwd', '\u202e', '😀', 'ﬃ', 'a'.repeat(5_000), 'ana@example.test', '00000000-0000-7000-8000-000000000000', '2026-02-30', '0000-00-00T99:99:99Z',
  '<script>alert(1)</script>', '${7*7}', '\r\nx: y', 'Infinity', '-0',
] // biome-ignore format: a corpus

interface Shape {
  readonly properties?: Record<string, unknown>
}

for (const each of seeds) {
  test(`seed ${each}: no request makes a 5xx`, async t => {
    const ground = await openGround(t, { demo: true })
    await addApp(ground, 'desk', ['agent'])
    await addPerson(ground, { administrator: true, email: 'keeper@example.test' })
    const root = await addPerson(ground, { administrator: true })
    const browsers: Browser[] = [ground.browser(), await signedIn(ground, root.email)]
    const next = random(each)
    const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!
    const value = (depth = 0): unknown => {
      const kind = next()
      if (kind < 0.55) return pick(texts)
      if (kind < 0.7) return pick([0, -1, 1.5, 2 ** 53, 1e308, true, false, null])
      if (depth > 4) return null
      if (kind < 0.85) return Array.from({ length: Math.floor(next() * 4) }, () => value(depth + 1))
      return Object.fromEntries(Array.from({ length: Math.floor(next() * 4) }, () => [pick(texts), value(depth + 1)]))
    }
    // Ending the sessions of the one who asks would make the rest of the run ask as nobody.
    const routes = ground.server.declarations.filter(route => !/^\/api\/sessions?$/.test(route.path) || route.method !== 'DELETE')
    for (let i = 0; i < requests; i++) {
      const route = pick(routes)
      const path = route.path.replace(
        /:\w+|\*/g,
        () =>
          encodeURIComponent(
            pick([...texts, root.id])
              .toWellFormed()
              .slice(0, 200),
          ) || 'x',
      )
      const known = Object.keys(((pick([route.body, route.query]) ?? {}) as Shape).properties ?? {})
      const keys = [...known, ...(next() < 0.2 ? [pick(texts)] : [])]
      const query =
        next() < 0.4
          ? `?${keys.map(key => `${encodeURIComponent(key.toWellFormed())}=${encodeURIComponent(pick(texts).toWellFormed())}`).join('&')}`
          : ''
      const body = next() < 0.9 ? Object.fromEntries(keys.map(key => [key, value()])) : value()
      const raw = next() < 0.1 ? pick(texts) : JSON.stringify(body)
      const writes = route.method !== 'GET'
      const headers =
        next() < 0.2
          ? {
              'content-type': pick([
                'text/plain',
                'application/json; charset=utf-8',
                'application/json;;',
                'multipart/form-data',
              ]),
            }
          : {}
      const answer = await pick(browsers).ask(route.method, path + query, writes ? { raw, headers } : {})
      const fine = answer.status < 500 || answer.json?.code === 'screens.not-built'
      assert.ok(
        fine,
        `request ${i} of seed ${each}: ${route.method} ${path}${query} ${writes ? raw : ''} → ${answer.status} ${answer.text}`,
      )
    }
    assert.equal((await ground.browser().get('/health/ready')).status, 200)
    assert.deepEqual(
      ground.observed.filter(observation => observation.kind === 'http.fault'),
      [],
    )
    const keepers = await ground.sql(`SELECT id FROM bailiwick.person WHERE administrator AND status = 'active'`)
    assert.ok(keepers.length >= 1)
  })
}
