/** A field may have any name that is not reserved: the functions the compiler writes have variables and parameters of their own, and none of them stands in a field's place. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { person, runApp } from '../harness/app.ts'

const plain = [
  ...[
    'outcome',
    'decision',
    'note',
    'acting',
    'of_record',
    'level',
    'sharer',
    'touched',
    'changing',
    'granted',
    'problems',
    'words',
    'answer',
  ],
  ...[
    'taken',
    'proven',
    'shared',
    'seen',
    'may',
    'value',
    'reason',
    'made',
    'asked',
    'facts',
    'step',
    'round',
    'transition',
    'comment',
    'before_it',
  ],
  ...[
    'after_it',
    't',
    'r',
    's',
    'v',
    'x',
    'c',
    'f',
    'k',
    'l',
    'a',
    'e',
    'fields',
    'record_id',
    'person_id',
    'reached',
    'key',
    'until',
    'expected_version',
  ],
]

const fieldLines = plain.map(name => `  ${name}: { type: text }`).join('\n')
const files = {
  'app.yaml': `app: lab
title: Lab
roles: { agent: { title: Agent }, judge: { title: Judge }, guest: { title: Guest } }
`,
  'entities/paper.yaml': `entity: paper
title: title
comments: true
fields:
  title: { type: text, required: true, search: true }
${fieldLines}
  owner: { type: person }
  sheet_count: { type: rollup, over: sheets, measure: count }
checks:
${plain.map(name => `  - { name: of_${name}, when: record.${name} == null || record.${name} != "refused", message: Not ${name}., field: ${name} }`).join('\n')}
access:
  - { role: agent, can: [read, create, update, delete, restore, comment, share], when: 'record.owner == user.id && ${plain.map(name => `record.${name} != "hidden"`).join(' && ')}' }
  - { role: judge, can: read, fields: [title, ${plain.filter(name => name !== 'answer').join(', ')}], mask: [answer] }
  - { role: judge, can: reveal, fields: [answer] }
`,
  'entities/sheet.yaml': `entity: sheet
title: outcome
parent: paper
fields:
  outcome: { type: text, required: true }
  acting: { type: text }
  touched: { type: text }
  paper: { type: relation, to: paper, required: true, inverse: sheets }
access:
  - { role: agent, can: [read, create, update, delete], when: record.paper.owner == user.id && record.paper.acting != "hidden" }
  - { role: judge, can: read, fields: [outcome, acting, touched] }
`,
  'workflows/papers.yaml': `workflow: papers
entity: paper
states:
  draft: {}
  waiting: {}
  good: { final: true }
  bad: { final: true }
transitions:
  hand_in: { from: [draft], to: waiting, by: record.owner == user.id, guard: { when: 'record.outcome != "no"', message: Not this. }, set: { note: record.decision } }
  decide:
    from: waiting
    approval:
      steps:
        - { name: first, ask: role judge, need: 1, when: 'record.decision != "skip" && record.note != "skip"' }
      never: [creator, submitter, last_editor]
      voided_by: [${plain.join(', ')}]
      outcomes: { approve: good, reject: bad }
`,
}

describe('field names', () => {
  test('none of them meets a variable of the compiled functions: records live a whole life with all of them', async t => {
    const people = ['ana', 'jo', 'gus'].map(key => person(key))
    const app = await runApp(t, {
      files,
      seed: {
        people,
        roles: [
          { role: 'agent', person: 'ana' },
          { role: 'judge', person: 'jo' },
          { role: 'guest', person: 'gus' },
        ],
      },
    })
    const [ana, jo, gus] = [await app.as('ana'), await app.as('jo'), await app.as('gus')]
    const path = '/api/apps/lab/paper'
    const values = (text: string) => Object.fromEntries(plain.map(name => [name, `${text} of ${name}`]))
    const made = await ana.post(path, {
      fields: { title: 'Study', owner: app.person('ana'), ...values('first') },
      lines: { sheets: [{ fields: { outcome: 'one', acting: 'two', touched: 'three' } }] },
    })
    assert.equal(made.status, 201, made.text)
    const { id } = made.json.record
    const tag = async () => ({ headers: { 'if-match': `"${(await ana.get(`${path}/${id}`)).json.record.version}"` } })
    const read = (await ana.get(`${path}/${id}`)).json.record
    for (const name of plain) assert.equal(read[name], `first of ${name}`)
    assert.equal(read.sheet_count, 1)

    for (const name of plain) {
      const wrong = await ana.patch(`${path}/${id}`, { fields: { [name]: 'refused' } }, await tag())
      assert.equal(wrong.status, 422, `${name}: ${wrong.text}`)
      assert.deepEqual(wrong.json.fields, [{ field: name, message: `Not ${name}.` }])
    }
    const all = await ana.patch(`${path}/${id}`, { fields: values('second') }, await tag())
    assert.equal(all.status, 200, all.text)
    const filter = encodeURIComponent(
      plain
        .slice(0, 20)
        .map(name => `record.${name} == "second of ${name}"`)
        .join(' && '),
    )
    assert.equal((await ana.get(`${path}?filter=${filter}`)).json.items.length, 1)
    assert.equal((await ana.get(`${path}?search=study`)).json.items.length, 1)

    const shared = await ana.post(`${path}/${id}/shares`, {
      person: app.person('gus'),
      level: 'edit',
      until: new Date(Date.now() + 86_400_000).toISOString(),
    })
    assert.equal(shared.status, 201, shared.text)
    const byShare = await gus.patch(`${path}/${id}`, { fields: values('third') }, await tag())
    assert.equal(byShare.status, 200, byShare.text)
    assert.equal((await gus.post(`${path}/${id}/comments`, { text: 'Done.' })).status, 201)

    const masked = await jo.get(`${path}/${id}`)
    assert.match(masked.text, /•••• swer/)
    assert.doesNotMatch(masked.text, /third of answer/)
    const revealed = await jo.post(`${path}/${id}/reveal`, { field: 'answer', reason: 'r' })
    assert.deepEqual(revealed.json, { field: 'answer', value: 'third of answer' })
    assert.equal((await jo.get(`${path}/${id}/history`)).status, 200)

    const moved = await ana.post(`${path}/${id}/transitions/hand_in`, {}, await tag())
    assert.equal(moved.status, 200, moved.text)
    assert.equal(moved.json.record.note, 'third of decision')
    const waiting = await jo.get('/api/inbox')
    assert.deepEqual(
      waiting.json.items.map((item: { id: string }) => item.id),
      [id],
    )
    const voted = await jo.post(`${path}/${id}/votes`, { transition: 'decide', step: 'first', decision: 'approve' }, await tag())
    assert.equal(voted.status, 200, voted.text)
    assert.equal((await ana.get(`${path}/${id}`)).json.record.status, 'good')
    assert.equal((await ana.delete(`${path}/${id}`, await tag())).status, 204)
  })

  test('a state of fifty-one transitions and an entity of a hundred and twenty fields work', async t => {
    const many = Array.from({ length: 120 }, (_, index) => `f${index}`)
    const states = Array.from({ length: 52 }, (_, index) => `s${index}`)
    const app = await runApp(t, {
      files: {
        'app.yaml': 'app: lab\ntitle: Lab\nroles: { agent: { title: Agent }, clerk: { title: Clerk } }\n',
        'entities/form.yaml': `entity: form
title: f0
fields:
${many.map(name => `  ${name}: { type: text${name === 'f0' ? ', required: true' : ''} }`).join('\n')}
access:
  - { role: agent, can: [read, create, update] }
  - { role: clerk, can: read, fields: [f0], mask: [${many.slice(1, 40).join(', ')}] }
  - { role: clerk, can: reveal }
`,
        'workflows/forms.yaml': `workflow: forms
entity: form
states:
${states.map(name => `  ${name}: {}`).join('\n')}
transitions:
${states
  .slice(1)
  .map(name => `  to_${name}: { from: [s0], to: ${name} }`)
  .join('\n')}
`,
      },
      seed: {
        roles: [
          { role: 'agent', person: 'ana' },
          { role: 'clerk', person: 'cy' },
        ],
      },
    })
    const ana = await app.as('ana')
    const path = '/api/apps/lab/form'
    const made = await ana.post(path, { fields: Object.fromEntries(many.map(name => [name, `value of ${name}`])) })
    assert.equal(made.status, 201, made.text)
    const { id } = made.json.record
    const seen = await ana.get(`${path}/${id}`)
    assert.equal(seen.status, 200, seen.text)
    assert.equal(Object.values(seen.json.can.transitions ?? seen.json.transitions ?? {}).length, 51)
    const moved = await ana.post(`${path}/${id}/transitions/to_s51`, {}, { headers: { 'if-match': '"1"' } })
    assert.deepEqual([moved.status, moved.json.record.status, moved.json.record.f119], [200, 's51', 'value of f119'])
    const masked = await (await app.as('cy')).get(`${path}/${id}`)
    assert.equal(masked.status, 200, masked.text)
    assert.doesNotMatch(masked.text, /value of f[1-9]/)
    assert.equal((await ana.get(path)).json.items.length, 1)
    assert.equal((await ana.get(`${path}/${id}/history`)).json.items.length, 2)
  })
})
