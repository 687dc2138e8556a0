/**
 * The peer: one endpoint for each measured operation, written by hand with Fastify and pg over tables with row-level security. `awaited` runs its statements one after
 * the other, as most engineers write it; `pipelined` prepares them and sends each transaction in one go. It keeps no audit, has no approvals, no field rules, no realtime.
 */
import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyRequest } from 'fastify'
import pg from 'pg'

const pipelined = process.env.BENCH_MODE === 'pipelined'
const pool = new pg.Pool({
  ...JSON.parse(process.env.BENCH_DATABASE ?? ''),
  max: 20,
  ...(pipelined ? { pipeline: true } : {}),
} as pg.PoolConfig)
const app = fastify()

interface Person {
  readonly id: string
  readonly teams: string
}

const signedIn = `SELECT s.person AS id, (WITH RECURSIVE mine AS (SELECT m.team FROM membership m WHERE m.person = s.person
    UNION SELECT t.id FROM team t JOIN mine ON t.parent = mine.team) SELECT array_agg(team)::text FROM mine) AS teams
  FROM session s WHERE s.token_hash = $1 AND s.expires_at > now()`

async function personOf(request: FastifyRequest): Promise<Person> {
  const token = /bailiwick=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
  const hash = createHash('sha256').update(token).digest()
  const { rows } = await pool.query<Person>(
    pipelined ? { name: 'session', text: signedIn, values: [hash] } : { text: signedIn, values: [hash] },
  )
  if (!rows[0]) throw Object.assign(new Error('sign in'), { statusCode: 401 })
  return rows[0]
}

/** One statement as this person. */
async function asPerson(person: Person, name: string, text: string, values: unknown[]): Promise<pg.QueryResult> {
  const client = await pool.connect()
  const enter = `SELECT set_config('app.person', $1, true), set_config('app.teams', $2, true), set_config('role', 'peer_app', true)`
  try {
    if (pipelined) {
      const [, , result] = await Promise.all([
        client.query('BEGIN'),
        client.query({ name: 'enter', text: enter, values: [person.id, person.teams] }),
        client.query({ name, text, values }),
        client.query('COMMIT'),
      ])
      return result
    }
    await client.query('BEGIN')
    await client.query(enter, [person.id, person.teams])
    const result = await client.query(text, values)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

const listed = `t.id, t.version, t.number, t.subject, t.status, t.priority, t.team, t.assignee, t.created_at, t.updated_at, c.id AS customer, c.name AS customer_name`

app.get('/tickets', async request => {
  const person = await personOf(request)
  const { q } = request.query as { q?: string }
  const { rows } = q
    ? await asPerson(
        person,
        'search',
        `SELECT ${listed} FROM ticket t JOIN customer c ON c.id = t.customer
        WHERE t.search_text @@ websearch_to_tsquery('simple', $1) ORDER BY t.created_at DESC, t.id DESC LIMIT 51`,
        [q],
      )
    : await asPerson(
        person,
        'list',
        `SELECT ${listed} FROM ticket t JOIN customer c ON c.id = t.customer ORDER BY t.created_at DESC, t.id DESC LIMIT 51`,
        [],
      )
  return { items: rows.slice(0, 50), more: rows.length > 50 }
})

app.get('/tickets/counts', async request => {
  const { rows } = await asPerson(
    await personOf(request),
    'counts',
    'SELECT status, count(*)::int FROM ticket GROUP BY status ORDER BY 2 DESC',
    [],
  )
  return { groups: rows }
})

const whole = `t.id, t.version, t.number, t.subject, t.body, t.status, t.status_since, t.channel, t.product, t.priority, t.severity, t.team, t.assignee, t.escalation_level,
  t.reopened_count, t.created_at, t.updated_at, t.customer`

app.get('/tickets/:id', async (request, reply) => {
  const { id } = request.params as { id: string }
  const { rows } = await asPerson(
    await personOf(request),
    'get',
    `SELECT ${whole}, c.name AS customer_name FROM ticket t JOIN customer c ON c.id = t.customer WHERE t.id = $1`,
    [id],
  )
  return rows[0] ?? reply.code(404).send({ title: 'not found' })
})

app.post('/tickets', async (request, reply) => {
  const person = await personOf(request)
  const { subject, customer, product, priority, team } = request.body as Record<string, string>
  const { rows } = await asPerson(
    person,
    'create',
    `INSERT INTO ticket AS t (subject, customer, product, priority, team, channel, severity, created_by, updated_by) VALUES ($1, $2, $3, $4, $5, 'email', 's3', $6, $6) RETURNING ${whole}`,
    [subject, customer, product, priority, team, person.id],
  )
  return reply.code(201).send(rows[0])
})

const ways: Readonly<Record<string, readonly string[]>> = {
  waiting: ['working', 'escalated'],
  working: ['waiting', 'escalated', 'assigned'],
}

app.post('/tickets/:id/state', async (request, reply) => {
  const person = await personOf(request)
  const { id } = request.params as { id: string }
  const { to, version } = request.body as { to: string; version: number }
  const { rows } = await asPerson(
    person,
    'change',
    `UPDATE ticket AS t SET status = $3, status_since = now(), updated_at = now(), updated_by = $4, version = version + 1
     WHERE id = $1 AND version = $2 AND status = ANY ($5::text[]) RETURNING ${whole}`,
    [id, version, to, person.id, ways[to] ?? []],
  )
  return rows[0] ?? reply.code(409).send({ title: 'changed meanwhile, or not from here' })
})

await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port: (app.server.address() as AddressInfo).port })
