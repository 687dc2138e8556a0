/** An example app that runs with its seed, and its rows as tests: who may do what. Rows that change something each take a record of their own. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { fits, type Row } from '../../examples/seeding/rows.ts'
import type { Seed, SeedRecord } from '../../examples/seeding/shape.ts'
import type { SeedToImport } from '../../packages/server/src/governance/apps/import-seed.ts'
import { type RunningApp, runApp } from './app.ts'
import type { Answer, Browser } from './browser.ts'

export interface ExampleSuite {
  readonly folder: string
  readonly seed: Seed
  /** Ids of people and teams, by key. */
  readonly ids: ReadonlyMap<string, string>
  /** There from the suite's first test on. */
  readonly app: RunningApp
  /** @param key of a person of the seed; `nobody` is not signed in */
  browserOf(key: string): Promise<Browser>
}

/** @param name of the folder beneath `examples/` */
export function exampleOfSuite(name: string, seed: Seed): ExampleSuite {
  const folder = fileURLToPath(new URL(`../../examples/${name}/`, import.meta.url))
  const files = new Map(
    globSync('{app.yaml,entities/*.yaml,workflows/*.yaml,screens/*.yaml,layouts/*.yaml}', { cwd: folder }).map(file => [
      file,
      readFileSync(folder + file, 'utf8'),
    ]),
  )
  // Everybody may be asked, also those whom the sign-in page does not offer.
  const people = seed.people.map(person => ({ ...person, demo: person.demo ?? person.name }))
  const endings: (() => unknown)[] = []
  const browsers = new Map<string, Browser>()
  let app: RunningApp | undefined
  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      { files, seed: { ...seed, people } as unknown as SeedToImport },
    )
  })
  after(async () => {
    for (const end of endings) await end()
  })
  return {
    folder,
    seed,
    ids: new Map([...seed.people, ...seed.teams].map(({ key, id }) => [key, id])),
    get app() {
      assert.ok(app, 'the example runs')
      return app
    },
    async browserOf(key) {
      const known = browsers.get(key)
      if (known) return known
      const made = key === 'nobody' ? this.app.stranger() : await this.app.as(key)
      browsers.set(key, made)
      return made
    },
  }
}

/** Every row of the example's `tests/` as a test. */
export function keepsItsRows(suite: ExampleSuite): void {
  const used = new Set<string>()
  test('whoever has news reads what they are of, and everybody opens the lists kept for them', () => readsTheirs(suite))
  for (const file of globSync('tests/*.yaml', { cwd: suite.folder }).sort()) {
    for (const row of parse(readFileSync(suite.folder + file, 'utf8')) as Row[]) {
      const { as, does, entity, expect, ...rest } = row
      test(`${as} ${does} ${entity} ${JSON.stringify(rest)}: ${expect}`, async () => {
        if (does === 'export') await checkExport(suite, row)
        else await checkRow(suite, row, used)
      })
    }
  }
}

async function readsTheirs(suite: ExampleSuite): Promise<void> {
  const { app, seed } = suite
  const viewsOf = `/api/apps/${app.definition.app.name}`
  const given = await app.sql<{ person: string; news: number }>(
    'SELECT person, count(*)::int AS news FROM bailiwick.notification GROUP BY person',
  )
  const newsOf = new Map(given.map(({ person, news }) => [person, news]))
  assert.equal(newsOf.size, new Set(seed.news.map(({ person }) => person)).size)
  for (const { key, id } of seed.people) {
    const browser = await suite.browserOf(key)
    const { items, unread } = (await browser.get('/api/notifications')).json
    assert.equal(items.length, Math.min(newsOf.get(id) ?? 0, 100), key)
    assert.equal(unread, seed.news.filter(({ person, read }) => person === key && !read).length, key)
    for (const { list, question } of (await browser.get(`${viewsOf}/saved-views`)).json.items) {
      const screen = app.definition.screens.find(({ name }) => list === `s/${name}`)!
      const { entity } = screen as { entity: string }
      const asked = new URLSearchParams({
        ...(question.filter && { filter: question.filter }),
        ...(question.orderBy && { orderBy: question.orderBy }),
      })
      const answer = await browser.get(`${viewsOf}/${entity}?pageSize=1&${asked}`)
      assert.equal(answer.status, 200, `${key}: ${answer.text.slice(0, 300)}`)
      const summed = question.summary ?? 'count'
      const figures = new URLSearchParams({ ...(question.group && { groupBy: question.group }), measures: summed })
      const sums = await browser.get(`${viewsOf}/${entity}/aggregate?${figures}`)
      assert.equal(sums.status, 200, `${key}: ${sums.text.slice(0, 300)}`)
    }
  }
}

async function checkExport(suite: ExampleSuite, { as, entity, expect }: Row): Promise<void> {
  const view = (await (await suite.browserOf(as)).get(`/api/apps/${suite.app.definition.app.name}`)).json
  const may = view.entities.some((each: { name: string; can: string[] }) => each.name === entity && each.can.includes('export'))
  assert.equal(may, expect === 'allowed')
}

