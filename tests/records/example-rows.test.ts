/** What the example app promises about who may do what, row by row, against the running app with its seed. Rows that change something each take a record of their own. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { SeedRecord } from '../../examples/seeding/shape.ts'
import { seed } from '../../examples/support-ops/seed/seed.ts'
import { fits, type Row } from '../../examples/support-ops/tests/row.ts'
import type { SeedToImport } from '../../packages/server/src/governance/apps/import-seed.ts'
import { type RunningApp, runApp } from '../harness/app.ts'
import type { Answer, Browser } from '../harness/browser.ts'

const folder = fileURLToPath(new URL('../../examples/support-ops/', import.meta.url))
const files = new Map(
  globSync('{app.yaml,entities/*.yaml,workflows/*.yaml,screens/*.yaml,layouts/*.yaml}', { cwd: folder }).map(file => [
    file,
    readFileSync(folder + file, 'utf8'),
  ]),
)
const data = seed(new Date())
// Everybody may be asked, also those whom the sign-in page does not offer.
const people = data.people.map(person => ({ ...person, demo: person.demo ?? person.name }))
const ids = new Map([...data.people, ...data.teams].map(({ key, id }) => [key, id]))

let app: RunningApp
const browsers = new Map<string, Browser>()
const used = new Set<string>()

async function browserOf(key: string): Promise<Browser> {
  const known = browsers.get(key)
  if (known) return known
  const made = key === 'nobody' ? app.stranger() : await app.as(key)
  browsers.set(key, made)
  return made
}

const typeOf = (entity: string, field: string) =>
  app.definition.entities.find(each => each.name === entity)?.fields.find(each => each.name === field)?.type

function sent(entity: string, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const type = typeOf(entity, name)
      if (type === 'person' || type === 'team') return [name, ids.get(String(value)) ?? value]
      return [name, value instanceof Date ? value.toISOString().slice(0, 10) : value]
    }),
  )
}

function recordFor(row: Row): SeedRecord {
  const found = data.records[row.entity]?.find(
    record =>
      !record.deleted_at && !used.has(record.id) && fits(record, row, (name, value) => sent(row.entity, { [name]: value })[name]),
  )
  assert.ok(found, 'a record fits')
  return found
}

async function ask(row: Row, browser: Browser): Promise<{ answer: Answer; record?: SeedRecord }> {
  const path = `/api/apps/support_ops/${row.entity}`
  if (row.does === 'create') {
    const to = row.as === 'nobody' ? `/api/public/apps/support_ops/forms/${row.entity}` : path
    return { answer: await browser.post(to, { fields: sent(row.entity, row.set ?? {}) }) }
  }
  const record = recordFor(row)
  const one = `${path}/${record.id}`
  const headers = { 'if-match': `"${record.version}"` }
  const fields = sent(row.entity, row.set ?? {})
  switch (row.does) {
    case 'update':
      return { record, answer: await browser.patch(one, { fields }, { headers }) }
    case 'delete':
      return { record, answer: await browser.delete(one, { headers }) }
    case 'comment':
      return { record, answer: await browser.post(`${one}/comments`, { text: 'Of the tests.' }) }
    case 'share': {
      const id = ids.get(row.with ?? '')
      const whom = data.teams.some(team => team.id === id) ? { team: id } : { person: id }
      const until = new Date(Date.now() + 86_400_000).toISOString()
      return { record, answer: await browser.post(`${one}/shares`, { ...whom, level: 'read', until }) }
    }
    case 'reveal':
      return { record, answer: await browser.post(`${one}/reveal`, { field: row.field }) }
    case 'take':
      return {
        record,
        answer: await browser.post(`${one}/transitions/${row.transition}`, { fields, comment: 'Of the tests.' }, { headers }),
      }
    case 'decide': {
      const workflow = app.definition.workflows.find(each => each.entity === row.entity)
      const transition = workflow?.transitions.find(each => each.approval?.steps.some(step => step.name === row.step))?.name
      if (row.first) {
        const before = { transition, step: row.first.step, decision: 'approve' }
        assert.equal((await (await browserOf(row.first.as)).post(`${one}/votes`, before, { headers })).status, 200)
      }
      const body = { transition, step: row.step, decision: row.decision, comment: 'Of the tests.' }
      return { record, answer: await browser.post(`${one}/votes`, body, { headers }) }
    }
    default:
      return { record, answer: await browser.get(one) }
  }
}

describe('the support desk keeps its promises', () => {
  const endings: (() => unknown)[] = []
  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      { files, seed: { ...data, people } as unknown as SeedToImport },
    )
  })
  after(async () => {
    for (const end of endings) await end()
  })

  for (const file of globSync('tests/*.yaml', { cwd: folder }).sort()) {
    for (const row of parse(readFileSync(folder + file, 'utf8')) as Row[]) {
      const { as, does, entity, expect, ...rest } = row
      test(`${as} ${does} ${entity} ${JSON.stringify(rest)}: ${expect}`, async () => {
        const browser = await browserOf(as)
        if (does === 'export') {
          const view = (await browser.get('/api/apps/support_ops')).json
          const may = view.entities.some(
            (each: { name: string; can: string[] }) => each.name === entity && each.can.includes('export'),
          )
          assert.equal(may, expect === 'allowed')
          return
        }
        const { answer, record } = await ask(row, browser)
        if (record && does !== 'read' && answer.status < 300) used.add(record.id)
        const about = `${answer.status} ${answer.text.slice(0, 400)}`
        if (row.field && does === 'read') {
          assert.equal(answer.status, 200, about)
          const value = answer.json.record[row.field] ?? null
          if (expect === 'absent') assert.equal(value, null, about)
          else if (expect === 'masked') {
            assert.equal(typeof value?.masked, 'string', about)
            assert.ok(!answer.text.includes(String(record?.fields[row.field])), 'the value itself is nowhere in the answer')
          } else if ((record?.fields[row.field] ?? null) !== null) {
            assert.notEqual(value, null, about)
            assert.equal(value.masked, undefined, about)
          }
        } else if (expect === 'allowed') {
          assert.ok(answer.status >= 200 && answer.status < 300, about)
          if (does === 'reveal') assert.equal(answer.json.value, record?.fields[row.field ?? ''])
        } else if (expect === 'hidden') assert.equal(answer.status, 404, about)
        else {
          // A field that no grant of theirs lets them write is, to them, not a field that can be written.
          const unwritable = answer.json?.fields?.some((each: { message: string }) =>
            /^(cannot be set|is not a field you can set)$/.test(each.message),
          )
          assert.ok(answer.status === 403 || (answer.status === 422 && unwritable), about)
        }
      })
    }
  }
})
