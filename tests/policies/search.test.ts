/**
 * Search: beginnings of words, parts of words, and words with a slip where a person finds nothing else, within what they see and told by nothing that they do not. On both ends
 * of the PostgreSQL versions, since the indexes are of an extension.
 */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { rollDice } from '@bailiwick/definition/write/random-definition.ts'
import { openInstallation } from '../../packages/server/src/installation.ts'
import { answer } from '../../packages/server/src/request.ts'
import type { Answer, Browser } from '../harness/browser.ts'
import { createDatabase, testSecret } from '../harness/database.ts'
import { type Desk, deskFiles, deskOfSuite, runDesk } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'entities/contact.yaml': `entity: contact
title: name
number: { prefix: C- }
fields:
  name: { type: text, required: true, search: true }
  about: { type: long_text, search: true }
  email: { type: email, search: true }
  site: { type: url, search: true }
  phone: { type: phone, search: true }
  secret: { type: text }
  team: { type: team, required: true }
access:
  - { role: manager, can: [read, create, update, delete, restore] }
  - { role: agent, can: [read, update], when: record.team in user.teams }
`,
  'entities/memo.yaml': `entity: memo
title: name
fields:
  name: { type: text, required: true }
  text: { type: long_text, required: true, search: true }
access:
  - { role: manager, can: [read, create] }
`,
}

const seed = Number(process.env.BAILIWICK_SEED ?? Math.floor(Math.random() * 2 ** 31))

let desk: Desk
let ana: Browser
let luis: Browser
let mei: Browser
const base = '/api/apps/desk'
const search = (who: Browser, words: string, more: Record<string, string> = {}, entity = 'contact') =>
  who.get(`${base}/${entity}?${new URLSearchParams({ search: words, ...more })}`)
const names = (answer: Answer): string[] => answer.json.items.map((item: { name: string }) => item.name).sort()
const found = async (who: Browser, words: string, more: Record<string, string> = {}) => {
  const answer = await search(who, words, more)
  assert.equal(answer.status, 200, `${words}: ${answer.text}`)
  return { names: names(answer), similar: answer.json.similar as boolean | undefined }
}
const exactly = async (who: Browser, words: string, expected: readonly string[]) =>
  assert.deepEqual(await found(who, words), { names: [...expected].sort(), similar: undefined }, words)
const similar = async (who: Browser, words: string, expected: readonly string[]) =>
  assert.deepEqual(await found(who, words), { names: [...expected].sort(), similar: true }, words)
const make = async (fields: Record<string, unknown>, entity = 'contact') => {
  const answer = await mei.post(`${base}/${entity}`, { fields })
  assert.equal(answer.status, 201, answer.text)
  return answer.json.record as { id: string; number: string; version: number }
}
const patch = async (id: string, version: number, fields: Record<string, unknown>) => {
  const answer = await mei.patch(`${base}/contact/${id}`, { fields }, { headers: { 'if-match': `"${version}"` } })
  assert.equal(answer.status, 200, answer.text)
}

