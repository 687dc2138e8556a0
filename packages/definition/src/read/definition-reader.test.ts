import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readDefinition, readDefinitionDocument } from '../reading.ts'
import { randomDefinition, rollDice } from '../write/random-definition.ts'
import { writeDefinition } from '../write/write.ts'
import { readDocument } from './definition-reader.ts'

const baseFolder = join(import.meta.dirname, '../../testdata/findings/base')
const base = new Map(
  readdirSync(baseFolder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.yaml'))
    .map(name => [name, readFileSync(join(baseFolder, name), 'utf8')]),
)
const codes = (files: ReadonlyMap<string, string>) => readDefinition(files).findings.map(finding => finding.code)

test('Nothing at all is told that app.yaml is missing', () => {
  assert.deepEqual(codes(new Map()), ['file.no-app'])
})

test('More than 500 files are refused before one is read', () => {
  const many = Array.from({ length: 501 }, (_, index) => [`entities/e${index}.yaml`, ': broken ['] as const)
  assert.deepEqual(codes(new Map(many)), ['file.too-many'])
})

test('A title of what nobody sees is as empty as none: nobody could read or press what it stands on', () => {
  const titled = (title: string) =>
    codes(new Map([...base, ['screens/silent.yaml', `screen: silent\nlist: ticket\ntitle: "${title}"\n`]]))
  for (const silent of ['   ', '\u200b\u200b', '\u2060 \u00ad', '\u2800'])
    assert.ok(titled(silent).includes('value.empty'), JSON.stringify(silent))
  assert.equal(titled('\u200bSaid').includes('value.empty'), false)
})

test('A file over a million bytes is refused before it is parsed; bytes count, not characters', () => {
  assert.ok(codes(new Map([...base, ['entities/big.yaml', `entity: big # ${'x'.repeat(1_000_000)}`]])).includes('file.too-large'))
  assert.ok(codes(new Map([...base, ['entities/big.yaml', `entity: big # ${'ü'.repeat(600_000)}`]])).includes('file.too-large'))
})

test('A file of a million bytes that is all keys is read in a moment: twice as many keys take no more than about twice the work', () => {
  // Processor time, of which a busy machine takes as much as an idle one; the least of two where the first also compiles.
  const work = (count: number, rounds: number) => {
    const keys = Array.from({ length: count }, (_, index) => `k${index}: 1`).join('\n')
    const files = new Map([...base, ['entities/keys.yaml', `entity: keys\n${keys}`]])
    let least = Number.POSITIVE_INFINITY
    for (let round = 0; round < rounds; round++) {
      const before = process.cpuUsage()
      const found = codes(files)
      const { user, system } = process.cpuUsage(before)
      least = Math.min(least, user + system)
      assert.ok(found.includes('key.unknown'))
      assert.equal(found.length, 501)
      assert.ok(found.includes('file.too-many-mistakes'))
    }
    return least
  }
  const [half, whole] = [work(45_000, 2), work(90_000, 1)]
  assert.ok(whole < 3 * half, `${half} µs and ${whole} µs`)
})

test('The model has everything spelled out: defaults, titles, the number field, what the workflow adds', () => {
  const { definition } = readDefinition(base)
  const ticket = definition?.entities.find(entity => entity.name === 'ticket')
  assert.deepEqual(
    ticket?.fields.map(field => [field.name, field.type, field.title, field.managed]),
    [
      ['number', 'auto_number', 'Number', false],
      ['subject', 'text', 'Subject', false],
      ['customer', 'relation', 'Customer', false],
      ['team', 'team', 'Team', false],
      ['assignee', 'person', 'Assignee', false],
      ['amount', 'money', 'Amount', false],
      ['due_on', 'date', 'Due on', false],
      ['status', 'choice', 'Status', true],
      ['status_due', 'datetime', 'Due', true],
      ['status_since', 'datetime', 'Status since', true],
    ],
  )
  assert.equal(ticket.labelPlural, 'Tickets')
  assert.deepEqual(
    ticket.access.map(grant => grant.role),
    ['agent', 'manager'],
  )
  assert.deepEqual(definition?.layouts[0]?.related, [{ entity: 'ticket', via: 'customer', title: 'Tickets' }])
  assert.deepEqual(definition?.app.calendar.days, [1, 2, 3, 4, 5])
})

test('Screens of every type have everything spelled out, and say no more than was said when they are written', () => {
  const screens = {
    faces: 'screen: faces\ngallery: ticket\ntitle: Faces\ncard: [status]\n',
    parts: 'screen: parts\ntree: part\ntitle: Parts\nparent: within\ncolumns: [within]\n',
    figures: 'screen: figures\npivot: ticket\ntitle: Figures\nrows: status\n',
  }
  const part =
    'entity: part\ntitle: name\nfields:\n  name: { type: text }\n  within: { type: relation, to: part }\naccess:\n  - { role: agent, can: [read] }\n'
  const files = new Map([
    ...base,
    ['entities/part.yaml', part],
    ...Object.entries(screens).map(([name, text]) => [`screens/${name}.yaml`, text] as const),
  ])
  const { definition, findings } = readDefinition(files)
  assert.deepEqual(findings, [])
  const named = (name: string) => definition?.screens.find(screen => screen.name === name)
  const common = { badge: false, roles: [] }
  assert.deepEqual(named('faces'), {
    ...{
      kind: 'gallery',
      id: 'faces',
      name: 'faces',
      title: 'Faces',
      entity: 'ticket',
      card: ['status'],
      orderBy: 'created_at desc',
    },
    ...common,
  })
  assert.deepEqual(named('parts'), {
    ...{ kind: 'tree', id: 'parts', name: 'parts', title: 'Parts', entity: 'part', parent: 'within', columns: ['within'] },
    ...{ orderBy: 'created_at desc', ...common },
  })
  assert.deepEqual(named('figures'), {
    ...{
      kind: 'pivot',
      id: 'figures',
      name: 'figures',
      title: 'Figures',
      entity: 'ticket',
      rows: ['status'],
      measures: ['count'],
    },
    ...common,
  })
  const written = writeDefinition(definition!)
  for (const [name, text] of Object.entries(screens)) {
    const said = written.get(`screens/${name}.yaml`)!
    assert.deepEqual(readDefinition(new Map([...files, [`screens/${name}.yaml`, said]])).definition, definition)
    assert.ok(said.split('\n').length <= text.split('\n').length, said)
  }
})

test('One document says the same as the files, and mistakes in it have places too', () => {
  const document = {
    app: { app: 'desk', title: 'Desk', roles: { agent: { title: 'Agent', administer: true } } },
    entitys: [],
    entities: [{ entity: 'note' }],
  }
  const { findings } = readDefinitionDocument(JSON.stringify(document, null, 1))
  assert.deepEqual(
    findings.map(finding => [finding.code, finding.place?.line]),
    [
      ['key.unknown', 12],
      ['key.missing', 14],
      ['key.missing', 14],
    ],
  )
  assert.deepEqual(
    readDefinitionDocument('[1]').findings.map(finding => finding.code),
    ['value.type'],
  )
})

const seed = process.env.SEED ? Number(process.env.SEED) : Math.floor(Math.random() * 2 ** 31)

test('Whatever is done to the text, reading it ends, and with findings rather than an error', () => {
  const dice = rollDice(seed)
  const scraps = [
    '[',
    ']',
    '{',
    '}',
    ':',
    ' ',
    '\n',
    '\t',
    '-',
    '#',
    '"',
    "'",
    '&a',
    '*a',
    '!',
    '|',
    '>',
    '%',
    '@',
    '\u0000',
    '\ud800',
    '999999999999',
    '~',
    '? ',
    ': ',
    '<<: ',
    '---\n',
    '=',
    '\\',
  ]
  for (let round = 0; round < 200; round++) {
    const files = writeDefinition(randomDefinition(dice))
    const [path, text] = dice.pick([...files])
    let broken = text
    for (let edit = 0; edit <= dice.below(4); edit++) {
      const at = dice.below(broken.length + 1)
      broken = broken.slice(0, at) + dice.pick(scraps) + broken.slice(at + dice.below(6))
    }
    const edited = new Map([...files, [path, broken]])
    assert.doesNotThrow(() => readDefinition(edited), `SEED=${seed} round ${round}: ${broken}`)
    assert.doesNotThrow(() => readDocument(broken), `SEED=${seed} round ${round} as a document: ${broken}`)
    const reading = readDefinition(edited)
    assert.equal(
      reading.definition === undefined,
      reading.findings.some(finding => finding.level === 'error'),
    )
  }
})
