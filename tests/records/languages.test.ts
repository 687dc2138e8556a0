/** An app in each reader's language: what it says of itself and what its rules refuse with. Names, values and rights are the same in all of them. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser } from '../harness/browser.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

const german = `language: de
texts:
  Desk: Schalter
  Agent: Bearbeiter
  Ticket: Vorgang
  Tickets: Vorgänge
  Subject: Betreff
  High: Hoch
  Draft: Entwurf
  Submit: Einreichen
  Manager: Leitung
  A credit is not negative.: Eine Gutschrift ist nicht negativ.
  Say why.: Bitte begründen.
at:
  workflows.refunds.transitions.decide.steps: { Manager: Teamleitung }
personas:
  Ana of the tests.: Ana aus den Tests.
`
const files = {
  ...deskFiles,
  'workflows/refunds.yaml': deskFiles['workflows/refunds.yaml']!.replace(
    'by: record.created_by == user.id }',
    'by: record.created_by == user.id, guard: { when: size(record.reason) > 5, message: Say why. } }',
  ).replace('need: 1 }', 'need: 1, when: record.amount > 1.00 || record.reason == "Because" }'),
  'languages/de.yaml': german,
}
const preferences = '/api/session/preferences'
const app = '/api/apps/desk'
const asGerman = { headers: { 'accept-language': 'de-DE,de;q=0.9,en;q=0.1' } }

describe('an app in several languages', () => {
  const suite = deskOfSuite(files)
  const german = async (key: string): Promise<Browser> => {
    const browser = await suite.desk.app.as(key)
    assert.equal((await browser.patch(preferences, { language: 'de-AT' })).status, 200)
    return browser
  }

  test('is described to each in their own: the one they chose, then their browser’s, then the app’s', async () => {
    const [ana, mei] = [await german('ana'), await suite.desk.app.as('mei')]
    const titles = async (browser: Browser, asking = {}) => {
      const { json, headers } = await browser.get(app, asking)
      const ticket = json.entities.find((each: { name: string }) => each.name === 'ticket')
      const field = (name: string) => ticket.fields.find((each: { name: string }) => each.name === name)
      const high = field('priority').options.find((each: { name: string }) => each.name === 'high')
      return [headers['content-language'], json.title, ticket.labelPlural, field('subject').title, high.title]
    }
    const inGerman = ['de', 'Schalter', 'Vorgänge', 'Betreff', 'Hoch']
    const inEnglish = ['en', 'Desk', 'Tickets', 'Subject', 'High']
    // At one and the same time, again and again: nobody is given another's.
    const both = await Promise.all(Array.from({ length: 20 }, (_, index) => titles(index % 2 ? ana : mei)))
    for (const [index, told] of both.entries()) assert.deepEqual(told, index % 2 ? inGerman : inEnglish)
    assert.deepEqual(await titles(mei, asGerman), inGerman)
    assert.deepEqual(await titles(ana, { headers: { 'accept-language': 'en' } }), inGerman, 'chosen is chosen')
    assert.deepEqual(await titles(mei, { headers: { 'accept-language': 'fr, *;q=0.5' } }), inEnglish)
    assert.equal((await ana.get('/api/session')).json.apps[0].title, 'Schalter')
    assert.equal((await mei.get('/api/session')).json.apps[0].title, 'Desk')

    const elsewhere = await suite.desk.app.secondNode()
    const there = await elsewhere.as('ana')
    assert.deepEqual(await titles(there), inGerman)
    await ana.patch(preferences, { language: 'en' })
    assert.deepEqual(await titles(there), inEnglish, 'counts at once, on every node')
    await ana.patch(preferences, { language: null })

    const { json: english } = await mei.get(app)
    const { json: spoken } = await mei.get(app, asGerman)
    const names = (json: unknown) =>
      JSON.stringify(json, (key, value) => (['title', 'label', 'labelPlural'].includes(key) ? undefined : value))
    assert.equal(names(spoken), names(english), 'nothing but words differs')
    const decide = spoken.entities.find((each: { name: string }) => each.name === 'refund').workflow.transitions[1]
    assert.deepEqual(
      [spoken.roles[0].title, decide.approval.steps],
      ['Leitung', [{ name: 'manager', title: 'Teamleitung', need: 1 }]],
    )
  })

  test('says who its personas are, on the sign-in page of a demonstration, in the language of whoever looks', async () => {
    const sentenceIn = async (language: string) => {
      const { json } = await suite.desk.app.stranger().get('/api/sign-in', { headers: { 'accept-language': language } })
      return (json.personas as { id: string; sentence: string }[]).find(({ id }) => id === suite.desk.app.person('ana'))!.sentence
    }
    assert.equal(await sentenceIn('de-AT'), 'Ana aus den Tests.')
    assert.equal(await sentenceIn('fr, en'), 'Ana of the tests.')
  })

  test('refuses in the language of who is refused, alone or as one of many', async () => {
    const [mei, mia] = [await german('mei'), await suite.desk.app.as('mia')]
    const ticket = `${app}/ticket/${suite.desk.tickets.ours}`
    const message = async (browser: Browser) => {
      const { headers, json } = await browser.get(ticket)
      const version = json.record.version
      const one = await browser.patch(ticket, { fields: { credit: '-1.00' } }, { headers: { 'if-match': String(headers.etag) } })
      const bulk = { records: [{ id: suite.desk.tickets.ours, version }], change: { credit: '-1.00' } }
      const many = await browser.post(`${app}/ticket/bulk`, bulk)
      const key = { headers: { 'if-match': String(headers.etag), 'idempotency-key': `k-${browser === mei}` } }
      const once = await browser.patch(ticket, { fields: { credit: '-1.00' } }, key)
      const again = await browser.patch(ticket, { fields: { credit: '-1.00' } }, key)
      return [one, once, again].map(({ json }) => json.fields[0].message).concat(many.json.results[0].problem.fields[0].message)
    }
    assert.deepEqual(new Set(await message(mei)), new Set(['Eine Gutschrift ist nicht negativ.']))
    assert.deepEqual(new Set(await message(mia)), new Set(['A credit is not negative.']))

    // What a job was refused is worded when it is read, whatever was spoken when it was begun.
    const begun = await mei.post(`${app}/ticket/jobs`, {
      records: { ids: [suite.desk.tickets.ours] },
      change: { credit: '-1.00' },
    })
    assert.equal(begun.status, 202, begun.text)
    const ofJob = `/api/jobs/${begun.json.id}`
    const last = Date.now() + 20_000
    while ((await mei.get(ofJob)).json.endedAt === undefined && Date.now() < last) await wait(20)
    const ofEach = async () => {
      const { problem } = (await mei.get(`${ofJob}/results`)).json.items[0]
      return [problem.title, problem.fields[0].message]
    }
    assert.deepEqual(await ofEach(), ['Einige Werte stimmen nicht', 'Eine Gutschrift ist nicht negativ.'])
    await mei.patch(preferences, { language: 'en' })
    assert.deepEqual(await ofEach(), ['Some values are not right', 'A credit is not negative.'])
    assert.equal((await mei.post(`${ofJob}/undo`)).json.title, 'Nothing of this job can be taken back')
    await mei.patch(preferences, { language: 'de' })
    const undone = await mei.post(`${ofJob}/undo`)
    assert.deepEqual(
      [undone.status, undone.json.title],
      [409, 'An dieser Sammeländerung lässt sich nichts rückgängig machen'],
      undone.text,
    )

    const made = await mei.post(`${app}/refund`, { fields: { reason: 'no', amount: '5.00' } })
    const refund = `${app}/refund/${made.json.record.id}`
    const offer = async (browser: Browser) => (await browser.get(refund)).json.transitions[0].reason
    assert.equal(await offer(mei), 'Bitte begründen.')
    const refused = await mei.post(`${refund}/transitions/submit`, {}, { headers: { 'if-match': '"1"' } })
    assert.equal(refused.json.fields?.[0].message, 'Bitte begründen.', refused.text)
    await mei.patch(preferences, { language: null })
    assert.equal(await offer(mei), 'Say why.')
  })

  test('the product’s own refusals, and why a step is not possible, are whole in the reader’s language; whoever says none is told in English', async () => {
    const [mei, ana] = [await german('mei'), await suite.desk.app.as('ana')]
    const told = async (browser: Browser, asking = {}) => {
      const ticket = { fields: { credit: 'much', team: 'nowhere', due: '2026-02-30' } }
      const { headers, json } = await browser.post(`${app}/ticket`, ticket, asking)
      const messages = json.fields.map(({ field, message }: { field: string; message: string }) => `${field} ${message}`)
      return [headers['content-language'], json.title, ...messages]
    }
    assert.deepEqual(await told(mei), [
      'de',
      'Einige Werte stimmen nicht',
      'credit muss eine einfache Zahl wie „12.50“ sein, mit höchstens 18 Ziffern',
      'due muss ein Tag des Kalenders sein; 2026-02 hat 28 Tage',
      'team muss die Kennung eines Teams sein',
    ])
    assert.deepEqual((await told(ana, { headers: { 'accept-language': undefined } })).slice(0, 2), [
      'en',
      'Some values are not right',
    ])
    // What the database refuses, what the shape of the request does, and what nobody's route does.
    const unfilled = await mei.post(`${app}/ticket`, { fields: { team: suite.desk.emea } })
    assert.deepEqual(unfilled.json.fields, [{ field: 'subject', message: 'muss ausgefüllt sein' }])
    const misshapen = await mei.post(`${app}/ticket`, { felds: {} })
    assert.deepEqual(
      [misshapen.json.title, misshapen.json.detail, misshapen.json.fields[0].message],
      ['In der Anfrage fehlt etwas oder stimmt etwas nicht', 'Im Inhalt der Anfrage.', 'fehlt'],
    )
    const stranger = suite.desk.app.stranger()
    assert.equal((await stranger.get(app, asGerman)).json.title, 'Sie sind nicht angemeldet')
    assert.equal((await stranger.get('/api/nowhere', asGerman)).json.title, 'Unter dieser Adresse gibt es nichts')
    assert.equal((await stranger.get('/api/nowhere')).json.title, 'There is nothing at this address')
    const page = await stranger.get('/problems/record.stale', { headers: { ...asGerman.headers, accept: 'text/html' } })
    assert.match(page.text, /<html lang="de">.*Jemand hat diesen Datensatz geändert/)

    const made = await ana.post(`${app}/refund`, { fields: { reason: 'Broken on arrival', amount: '5.00' } })
    const refund = `${app}/refund/${made.json.record.id}`
    const reason = async (browser: Browser) => (await browser.get(refund)).json.transitions[0].reason
    assert.equal(await reason(mei), 'Das darf nur, wer diesen Datensatz angelegt hat.')
    await ana.post(`${refund}/transitions/submit`, {}, { headers: { 'if-match': '"1"' } })
    const { approval } = (await ana.get(refund)).json
    assert.deepEqual([approval.steps[0].asks, approval.reason], ['Manager', 'You cannot decide a request you made.'])
    const [asked] = (await mei.get(refund)).json.approval.steps
    assert.equal(asked.asks, 'Leitung')
    // Of two rules by which it is asked, the one that holds.
    assert.equal(approval.steps[0].why, 'its amount is more than 1.00 USD')
    assert.match(asked.why, /^„[^“]+“ ist größer als 1,00.USD$/)
    const spoken = (await ana.get(refund, asGerman)).json.approval
    assert.equal(spoken.reason, 'Über einen eigenen Antrag können Sie nicht entscheiden.')
    await mei.patch(preferences, { language: null })
  })

  test('what somebody asked for is called as its reader calls it', async () => {
    const [ana, mia] = [await german('ana'), await suite.desk.app.as('mia')]
    const asked = { entity: 'ticket', record: suite.desk.tickets.ours, action: 'update', field: 'customer', reason: 'It moved.' }
    const made = await ana.post(`${app}/access-requests`, asked)
    assert.deepEqual(made.json.titles, { app: 'Schalter', entity: 'Vorgang', field: 'Customer' }, made.text)
    const { items } = (await mia.get('/api/access-requests')).json
    assert.deepEqual(items[0].titles, { app: 'Desk', entity: 'Ticket', field: 'Customer' })
    await ana.patch(preferences, { language: null })
  })

  test('why, who, which right is missing and what the audit tells are said whole in the reader’s language', async () => {
    const [ana, mei] = [await suite.desk.app.as('ana'), await suite.desk.app.as('mei')]
    const ticket = `${app}/ticket/${suite.desk.tickets.ours}`
    const why = async (browser: Browser, asked: string) => (await browser.get(`${ticket}/why?${asked}`, asGerman)).json.sentence
    for (const [asked, sentence] of [
      [
        'action=read',
        'Sie dürfen diesen Datensatz sehen: als Bearbeiter (unmittelbar), sofern gilt: „Team“ ist eines Ihrer Teams oder eines darunter.',
      ],
      [
        'action=update&field=customer',
        'Sie dürfen „Customer“ dieses Datensatzes nicht ändern. Die Rolle Leitung gibt das Recht bei jedem Datensatz.',
      ],
      ['action=restore', 'Sie dürfen diesen Datensatz nicht wiederherstellen: Er ist nicht im Papierkorb.'],
    ] as const)
      assert.equal(await why(ana, asked), sentence)
    assert.equal(
      await why(mei, `action=update&person=${suite.desk.app.person('ana')}`),
      'Ana darf diesen Datensatz ändern: als Bearbeiter (unmittelbar), sofern gilt: „Assignee“ ist Ana.',
    )
    const who = (await mei.get(`${ticket}/access?search=owen`, asGerman)).json
    assert.deepEqual(who.items[0].through, ['sehen: als Viewer (unmittelbar), bei jedem Datensatz'])
    const then = (await mei.get(`${ticket}/access?at=${new Date().toISOString()}`, asGerman)).json
    assert.equal(then.past.sentence, 'Nach dem Protokoll, unter Veröffentlichung 1.')
    const refused = await ana.post(`${app}/ticket`, { fields: { subject: 'New', team: suite.desk.apac } }, asGerman)
    assert.equal(
      refused.json.missing,
      'Sie dürfen „Vorgang“ mit diesen Werten nicht neu anlegen. Die Rolle Bearbeiter gibt das Recht, sofern gilt: „Team“ ist eines Ihrer Teams oder eines darunter. Das trifft hier nicht zu. Die Rolle Leitung gibt das Recht bei jedem Datensatz.',
    )
    const filtered = async (filter: string) =>
      (await ana.get(`${app}/ticket?filter=${encodeURIComponent(filter)}`, asGerman)).json.detail
    assert.equal(await filtered('record.due == 1'), 'Das lässt sich nicht vergleichen: ein Datum und eine ganze Zahl.')
    assert.equal(await filtered('record.due =='), 'Ab dem 14. Zeichen ist das kein richtiger CEL-Ausdruck.')
    const told = async (asking = {}) =>
      (await mei.get('/api/audit?app=desk', asking)).json.items.map((row: { summary: string }) => row.summary)
    const [spoken, english] = [await told(asGerman), await told()]
    for (const summary of [
      'abgewiesen: Diesen Datensatz dürfen Sie nicht anlegen · Vorgang',
      'Einreichen · Refund',
      'App veröffentlicht',
    ])
      assert.ok(spoken.includes(summary), summary)
    for (const summary of ['was refused: You may not create this record · ticket', 'Submit · refund', 'released the app'])
      assert.ok(english.includes(summary), summary)
  })

  test('a view shows what is viewed in the language of who looks, who chooses none meanwhile', async () => {
    const [mei, ana] = [await german('mei'), await suite.desk.app.as('ana')]
    await ana.patch(preferences, { language: 'en' })
    await mei.post('/api/session/view-as', { app: 'desk', person: suite.desk.app.person('ana') })
    assert.equal((await mei.get(app)).json.title, 'Schalter')
    const session = (await mei.get('/api/session')).json
    assert.deepEqual([session.preferences, session.viewing.roles], [{ language: 'de-AT', timeZone: null }, ['Bearbeiter']])
    assert.equal((await mei.patch(preferences, { language: 'en' })).json.code, 'viewing.read-only')
    assert.equal((await ana.get(app)).json.title, 'Desk')
    await mei.delete('/api/session/view-as')
    await mei.patch(preferences, { language: null })
  })

  test('a release of nothing but words waits for nobody’s work, touches no table and is seen at once', async () => {
    const { app: running } = suite.desk
    const mei = await running.as('mei')
    const made = () =>
      running.sql(
        `SELECT p.polname, p.xmin::text, p.polrelid::text FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = 'desk'::regnamespace ORDER BY 3, 1`,
      )
    const before = await made()
    await running.asRuntime('mei', async run => {
      // Held to the end of this transaction: whatever changes the table would wait.
      await run(`SELECT count(*) FROM desk.ticket$read`)
      const outcome = await running.release({
        ...files,
        'languages/de.yaml': files['languages/de.yaml'].replace('Schalter', 'Tresen'),
      })
      assert.deepEqual([outcome.kind, outcome.kind === 'released' && outcome.operations], ['released', []])
    })
    assert.deepEqual(await made(), before)
    assert.equal((await mei.get(app, asGerman)).json.title, 'Tresen')
    assert.equal((await mei.get(app)).json.title, 'Desk')
    // What somebody changed by hand is made anew, also by words.
    await running.superuser(admin => admin.query('ALTER POLICY read_granted ON desk.ticket USING (true)'))
    assert.equal((await running.release(files)).kind, 'released')
    const [policy] = await running.sql(
      `SELECT pg_get_expr(polqual, polrelid) AS says FROM pg_policy WHERE polname = 'read_granted' AND polrelid = 'desk.ticket'::regclass`,
    )
    assert.notEqual(policy?.says, 'true')
    assert.equal((await running.release(files)).kind, 'unchanged')
  })
})
