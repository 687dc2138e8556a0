import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseLanguage } from './choose-language.ts'
import { compile } from './compile/compile.ts'
import type { Definition } from './model/index.ts'
import { readDefinition } from './reading.ts'
import { textsOf, translate } from './translate.ts'
import { randomDefinition, rollDice } from './write/random-definition.ts'

const files = {
  'app.yaml': 'app: desk\ntitle: Desk\nroles:\n  agent: { title: Agent }\n',
  'entities/ticket.yaml': `entity: ticket
title: subject
fields:
  subject: { type: text, required: true, validate: { when: size(value) > 2, message: Say more. } }
  urgency: { type: choice, options: [low, open] }
checks:
  - { name: one, when: record.subject != "x", message: Not x. }
access:
  - { role: agent, can: [read, create] }
`,
  'workflows/life.yaml': `workflow: life
entity: ticket
states: { open: {}, closed: { final: true } }
transitions:
  close:
    from: open
    approval:
      steps: [{ name: team_lead, ask: role agent }]
      outcomes: { approve: closed, reject: open }
`,
}
const german = `language: de
texts: { Ticket: Vorgang, Tickets: Vorgänge, Open: Offen, Say more.: Mehr Worte bitte., Not x.: Kein x., Team lead: Teamleitung }
at:
  entities.ticket.fields.urgency: { Open: Unklar }
`
const read = (more: Record<string, string> = {}): Definition => {
  const { definition, findings } = readDefinition(new Map(Object.entries({ ...files, ...more })))
  assert.deepEqual(
    findings.filter(({ level }) => level === 'error'),
    [],
  )
  return definition!
}

test('every text is one that translators are given, with its place, derived from a name or not', () => {
  const texts = textsOf(read()).map(({ text, at }) => `${at}: ${text}`)
  for (const expected of [
    'app.title: Desk',
    'roles.agent.title: Agent',
    'entities.ticket.plural: Tickets',
    'entities.ticket.fields.subject.validate.message: Say more.',
    'entities.ticket.fields.urgency.options.low.title: Low',
    'entities.ticket.fields.status_since.title: Status since',
    'entities.ticket.checks.one.message: Not x.',
    'workflows.life.states.open.title: Open',
    'workflows.life.transitions.close.steps.team_lead.title: Team lead',
  ])
    assert.ok(texts.includes(expected), expected)
})

test('a text that means two things is told apart by its place; a state is the same wherever it is named', () => {
  const { translations = [], ...definition } = read({ 'languages/de.yaml': german })
  const spoken = translate(definition, translations[0]!)
  const ticket = spoken.entities[0]!
  const options = (name: string) => ticket.fields.find(field => field.name === name)!.options!.map(option => option.title)
  assert.equal(ticket.labelPlural, 'Vorgänge')
  assert.deepEqual(options('urgency'), ['Low', 'Unklar'])
  assert.deepEqual(options('status'), ['Offen', 'Closed'])
  assert.equal(spoken.workflows[0]!.states[0]!.title, 'Offen')
  assert.equal(ticket.checks[0]!.message, 'Kein x.')
  assert.equal(spoken.workflows[0]!.transitions[0]!.approval!.steps[0]!.title, 'Teamleitung')
})

test('nothing but texts is another: names, rules and what is compiled stay', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const definition = randomDefinition(rollDice(seed))
    const said = textsOf(definition)
    const texts = Object.fromEntries(said.map(({ text }) => [text, `«${text}»`]))
    const spoken = translate(definition, { language: 'xx', texts, at: {} })
    assert.deepEqual(
      textsOf(spoken),
      said.map(({ text, at }) => ({ text: `«${text}»`, at })),
      `SEED=${seed}`,
    )
    const back = Object.fromEntries(said.map(({ text }) => [`«${text}»`, text]))
    const unsaid = translate(spoken, { language: 'xx', texts: back, at: {} })
    assert.deepEqual(unsaid, translate(definition, { language: 'xx', texts: {}, at: {} }), `SEED=${seed}`)
  }
  assert.deepEqual(compile(read({ 'languages/de.yaml': german })), compile(read()))
})

test('the best of the languages there are: the wanted one, one it is a kind of, one that is a kind of it', () => {
  for (const [wanted, available, best] of [
    [['de-AT', 'en'], ['en', 'de'], 'de'],
    [['fr', 'de'], ['en', 'de'], 'de'],
    [['de'], ['en', 'de-CH'], 'de-CH'],
    [['EN-us'], ['de', 'en'], 'en'],
    [['zh-Hant-TW'], ['zh-Hans', 'zh-Hant'], 'zh-Hant'],
    [['fr'], ['en', 'de'], undefined],
    [['d'], ['de'], undefined],
    [[], ['en'], undefined],
  ] as const)
    assert.equal(chooseLanguage(wanted, available), best, wanted.join())
})