describe(`search (seed ${seed})`, () => {
  const suite = deskOfSuite(files)
  before(async () => {
    desk = suite.desk
    ;[ana, luis, mei] = (await Promise.all(['ana', 'luis', 'mei'].map(key => desk.app.as(key)))) as [Browser, Browser, Browser]
    await make({ name: 'Acme Refund Desk', about: 'Handles zeppelins', email: 'rita@harbour.example', team: desk.emea })
    await make({ name: 'Printer repair', site: 'https://mends.example/toner', phone: '+49 40 5551234', team: desk.emea })
    await make({ name: 'Hidden walrus', about: 'About giraffes', email: 'ox@secret.example', secret: 'axolotl', team: desk.apac })
  })

  test('finds by the beginnings of words, all of them, whichever field holds which', async () => {
    await exactly(mei, 'acm', ['Acme Refund Desk'])
    await exactly(mei, 'DESK zepp', ['Acme Refund Desk'])
    await exactly(mei, 'acme repair', [])
    await exactly(mei, 'de', ['Acme Refund Desk'])
  })

  test('finds a part of a word of three characters in short fields, not in long ones', async () => {
    await exactly(mei, 'fun', ['Acme Refund Desk'])
    await exactly(mei, 'arbour', ['Acme Refund Desk'])
    await exactly(mei, 'ends', ['Printer repair'])
    await exactly(mei, '5123', ['Printer repair'])
    await exactly(mei, 'RINT fun', [])
    await exactly(mei, 'epair rint', ['Printer repair'])
    await exactly(mei, 'un', [])
    await exactly(mei, 'eppelin', [])
    await exactly(mei, 'iraffe', [])
  })

  test('finds a number by a part of its digits, with what stands before it and without', async () => {
    await desk.app.superuser(client => client.query(`SELECT setval('desk."contact$number"', 4711)`))
    const made = await make({ name: 'Numbered', team: desk.emea })
    const digits = made.number.slice(2)
    for (const words of [made.number, made.number.toLowerCase(), digits, digits.slice(1)])
      assert.ok((await found(mei, words)).names.includes('Numbered'), words)
  })

  test('does not take the end of one field and the beginning of the next for a word', async () => {
    for (const words of ['deskrita', 'eskri', 'skrit'])
      assert.ok((await found(mei, words)).similar !== undefined || (await found(mei, words)).names.length === 0, words)
  })

  test('takes what stands for others in patterns as itself', async () => {
    await make({ name: 'Rebate of 50_60 and a\\b for 100% wool', team: desk.emea })
    await exactly(mei, '50_60', ['Rebate of 50_60 and a\\b for 100% wool'])
    for (const words of ['50x60', 'reb_te', 'reb%te', 'r__ate', 'zz%', 'ref\\und']) {
      const answer = await search(mei, words)
      assert.equal(answer.status, 200, answer.text)
      assert.ok(
        !answer.json.items.some((item: { name: string }) => item.name.startsWith('Rebate')) || /reb/.test(words),
        `${words}: ${names(answer)}`,
      )
    }
    // A caller of the function itself may send any text as a word.
    await desk.app.asRuntime('mei', async run => {
      const count = async (words: string, guess = false) =>
        Number((await run(`SELECT count(*) FROM desk."contact$search"(ARRAY[${words}]::text[], ${guess})`))[0]![0])
      assert.equal(await count(`'50_60'`), 1)
      assert.equal(await count(`'100% wool'`), 1)
      for (const words of [
        `'reb%wool'`,
        `'r_bate'`,
        `'%%%'`,
        `'___'`,
        `E'bate\\\\%'`,
        `E'x\\'; SELECT'`,
        `E'x\\\\'') OR true --'`,
        `NULL`,
        `''`,
        `E'\\\\'`,
        `''''`,
      ]) {
        assert.equal(await count(words), 0, words)
        assert.equal(await count(words, true), 0, words)
      }
      assert.equal(await count(''), 0)
      await run('SET standard_conforming_strings = off')
      assert.equal(await count(`'x''y'`), 0)
      assert.equal(await count(`'50_60'`), 1)
    })
  })

  test('takes a slip where there is nothing else, and says so', async () => {
    for (const slip of ['refnud', 'refubd', 'refnd', 'reffund', 'erfund', 'refunb', 'Refumd desk', 'refunds'])
      await similar(mei, slip, ['Acme Refund Desk'])
    for (const slip of ['acmee', 'amce', 'acne', 'aacme', 'akme']) await similar(mei, slip, ['Acme Refund Desk'])
    for (const slip of ['pirnter', 'prniter', 'primter', 'printter', 'repiar']) await similar(mei, slip, ['Printer repair'])
    await similar(mei, 'hrabour', ['Acme Refund Desk'])
    // Beside a slip the other words are as they were: an exact one may be of a long text, or a part.
    await similar(mei, 'zeppel refnud', ['Acme Refund Desk'])
    await exactly(mei, 'refnud walrus', [])
  })

  test('takes nothing for similar that only begins alike, is short, or has a digit in it', async () => {
    await make({ name: 'Reference of a referee', team: desk.emea })
    await similar(mei, 'refnud', ['Acme Refund Desk'])
    await exactly(mei, 'dek', [])
    await exactly(mei, 'c-9999', [])
    await exactly(mei, 'acme7', [])
    await exactly(mei, 'xylophone', [])
  })

  test('takes two slips in a long word', async () => {
    await make({ name: 'Accommodation', team: desk.emea })
    await similar(mei, 'accomodaton', ['Accommodation'])
  })

  test('keeps to what the person sees: a hidden record has no word, no part and no slip', async () => {
    for (const words of ['walrus', 'alru', 'walrsu', 'hiden', 'secret', 'giraffes']) {
      assert.deepEqual(await found(ana, words), { names: [], similar: undefined }, words)
      assert.deepEqual((await search(ana, words)).json, (await search(ana, 'qqqqqq')).json, 'as if it were not there')
    }
    await exactly(luis, 'alru', ['Hidden walrus'])
    await similar(luis, 'walrsu', ['Hidden walrus'])
    await exactly(luis, 'refund', [])
  })

  test('whether it guesses depends on nothing that is hidden', async () => {
    const before = (await search(ana, 'refnud', { count: 'exact' })).json
    assert.equal(before.similar, true)
    const made = await make({ name: 'Refnud', team: desk.apac })
    assert.deepEqual((await search(ana, 'refnud', { count: 'exact' })).json, before, 'the very word, in a record that is hidden')
    await exactly(luis, 'refnud', ['Refnud'])
    await exactly(mei, 'refnud', ['Refnud'])
    await patch(made.id, 1, { team: desk.emea })
    await exactly(ana, 'refnud', ['Refnud'])
    await patch(made.id, 2, { team: desk.apac, name: 'Nothing of that' })
    assert.deepEqual((await search(ana, 'refnud', { count: 'exact' })).json, before)
  })

  test('what the request asks beside it decides too: nothing here means similar ones here', async () => {
    await make({ name: 'Refnud as written', phone: '+1 555 0100', team: desk.emea })
    await exactly(ana, 'refnud', ['Refnud as written'])
    const here = await found(ana, 'refnud', { filter: '!has(record.phone)' })
    assert.deepEqual(here, { names: ['Acme Refund Desk'], similar: true })
    assert.deepEqual(await found(mei, 'refnud', { trash: 'only' }), { names: [], similar: undefined })
  })

  test('counts and aggregates are of the same records as the list', async () => {
    for (const [words, filter, count, guessed] of [
      ['refund', undefined, 1, undefined],
      ['efun', undefined, 1, undefined],
      ['rfund', undefined, 1, true],
      ['refnud', '!has(record.phone)', 1, true],
      ['refnud', undefined, 1, undefined],
      ['qqqqqq', undefined, 0, undefined],
    ] as const) {
      const more: Record<string, string> = filter === undefined ? {} : { filter }
      for (const how of ['exact', 'capped']) {
        const { json } = await search(ana, words, { ...more, count: how })
        assert.deepEqual([json.items.length, json.count, json.similar], [count, count, guessed], `${words} ${how}`)
      }
      const aggregate = async (rest: Record<string, string>) =>
        (await ana.get(`${base}/contact/aggregate?${new URLSearchParams({ search: words, ...more, ...rest })}`)).json
      const total = await aggregate({})
      assert.deepEqual([total.groups[0].values.count, total.similar], [count, guessed], words)
      const groups = await aggregate({ groupBy: 'team' })
      assert.deepEqual([groups.groups.length, groups.similar], [count, guessed], words)
    }
  })

  test('gives each record once over its pages, and pages stay of their kind whatever is written between', async () => {
    for (let index = 0; index < 7; index += 1) await make({ name: `Flamingo ${index}`, team: desk.emea })
    for (const words of ['flamingo', 'laming', 'flamnigo']) {
      const seen: string[] = []
      let token: string | undefined
      do {
        const page = await search(ana, words, { pageSize: '3', ...(token ? { pageToken: token } : {}) })
        assert.equal(page.status, 200, page.text)
        assert.equal(page.json.similar, words === 'flamnigo' ? true : undefined)
        seen.push(...names(page))
        token = page.json.nextPageToken
      } while (token)
      assert.deepEqual(
        seen.sort(),
        Array.from({ length: 7 }, (_, index) => `Flamingo ${index}`),
        words,
      )
    }
    const first = await search(ana, 'flamnigo', { pageSize: '3' })
    const made = await make({ name: 'Flamnigo', team: desk.emea })
    const next = await search(ana, 'flamnigo', { pageSize: '10', pageToken: first.json.nextPageToken })
    assert.equal(next.json.similar, true)
    assert.equal(next.json.items.length, 4)
    await exactly(ana, 'flamnigo', ['Flamnigo'])
    const other = await search(ana, 'flamingo', { pageToken: first.json.nextPageToken })
    assert.equal(other.json.code, 'query.page-token', 'a page of one search is none of another')
    // The last page of exact ones is the end, not a reason to guess.
    const exact = await search(ana, 'flamingo', { pageSize: '6' })
    await mei.delete(`${base}/contact/${made.id}`, { headers: { 'if-match': '"1"' } })
    assert.equal(exact.json.similar, undefined)
  })

  test('gives somebody who reads every record, page after page, what it gives in one: newest first, counted, sorted and filtered alike', async () => {
    for (const word of ['zebra one', 'zebra two', 'zebra three', 'zebra four', 'zebra five', 'zebra six', 'zebra seven'])
      await make({ name: word, team: desk.emea })
    const ids = (answer: Answer) => answer.json.items.map((item: { id: string }) => item.id)
    const whole = await search(mei, 'zebra', { count: 'exact' })
    assert.equal(whole.json.count, 7)
    const paged: string[] = []
    for (let token: string | undefined, page = 0; page === 0 || token; page += 1) {
      const answer = await search(mei, 'zebra', { pageSize: '3', count: 'capped', ...(token ? { pageToken: token } : {}) })
      assert.equal(answer.json.count, 7)
      paged.push(...ids(answer))
      token = answer.json.nextPageToken
    }
    assert.deepEqual(paged, ids(whole))
    assert.deepEqual(ids(await search(mei, 'zebra', { orderBy: 'created_at', pageSize: '3' })), [...paged].reverse().slice(0, 3))
    const odd = await search(mei, 'zebra', { filter: 'record.name != "zebra seven"', pageSize: '3' })
    assert.deepEqual(ids(odd), paged.slice(1, 4), 'what a filter takes out makes room')
  })

  test('follows a record that says something else, and costs nothing where it says the same', async () => {
    const made = await make({ name: 'Narwhal', team: desk.emea })
    await exactly(ana, 'arwha', ['Narwhal'])
    await patch(made.id, 1, { secret: 'x' })
    await exactly(ana, 'arwha', ['Narwhal'])
    await patch(made.id, 2, { name: 'Octopus', email: 'tentacle@sea.example' })
    await exactly(ana, 'arwha', [])
    await exactly(ana, 'ctop', ['Octopus'])
    await exactly(ana, 'entacl', ['Octopus'])
    await patch(made.id, 3, { email: null })
    await exactly(ana, 'entacl', [])
    const [row] = await desk.app.sql(`SELECT "search$plain" AS plain FROM desk.contact WHERE id = $1`, [made.id])
    assert.equal(row!.plain, `octopus\n${made.number.toLowerCase()}`)
  })

  test('finds letters beyond ASCII however they were composed', async () => {
    await make({ name: 'Mu\u0308nzenberg', team: desk.emea })
    await exactly(mei, 'enber', ['Mu\u0308nzenberg'])
    // A database of the locale C knows no letters beyond ASCII; there it is the parts of ASCII alone.
    const [locale] = await desk.app.sql<{ knows: boolean }>(`SELECT '\u00fc' ~ '[[:alpha:]]' AS knows`)
    if (!locale!.knows) return
    for (const words of ['m\u00fcnzen', '\u00dcNZ', 'Mu\u0308nzenb']) await exactly(mei, words, ['Mu\u0308nzenberg'])
  })

  test('finds beginnings alone where all searched fields are long, and guesses nothing there', async () => {
    await make({ name: 'Walruses', text: 'Walruses and refunds' }, 'memo')
    for (const [words, count] of [
      ['walr', 1],
      ['alrus', 0],
      ['walrsues', 0],
    ] as const) {
      const { json } = await search(mei, words, {}, 'memo')
      assert.deepEqual([json.items.length, json.similar], [count, undefined], words)
    }
  })

  test('nobody writes what is searched, reads it past their rules, or makes anything beside the extension', async () => {
    const [{ id }] = (await search(mei, 'acme')).json.items
    for (const sql of [
      `UPDATE desk."contact$write" SET "search$plain" = 'x' WHERE id = '${id}'`,
      `SELECT "search$plain" FROM desk."contact$write"`,
      `SELECT "search$plain" FROM desk."contact$read"`,
      `SELECT "search$plain" FROM desk.contact`,
      `SELECT bailiwick_trigrams.similarity('a', 'b')`,
      `SELECT 'a' OPERATOR(bailiwick_trigrams.%) 'b'`,
      `CREATE FUNCTION bailiwick_trigrams.f() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
      `SELECT bailiwick.search_condition('{acme}', 't.search_text', 't.id', false)`,
    ])
      await assert.rejects(
        desk.app.asRuntime('ana', run => run(sql)),
        /permission denied|does not exist/,
        `${sql} went through`,
      )
    // Its own limits, set to let everything pass, let pass nothing of others.
    await desk.app.asRuntime('ana', async run => {
      await run(
        `SELECT set_config('pg_trgm.word_similarity_threshold', '0', false), set_config('pg_trgm.strict_word_similarity_threshold', '0', false)`,
      )
      const all = await run(`SELECT s::text AS id FROM desk."contact$search"('{walrsuses,hiddenest}', true) s`)
      const seen = (await run('SELECT id::text FROM desk."contact$read"')).map(([id]) => id)
      assert.ok(all.length > 0)
      for (const [id] of all) assert.ok(seen.includes(id), `${id} is found and not seen`)
    })
  })

  test('what is written leaves no trace of it in audit and history', async () => {
    const made = await make({ name: 'Traceless', team: desk.emea })
    await patch(made.id, 1, { name: 'Untraced' })
    const rows = await desk.app.sql('SELECT before, after FROM bailiwick.audit WHERE record = $1', [made.id])
    assert.equal(rows.length, 2)
    assert.ok(!JSON.stringify(rows).includes('search$plain'))
  })

  test('a guess that is long in coming is left, and the first answer stands', async () => {
    const asking = { person: desk.app.person('ana'), session: null as never, requestId: 'long' }
    const wait = (millis: number) => ({
      statements: [
        { text: `SELECT pg_catalog.set_config('statement_timeout', '100', true)`, values: [] },
        { text: `SELECT pg_catalog.pg_sleep(${millis / 1000})`, values: [] },
      ],
      answer: () => 'the guess',
    })
    for (const [millis, expected] of [
      [1, 'the guess'],
      [5_000, 'the first'],
    ] as const) {
      const plan = { statements: [], answer: () => 'the first', instead: () => wait(millis) }
      assert.equal(await answer(desk.app.installation.floors, asking, () => plan), expected)
    }
  })

  test('finds by any part of what was written, and by one slip in it', async () => {
    const dice = rollDice(seed)
    const letters = 'abcdefghijklmnopqrstuvwxyz'
    const word = (length: number) => Array.from({ length }, () => letters[dice.below(26)]).join('')
    for (let turn = 0; turn < 25; turn += 1) {
      const name = `${word(5 + dice.below(8))} ${word(6 + dice.below(6))}`
      await make({ name, team: desk.emea })
      const words = name.split(' ')
      const chosen = words[dice.below(2)]!
      const from = dice.below(chosen.length - 3)
      const part = chosen.slice(from, from + 3 + dice.below(chosen.length - from - 2))
      assert.ok((await found(ana, part)).names.includes(name), `seed ${seed}: ${part} of ${name}`)
      const longest = words.find(each => each.length >= 6)!
      const at = 1 + dice.below(longest.length - 2)
      const slipped = [
        longest.slice(0, at) + longest.slice(at + 1),
        longest.slice(0, at) + letters[dice.below(26)] + longest.slice(at),
        longest.slice(0, at) + letters[dice.below(26)] + longest.slice(at + 1),
        longest.slice(0, at) + longest[at + 1] + longest[at] + longest.slice(at + 2),
      ][dice.below(4)]!
      const { names: hits } = await found(ana, slipped)
      assert.ok(hits.includes(name), `seed ${seed}: ${slipped} for ${longest}`)
      const { names: others } = await found(luis, slipped)
      assert.ok(!others.includes(name), `seed ${seed}: ${slipped} is told to somebody else`)
    }
  })
})

describe('search in an installation from before', () => {
  test('finds parts from its next release on, and versions and audit stay as they were', async t => {
    const { app, tickets } = await runDesk(t)
    const state = () =>
      app.sql(
        'SELECT id, version, updated_at, (SELECT count(*) FROM bailiwick.audit a WHERE a.record = t.id) AS rows FROM desk.ticket t ORDER BY id',
      )
    const before = await state()
    await app.superuser(async admin => {
      await admin.query('SET session_replication_role = replica')
      await admin.query('ALTER TABLE desk.ticket DROP COLUMN "search$plain" CASCADE')
      await admin.query('ALTER TABLE desk.customer DROP COLUMN "search$plain" CASCADE')
      const { rows } = await admin.query<{
        id: string
        operations: { tables: { columns: { name: string }[]; indexes: { name: string }[] }[] }
      }>(`SELECT r.id, r.operations FROM bailiwick.app a JOIN bailiwick.release r ON r.id = a.live_release WHERE a.name = 'desk'`)
      const { id, operations } = rows[0]!
      for (const table of operations.tables) {
        table.columns = table.columns.filter(column => column.name !== 'search$plain')
        table.indexes = table.indexes.filter(index => !index.name.endsWith('$parts'))
      }
      await admin.query(`UPDATE bailiwick.release SET compiler = '25', operations = $2 WHERE id = $1`, [
        id,
        JSON.stringify(operations),
      ])
      await admin.query('RESET session_replication_role')
    })
    // Until then nothing is guessed, and nothing fails.
    await app.superuser(admin =>
      admin.query(`DROP FUNCTION desk."ticket$search";
        CREATE FUNCTION desk."ticket$search"(words text[]) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT NULL::uuid WHERE false'`),
    )
    const old = await (await app.as('ana')).get(`${base}/ticket?search=pirnter`)
    assert.deepEqual([old.status, old.json.items, old.json.similar], [200, [], undefined], old.text)
    // The same definition, by another compiler.
    assert.equal((await app.release(deskFiles)).kind, 'released')
    const ana = await app.as('ana')
    const found = async (words: string) =>
      (await ana.get(`${base}/ticket?search=${words}`)).json.items.map((item: { id: string }) => item.id)
    assert.deepEqual(await found('rinte'), [tickets.ours])
    assert.deepEqual(await found('pirnter'), [tickets.ours])
    assert.deepEqual(await state(), before)
    const [index] = await app.sql(`SELECT indexdef FROM pg_indexes WHERE schemaname = 'desk' AND indexname = 'ticket$parts'`)
    assert.match(String(index?.indexdef), /gin_trgm_ops/)
  })
})

describe('a server without the extension that searches need', () => {
  const opening = (address: Parameters<typeof openInstallation>[0]['address']) =>
    openInstallation({
      address,
      secret: testSecret,
      demo: false,
      publicUrl: 'http://localhost',
      headFile: undefined,
      observe: () => undefined,
    })

  test('is told what to install, and nothing is left half made', async t => {
    const database = await createDatabase(t)
    const admin = await database.connect()
    const { rows } = await admin.query<{ v: number }>(`SELECT current_setting('server_version_num')::int AS v`)
    const { database: name } = database.address
    // Older ones look for extensions in one place alone, so that theirs cannot be hidden: there it is what follows that is seen.
    if (rows[0]!.v >= 180000) {
      await admin.query(`ALTER DATABASE ${name} SET extension_control_path = '/nowhere'`)
      await assert.rejects(opening(database.address), /pg_trgm.*Install.*postgresql/)
      await admin.query(`ALTER DATABASE ${name} RESET extension_control_path`)
    }
    const opened = await opening(database.address)
    await opened.close()
    const { rows: places } = await admin.query(
      `SELECT extnamespace::regnamespace::text AS place FROM pg_extension WHERE extname = 'pg_trgm'`,
    )
    assert.deepEqual(places, [{ place: 'bailiwick_trigrams' }])
  })

  test('or that has it in another place is told how to go on', async t => {
    const database = await createDatabase(t)
    const admin = await database.connect()
    await admin.query('CREATE EXTENSION pg_trgm')
    await assert.rejects(opening(database.address), /pg_trgm is in the schema public.*DROP EXTENSION pg_trgm/)
    await admin.query('DROP EXTENSION pg_trgm')
    const opened = await opening(database.address)
    await opened.close()
  })
})
