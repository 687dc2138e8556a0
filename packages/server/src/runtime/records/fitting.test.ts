import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDefinition } from '@bailiwick/definition/index.ts'
import { fittingOf } from './fitting.ts'

function fittingBy(when: string) {
  const { definition } = readDefinition(
    new Map([
      ['app.yaml', 'app: help\ntitle: Help\nroles: { clerk: { title: Clerk } }\n'],
      ['entities/account.yaml', 'entity: account\ntitle: name\nfields:\n  name: { type: text, required: true }\n'],
      [
        'entities/contact.yaml',
        'entity: contact\ntitle: name\nfields:\n  name: { type: text, required: true }\n  account: { type: relation, to: account }\n  kind: { type: choice, options: [a, b] }\n',
      ],
      [
        'entities/ticket.yaml',
        `entity: ticket
title: name
fields:
  name: { type: text, required: true }
  account: { type: relation, to: account }
  contact: { type: relation, to: contact }
  other: { type: relation, to: contact }
  kind: { type: choice, options: [a, b] }
checks:
  - { name: c, when: ${JSON.stringify(when)}, message: No. }
`,
      ],
    ]),
  )
  return Object.fromEntries(fittingOf(definition!, definition!.entities.find(({ name }) => name === 'ticket')!))
}

test('of a check that compares a field behind a relation, what may be picked is known', () => {
  const byAccount = { contact: [{ field: 'account', as: ['account'] }] }
  for (const when of [
    'record.contact.account == record.account',
    'record.account == record.contact.account',
    'record.contact == null || record.contact.account == record.account',
    '!has(record.contact) || record.name != "x" && record.contact.account == record.account',
  ])
    assert.deepEqual(fittingBy(when), byAccount, when)
  assert.deepEqual(fittingBy('record.contact.account == record.account && record.contact.kind == record.kind'), {
    contact: [
      { field: 'account', as: ['account'] },
      { field: 'kind', as: ['kind'] },
    ],
  })
  // The other side may be behind another relation: of a line, its parent.
  assert.deepEqual(fittingBy('record.contact.account == record.other.account'), {
    contact: [{ field: 'account', as: ['other', 'account'] }],
    other: [{ field: 'account', as: ['contact', 'account'] }],
  })
})

test('what is picked may be known by something behind it', () => {
  assert.deepEqual(fittingBy('record.contact.account.name == record.name && record.contact.account.name == record.other.kind'), {
    contact: [
      { field: 'account.name', as: ['name'] },
      { field: 'account.name', as: ['other', 'kind'] },
    ],
  })
})

test('of a check that holds otherwise too, nothing is left out', () => {
  for (const when of [
    'record.name == "x" || record.contact.account == record.account',
    'record.other == null || record.contact.account == record.account',
    'record.contact.account != record.account',
    '!(record.contact.account == record.account)',
    'record.contact.kind == record.contact.name',
    'record.name == "x" ? record.contact.account == record.account : true',
  ])
    assert.deepEqual(fittingBy(when), {}, when)
})
