/** The purchasing example with its seed, running, and what its tests do in it. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { seed } from '../../examples/purchasing/seed/seed.ts'
import type { SeedRecord } from '../../examples/seeding/shape.ts'
import type { SeedToImport } from '../../packages/server/src/governance/apps/import-seed.ts'
import { type RunningApp, runApp } from '../harness/app.ts'
import type { Answer, Browser } from '../harness/browser.ts'

const folder = fileURLToPath(new URL('../../examples/purchasing/', import.meta.url))
const files = new Map(
  globSync('{app.yaml,entities/*.yaml,workflows/*.yaml,screens/*.yaml,layouts/*.yaml}', { cwd: folder }).map(file => [
    file,
    readFileSync(folder + file, 'utf8'),
  ]),
)
export const data = seed(new Date())
// Everybody may be asked, also those whom the sign-in page does not offer. Alone in its installation, the app has nobody else to administer it.
const people = data.people.map(person => ({
  ...person,
  demo: person.demo ?? person.name,
  ...(person.key === 'renata' && { administrator: true }),
}))
export const idOf = new Map([...data.people, ...data.teams].map(({ key, id }) => [key, id]))
export const api = '/api/apps/purchasing'

export const all = (entity: string, fits: (record: SeedRecord) => boolean) => data.records[entity]!.filter(fits)
export const pick = (entity: string, fits: (record: SeedRecord) => boolean): SeedRecord => {
  const [found] = all(entity, fits)
  assert.ok(found, `the seed has such a ${entity}`)
  return found
}
export const place = (code: string) => pick('location', ({ fields }) => fields.code === code).id
export const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
export const today = inDays(0)

/** A card as somebody has read it. */
export interface Card {
  readonly id: string
  readonly on_hand: number
}

export function refusedAt(answer: Answer, field: string, message?: RegExp): void {
  assert.equal(answer.status, 422, answer.text)
  assert.ok(
    answer.json.fields.some((each: { field: string }) => each.field === field),
    answer.text,
  )
  if (message) assert.match(answer.text, message)
}

/** Started before the suite's tests and ended after them. */
export function purchasingOfSuite() {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  const signedIn = new Map<string, Browser>()
  const as = (key: string) => signedIn.get(key)!

  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      { files, seed: { ...data, people } as unknown as SeedToImport },
    )
    for (const { key } of people) signedIn.set(key, await app.as(key))
  })
  after(async () => {
    for (const end of endings) await end()
  })

  const get = async (key: string, entity: string, id: string) => (await as(key).get(`${api}/${entity}/${id}`)).json.record
  const list = async (key: string, entity: string, query: Record<string, string> = {}) => {
    const answer = await as(key).get(`${api}/${entity}?${new URLSearchParams({ pageSize: '100', count: 'exact', ...query })}`)
    assert.equal(answer.status, 200, answer.text)
    return answer.json as { items: Record<string, unknown>[]; count?: number }
  }
  const create = (key: string, entity: string, fields: object, lines?: object[]) =>
    as(key).post(`${api}/${entity}`, { fields, ...(lines && { lines: { lines: lines.map(line => ({ fields: line })) } }) })
  const made = async (answer: Promise<Answer>) => {
    const { status, text, json } = await answer
    assert.equal(status, 201, text)
    return json.record.id as string
  }
  const take = async (key: string, entity: string, id: string, transition: string, body: object = {}) => {
    const seen = await get(key, entity, id)
    const headers = { 'if-match': `"${seen?.version ?? 1}"` }
    return as(key).post(`${api}/${entity}/${id}/transitions/${transition}`, body, { headers })
  }
  const taken = async (...given: Parameters<typeof take>) => {
    const answer = await take(...given)
    assert.equal(answer.status, 200, answer.text)
  }
  const vote = async (key: string, entity: string, id: string, step: string, decision = 'approve') => {
    const seen = await get(key, entity, id)
    const body = { transition: 'decide', step, decision, comment: 'Of the tests.' }
    return as(key).post(`${api}/${entity}/${id}/votes`, body, { headers: { 'if-match': `"${seen?.version ?? 1}"` } })
  }
  const voted = async (...given: Parameters<typeof vote>) => {
    const answer = await vote(...given)
    assert.equal(answer.status, 200, answer.text)
  }
  const card = async (sku: string, code: string, key = 'olek'): Promise<Card> => {
    const item = pick('item', ({ fields }) => fields.sku === sku).id
    const { id } = pick('stock_level', ({ fields }) => fields.item === item && fields.location === place(code))
    return { id, on_hand: Number((await get(key, 'stock_level', id)).on_hand) }
  }
  const used = new Set<string>()
  /** An item of which so many lie in each of these places, and that no other test has moved. */
  const stocked = (least: number, ...codes: string[]): string => {
    const onHand = new Map<unknown, number>()
    for (const { fields } of data.records.stock_move!)
      onHand.set(fields.level, (onHand.get(fields.level) ?? 0) + Number(fields.quantity))
    const lies = (item: string, code: string) =>
      data.records.stock_level!.some(
        ({ id, fields }) => fields.item === item && fields.location === place(code) && onHand.get(id)! >= least && !used.has(id),
      )
    const item = pick('item', ({ id }) => codes.every(code => lies(id, code)))
    for (const { id } of all('stock_level', ({ fields }) => fields.item === item.id)) used.add(id)
    return String(item.fields.sku)
  }
  /** A line of the card. */
  const line = (of: Pick<Card, 'id'>, code: string, quantity: number, more: object = {}) => ({
    reference: 'Of the tests',
    location: place(code),
    level: of.id,
    kind: quantity < 0 ? 'issue' : 'adjust',
    quantity,
    ...more,
  })
  /** What the lines of a card come to. */
  const summed = async (level: string) => {
    const [row] = await app.sql<{ sum: string }>('SELECT sum(quantity) FROM purchasing.stock_move WHERE level = $1', [level])
    return Number(row!.sum)
  }
  return {
    as,
    get,
    list,
    create,
    made,
    take,
    taken,
    vote,
    voted,
    card,
    stocked,
    line,
    summed,
    app: () => app,
  }
}