async function checkRow(suite: ExampleSuite, row: Row, used: Set<string>): Promise<void> {
  const { does, expect } = row
  const { answer, record } = await ask(suite, row, used)
  if (record && does !== 'read' && answer.status < 300) used.add(record.id)
  const about = `${answer.status} ${answer.text.slice(0, 400)}`
  if (row.field && does === 'read') checkField(row.field, expect, answer, record)
  else if (expect === 'allowed') {
    assert.ok(answer.status >= 200 && answer.status < 300, about)
    if (does === 'reveal') assert.equal(answer.json.value, record?.fields[row.field ?? ''])
  } else if (expect === 'hidden') assert.equal(answer.status, 404, about)
  else {
    // A field that no grant of theirs lets them write is, to them, not a field that can be written.
    const unwritable = answer.json?.fields?.some((each: { message: string }) =>
      /^(cannot be set: .*|is not a field you can set)$/.test(each.message),
    )
    assert.ok(answer.status === 403 || (answer.status === 422 && unwritable), about)
  }
}

function checkField(field: string, expect: Row['expect'], answer: Answer, record: SeedRecord | undefined): void {
  const about = `${answer.status} ${answer.text.slice(0, 400)}`
  assert.equal(answer.status, 200, about)
  const value = answer.json.record[field] ?? null
  if (expect === 'absent') assert.equal(value, null, about)
  else if (expect === 'masked') {
    assert.equal(typeof value?.masked, 'string', about)
    assert.ok(!answer.text.includes(String(record?.fields[field])), 'the value itself is nowhere in the answer')
  } else if ((record?.fields[field] ?? null) !== null) {
    assert.notEqual(value, null, about)
    assert.equal(value.masked, undefined, about)
  }
}

/** Values as they are sent: people and teams by id, days as text. */
function sent({ app, ids }: ExampleSuite, entity: string, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = app.definition.entities.find(each => each.name === entity)?.fields
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const type = fields?.find(each => each.name === name)?.type
      if (type === 'person' || type === 'team') return [name, ids.get(String(value)) ?? value]
      return [name, value instanceof Date ? value.toISOString().slice(0, 10) : value]
    }),
  )
}

function recordFor(suite: ExampleSuite, row: Row, used: ReadonlySet<string>): SeedRecord {
  const found = suite.seed.records[row.entity]?.find(
    record =>
      !record.deleted_at &&
      !used.has(record.id) &&
      fits(record, row, (name, value) => sent(suite, row.entity, { [name]: value })[name]),
  )
  assert.ok(found, 'a record fits')
  return found
}

async function ask(suite: ExampleSuite, row: Row, used: ReadonlySet<string>): Promise<{ answer: Answer; record?: SeedRecord }> {
  const { ids, seed } = suite
  const { app, workflows } = suite.app.definition
  const browser = await suite.browserOf(row.as)
  const path = `/api/apps/${app.name}/${row.entity}`
  const fields = sent(suite, row.entity, row.set ?? {})
  if (row.does === 'create') {
    const to = row.as === 'nobody' ? `/api/public/apps/${app.name}/forms/${row.entity}` : path
    return { answer: await browser.post(to, { fields }) }
  }
  const record = recordFor(suite, row, used)
  const one = `${path}/${record.id}`
  const headers = { 'if-match': `"${record.version}"` }
  const comment = 'Of the tests.'
  switch (row.does) {
    case 'update':
      return { record, answer: await browser.patch(one, { fields }, { headers }) }
    case 'delete':
      return { record, answer: await browser.delete(one, { headers }) }
    case 'comment':
      return { record, answer: await browser.post(`${one}/comments`, { text: comment }) }
    case 'share': {
      const id = ids.get(row.with ?? '')
      const whom = seed.teams.some(team => team.id === id) ? { team: id } : { person: id }
      const until = new Date(Date.now() + 86_400_000).toISOString()
      return { record, answer: await browser.post(`${one}/shares`, { ...whom, level: 'read', until }) }
    }
    case 'reveal':
      return { record, answer: await browser.post(`${one}/reveal`, { field: row.field }) }
    case 'take':
      return { record, answer: await browser.post(`${one}/transitions/${row.transition}`, { fields, comment }, { headers }) }
    case 'decide': {
      const { field, transitions } = workflows.find(each => each.entity === row.entity)!
      const state = String(record.fields[field])
      const transition = transitions.find(
        ({ approval, from }) => from.includes(state) && approval?.steps.some(step => step.name === row.step),
      )?.name
      if (row.first) {
        const before = { transition, step: row.first.step, decision: 'approve' }
        assert.equal((await (await suite.browserOf(row.first.as)).post(`${one}/votes`, before, { headers })).status, 200)
      }
      const body = { transition, step: row.step, decision: row.decision, comment }
      return { record, answer: await browser.post(`${one}/votes`, body, { headers }) }
    }
    default:
      return { record, answer: await browser.get(one) }
  }
}
