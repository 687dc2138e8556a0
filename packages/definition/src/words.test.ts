/** Rules in words: what each says to the person it is about, and about somebody else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type About, checkExpression, english, german, inWords } from './expressions/index.ts'
import { readDefinition } from './reading.ts'
import { scopeFor } from './scope.ts'
import { vocabularyOf } from './vocabulary.ts'

const { definition, findings } = readDefinition(
  new Map([
    ['app.yaml', 'app: desk\ntitle: Desk\nroles: { agent: { title: Agent } }\n'],
    [
      'entities/customer.yaml',
      'entity: customer\ntitle: name\nfields:\n  name: { type: text }\n  owner: { type: person }\n  parent: { type: relation, to: customer }\naccess: [{ role: agent, can: read }]\n',
    ],
    [
      'entities/ticket.yaml',
      `entity: ticket
title: subject
fields:
  subject: { type: text, required: true }
  iban: { type: text, title: IBAN }
  priority: { type: choice, options: [low, high] }
  customer: { type: relation, to: customer, inverse: tickets }
  team: { type: team }
  assignee: { type: person }
  due: { type: date, title: Due date }
  met: { type: datetime }
  paid: { type: boolean }
  count: { type: integer }
  tags: { type: multi_choice, options: [vip, bug] }
  credit: { type: money, currency: USD }
access: [{ role: agent, can: read }]
`,
    ],
    [
      'entities/line.yaml',
      'entity: line\ntitle: note\nfields:\n  note: { type: text }\n  ticket: { type: relation, to: ticket, inverse: lines }\n  price: { type: money, currency: USD }\n  done: { type: boolean }\naccess: [{ role: agent, can: read }]\n',
    ],
    [
      'workflows/life.yaml',
      'workflow: life\nentity: ticket\nstates: { new: {}, working: {}, waiting: { title: Waiting for them }, done: { final: true } }\ntransitions: { go: { from: [new], to: working }, wait: { from: [working], to: waiting }, end: { from: [waiting], to: done } }\n',
    ],
  ]),
)
assert.ok(definition, JSON.stringify(findings))
const scope = scopeFor(definition, definition.entities.find(entity => entity.name === 'ticket')!, 'rule')

function say(text: string, about: About = 'you', tongue = english): string {
  const checking = checkExpression(text, scope)
  assert.ok(checking.ok, `${text}: ${checking.ok ? '' : checking.problems[0]?.message}`)
  return inWords(checking.expression, vocabularyOf(definition!, {}, tongue), about, tongue)
}

const said: readonly [cel: string, you: string, other?: string][] = [
  [
    'record.team in user.teams',
    'its team is one of your teams or beneath them',
    'its team is one of Ana’s teams or beneath them',
  ],
  ['record.team in user.direct_teams', 'its team is one of your own teams', 'its team is one of Ana’s own teams'],
  ['!(record.team in user.teams)', 'its team is not one of your teams or beneath them'],
  ['record.assignee == user.id', 'its assignee is you', 'its assignee is Ana'],
  ['user.id == record.assignee', 'its assignee is you'],
  ['record.created_by != user.id', 'its creator is not you'],
  ['record.assignee in user.reports', 'its assignee is somebody beneath you in the chain of managers'],
  [
    'record.assignee in user.direct_reports',
    'its assignee is somebody whose manager is you',
    'its assignee is somebody whose manager is Ana',
  ],
  ['record.customer.owner == user.id', 'the owner of its customer is you', 'the owner of its customer is Ana'],
  ['record.customer.parent.owner == user.id', 'the owner of the parent of its customer is you'],
  ['"agent" in user.roles', 'you hold the role Agent', 'Ana holds the role Agent'],
  ['!("agent" in user.roles)', 'you do not hold the role Agent', 'Ana does not hold the role Agent'],
  ['user.email == "a@b.c"', 'your e-mail address is “a@b.c”', 'Ana’s e-mail address is “a@b.c”'],
  ['record.status in ["working", "waiting"]', 'its status is Working or Waiting for them'],
  ['!(record.status in ["working", "waiting"])', 'its status is not Working nor Waiting for them'],
  ['record.status != "done"', 'its status is not Done'],
  ['record.priority == "high"', 'its priority is High'],
  ['record.iban == "DE1"', 'its IBAN is “DE1”'],
  ['record.due < today()', 'its due date is before today'],
  ['record.met.within("day")', 'its met is today'],
  ['record.due.within("week", -1)', 'its due date is in the last week'],
  ['!record.due.within("month", 2)', 'its due date is not in the month 2 months from now'],
  ['record.due >= date("2026-12-24")', 'its due date is on or after 24 December 2026'],
  ['today() <= date("2026-12-24")', 'today is on or before 24 December 2026'],
  ['record.met > timestamp("2026-11-24T09:30:00Z")', 'its met is after 24 November 2026 09:30 UTC'],
  ['record.met < now() - duration("36h")', 'its met is before now minus 36 hours'],
  ['record.met.getHours("Europe/Berlin") >= 9', 'the hour of its met (Europe/Berlin) is at least 9'],
  ['record.credit > 1000.00', 'its credit is more than 1,000.00 USD'],
  ['-10.50 <= record.credit', 'its credit is at least -10.50 USD'],
  ['record.count + 1 == 3', 'its count plus 1 is 3'],
  ['record.count * (record.count - 1) > 2', 'its count times (its count minus 1) is more than 2'],
  ['record.assignee == null', 'its assignee is empty'],
  ['record.assignee != null', 'its assignee is filled in'],
  ['!has(record.assignee)', 'its assignee is empty'],
  ['record.paid', '“Paid” is yes'],
  ['!record.paid', '“Paid” is no'],
  ['record.paid == false', '“Paid” is no'],
  ['"vip" in record.tags', 'VIP is among its tags'],
  ['record.subject.startsWith("A")', 'its subject begins with “A”'],
  ['!record.subject.contains("x")', 'its subject does not contain “x”'],
  ['size(record.subject) > 3', 'the length of its subject is more than 3'],
  ['size(record.lines) == 0', 'the number of its lines is 0'],
  ['true', 'always'],
  ['record.paid && (record.count == 1 || record.count == 2)', '“Paid” is yes and (its count is 1 or its count is 2)'],
  ['record.count == 1 || record.count == 2 || record.paid', 'its count is 1 or its count is 2 or “Paid” is yes'],
  ['record.paid && record.count == 1 || record.count == 2', '(“Paid” is yes and its count is 1) or its count is 2'],
  ['!(record.paid && record.count == 1)', 'not (“Paid” is yes and its count is 1)'],
  ['record.paid ? record.count == 1 : record.count == 2', 'if “Paid” is yes then its count is 1, else its count is 2'],
  [
    'record.lines.exists(l, l.price > 10.00)',
    'for at least one of its lines this holds: (that line’s price is more than 10.00 USD)',
  ],
  [
    'record.lines.all(l, l.done && l.price < 5.00)',
    'for every one of its lines this holds: (“Done” of that line is yes and that line’s price is less than 5.00 USD)',
  ],
  [
    'record.customer.tickets.exists_one(t, t.paid)',
    'for exactly one of the tickets of its customer this holds: (“Paid” of that ticket is yes)',
  ],
  [
    'record.lines.exists(a, record.lines.exists(b, a.price < b.price))',
    'for at least one of its lines this holds: (for at least one of its lines (the line “b”) this holds: (that line’s price is less than the line “b”’s price))',
  ],
  ['record.tags.exists(t, t == "vip")', 'for at least one of its tags this holds: (that value is “vip”)'],
  ['null == null', 'this holds: null == null'],
]

for (const [cel, you, other] of said)
  test(`${cel} is said: ${you}`, () => {
    assert.equal(say(cel), you)
    if (other !== undefined) assert.equal(say(cel, { name: 'Ana' }), other)
  })

const inGerman: readonly [cel: string, you: string, other?: string][] = [
  [
    'record.team in user.teams',
    '„Team“ ist eines Ihrer Teams oder eines darunter',
    '„Team“ ist eines der Teams von Ana oder eines darunter',
  ],
  ['!(record.team in user.teams)', '„Team“ ist weder eines Ihrer Teams noch eines darunter'],
  ['record.assignee == user.id', '„Assignee“ sind Sie', '„Assignee“ ist Ana'],
  ['record.created_by != user.id', '„Angelegt von“ sind nicht Sie'],
  [
    'record.assignee in user.reports',
    '„Assignee“ untersteht Ihnen unmittelbar oder mittelbar',
    '„Assignee“ untersteht Ana unmittelbar oder mittelbar',
  ],
  ['record.customer.parent.owner == user.id', '„Owner“ von „Parent“ von „Customer“ sind Sie'],
  ['!("agent" in user.roles)', 'Sie haben die Rolle Agent nicht', 'Ana hat die Rolle Agent nicht'],
  ['!(record.status in ["working", "waiting"])', '„Status“ ist weder Working noch Waiting for them'],
  ['record.due < today()', '„Due date“ liegt vor heute'],
  ['record.met.within("day", -1)', '„Met“ liegt gestern'],
  ['!record.due.within("quarter")', '„Due date“ liegt nicht in diesem Quartal'],
  ['record.due.within("year", -2)', '„Due date“ liegt im Jahr vor 2 Jahren'],
  ['record.due >= date("2026-12-24")', '„Due date“ liegt nicht vor dem 24.12.2026'],
  ['record.met < now() - duration("36h")', '„Met“ liegt vor jetzt minus 36 Stunden'],
  ['record.credit > 1000.00', '„Credit“ ist größer als 1.000,00 USD'],
  ['!record.subject.contains("x")', '„Subject“ enthält nicht „x“'],
  ['record.paid && (record.count == 1 || record.count == 2)', '„Paid“ ist ja und („Count“ ist 1 oder „Count“ ist 2)'],
  [
    'record.customer.tickets.exists_one(t, t.paid)',
    'für genau einen Eintrag unter „Tickets“ von „Customer“ gilt: („Paid“ (Ticket) ist ja)',
  ],
  [
    'record.lines.exists(a, record.lines.exists(b, a.price < b.price))',
    'für mindestens einen Eintrag unter „Lines“ gilt: (für mindestens einen Eintrag unter „Lines“ (Line „b“) gilt: („Price“ (Line) ist kleiner als „Price“ (Line „b“)))',
  ],
  ['null == null', 'null == null'],
]

test('the same in German', () => {
  for (const [cel, you, other] of inGerman) {
    assert.equal(say(cel, 'you', german), you)
    if (other !== undefined) assert.equal(say(cel, { name: 'Ana' }, german), other)
  }
})

test('a rule too long for a sentence is quoted whole', () => {
  const text = Array.from({ length: 40 }, (_, index) => `record.count == ${index}`).join(' || ')
  assert.equal(say(text), `this holds: ${text}`)
})
