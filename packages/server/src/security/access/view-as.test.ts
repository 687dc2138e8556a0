/** Who may look as whom, case by case: everything is decided on the definition, so everything can be said in rows. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readDefinition } from '@bailiwick/definition/index.ts'
import type { Definition } from '@bailiwick/definition/model/index.ts'
import { english, inWords } from '../../problems.ts'
import { administers, seenBeyond, type Viewed } from './view-as.ts'

/** @param access the grants of `hire`, and further lines of `note` */
function definition(hire: readonly string[], note: readonly string[] = []): Definition {
  const list = (grants: readonly string[]) => grants.map(grant => `  - { ${grant} }`).join('\n')
  const files = new Map([
    [
      'app.yaml',
      'app: staff\ntitle: Staff\nroles:\n  boss: { title: Boss, administer: true }\n  lead: { title: Lead }\n  clerk: { title: Clerk }\n  reviewer: { title: Reviewer, audit: true }\n',
    ],
    [
      'entities/hire.yaml',
      `entity: hire\ntitle: name\nfields:\n  name: { type: text, required: true }\n  owner: { type: person }\n  team: { type: team }\n  open: { type: boolean }\n  salary: { type: integer }\naccess:\n${list(hire)}\n`,
    ],
    [
      'entities/note.yaml',
      `entity: note\ntitle: text\nfields:\n  text: { type: text, required: true }\naccess:\n${list(['role: reviewer, can: [create]', ...note])}\n`,
    ],
  ])
  const { definition: made, findings } = readDefinition(files)
  assert.ok(made, findings.map(finding => finding.message).join('; '))
  return made
}

const all = 'role: boss, can: [read]'
const rows: readonly {
  readonly what: string
  readonly hire: readonly string[]
  readonly note?: readonly string[]
  readonly viewer?: readonly string[]
  readonly administrator?: boolean
  readonly viewed?: readonly string[]
  /** What is seen beyond, when a person is viewed and when a role is. */
  readonly person: readonly string[]
  readonly role: readonly string[]
}[] = [
  {
    what: 'who reads everything may view whoever reads anything',
    hire: [all, 'role: clerk, can: [read], when: record.owner == user.id, fields: [name]'],
    person: [],
    role: [],
  },
  { what: 'the viewed reads nothing', hire: [all], person: [], role: [] },
  {
    what: 'the viewer reads nothing of the entity',
    hire: ['role: clerk, can: [read]'],
    person: ['entity hire'],
    role: ['entity hire'],
  },
  {
    what: 'an administrator of the installation without a role sees nothing either',
    hire: ['role: clerk, can: [read]'],
    viewer: [],
    administrator: true,
    person: ['entity hire'],
    role: ['entity hire'],
  },
  {
    what: 'a field the viewer does not read',
    hire: ['role: boss, can: [read], fields: { except: [salary] }', 'role: clerk, can: [read]'],
    person: ['field hire.salary'],
    role: ['field hire.salary'],
  },
  {
    what: 'a field is read by another grant of the viewer',
    hire: [
      'role: boss, can: [read], fields: { except: [salary] }',
      'role: boss, can: [read], fields: [salary]',
      'role: clerk, can: [read]',
    ],
    person: [],
    role: [],
  },
  {
    what: 'a field by another role of the viewer',
    hire: [
      'role: boss, can: [read], fields: [name]',
      'role: lead, can: [read]',
      'role: clerk, can: [read], fields: { except: [name] }',
    ],
    viewer: ['boss', 'lead'],
    person: [],
    role: [],
  },
  {
    what: 'rows: the viewer sees some, the viewed all',
    hire: ['role: boss, can: [read], when: record.open == true', 'role: clerk, can: [read]'],
    person: ['rows hire'],
    role: ['rows hire'],
  },
  {
    what: 'rows: the same condition without anybody in it',
    hire: ['role: boss, can: [read], when: record.open == true', 'role: clerk, can: [read], when: record.open == true'],
    person: [],
    role: [],
  },
  {
    what: 'rows: the same condition on the person',
    hire: ['role: boss, can: [read], when: record.owner == user.id', 'role: clerk, can: [read], when: record.owner == user.id'],
    person: ['rows hire'],
    role: [],
  },
  {
    what: 'rows: the same condition on teams',
    hire: [
      'role: boss, can: [read], when: record.team in user.teams',
      'role: clerk, can: [read], when: record.team in user.teams',
    ],
    person: ['rows hire'],
    role: [],
  },
  {
    what: 'rows: the same condition on roles, which a viewed role changes',
    hire: [
      `role: boss, can: [read], when: '!("boss" in user.roles)'`,
      `role: clerk, can: [read], when: '!("boss" in user.roles)'`,
    ],
    person: ['rows hire'],
    role: ['rows hire'],
  },
  {
    what: 'rows: a condition that says the same in other words is another one',
    hire: ['role: boss, can: [read], when: record.open == true', 'role: clerk, can: [read], when: true == record.open'],
    person: ['rows hire'],
    role: ['rows hire'],
  },
  {
    what: 'rows: the person inside a longer condition',
    hire: [
      'role: boss, can: [read], when: record.open == true || record.owner == user.id',
      'role: clerk, can: [read], when: record.open == true || record.owner == user.id',
    ],
    person: ['rows hire'],
    role: [],
  },
  {
    what: 'a field on the rows of the same condition only',
    hire: [
      'role: boss, can: [read], fields: { except: [salary] }',
      'role: boss, can: [read], when: record.open == true, fields: [salary]',
      'role: clerk, can: [read], when: record.open == true',
    ],
    person: [],
    role: [],
  },
  {
    what: 'a field on other rows than those of the viewer',
    hire: [
      'role: boss, can: [read], fields: { except: [salary] }',
      'role: boss, can: [read], when: record.open == true, fields: [salary]',
      'role: clerk, can: [read]',
    ],
    person: ['field hire.salary'],
    role: ['field hire.salary'],
  },
  {
    what: 'each grant of the viewed is covered by itself, not by another',
    hire: [
      'role: boss, can: [read]',
      'role: clerk, can: [read], when: record.owner == user.id',
      'role: clerk, can: [read], fields: [name]',
    ],
    person: [],
    role: [],
  },
  {
    what: 'several roles of the viewed together',
    hire: [all, 'role: clerk, can: [read]'],
    note: ['role: lead, can: [read]'],
    viewed: ['clerk', 'lead'],
    person: ['entity note'],
    role: ['entity note'],
  },
  {
    what: 'what may be created or changed does not matter',
    hire: [all, 'role: clerk, can: [read, create, update, delete, comment]'],
    person: [],
    role: [],
  },
  {
    what: 'the trash is seen by who may restore',
    hire: [all, 'role: clerk, can: [read, restore]'],
    person: ['trash hire'],
    role: ['trash hire'],
  },
  {
    what: 'the trash, when the viewer restores too',
    hire: ['role: boss, can: [read, restore]', 'role: clerk, can: [read, restore], when: record.owner == user.id'],
    person: [],
    role: [],
  },
  {
    what: 'a field in the clear that the viewer sees masked',
    hire: ['role: boss, can: [read], mask: [salary]', 'role: clerk, can: [read]'],
    person: ['field hire.salary'],
    role: ['field hire.salary'],
  },
  {
    what: 'a masked field that the viewer does not see at all',
    hire: ['role: boss, can: [read], fields: { except: [salary] }', 'role: clerk, can: [read], mask: [salary]'],
    person: ['field hire.salary'],
    role: ['field hire.salary'],
  },
  {
    what: 'a masked field that both see masked',
    hire: ['role: boss, can: [read], mask: [salary]', 'role: clerk, can: [read], mask: [salary]'],
    person: [],
    role: [],
  },
  {
    what: 'a masked field that the viewer sees in the clear',
    hire: [all, 'role: clerk, can: [read], mask: [salary]'],
    person: [],
    role: [],
  },
  {
    what: 'days: a grant of the viewer that ends does not cover one that stays',
    hire: ['role: boss, can: [read], until: "2030-01-01"', 'role: clerk, can: [read]'],
    person: ['rows hire'],
    role: ['rows hire'],
  },
  {
    what: 'days: the same ones',
    hire: ['role: boss, can: [read], until: "2030-01-01"', 'role: clerk, can: [read], until: "2030-01-01"'],
    person: [],
    role: [],
  },
  {
    what: 'days: those of the viewed do not matter',
    hire: [all, 'role: clerk, can: [read], from: "2020-01-01"'],
    person: [],
    role: [],
  },
  {
    what: 'managers: of a role the reports are the viewer’s own',
    hire: [
      'role: boss, can: [read], when: record.owner in user.reports',
      'role: clerk, can: [read], when: record.owner in user.reports',
    ],
    person: ['rows hire'],
    role: [],
  },
  {
    what: 'shares: a person may be given what any role reads, a role is given what its viewer is',
    hire: [
      'role: boss, can: [read], fields: { except: [salary] }',
      'role: lead, can: [read, share]',
      'role: clerk, can: [read], fields: [name]',
    ],
    person: ['shared hire'],
    role: [],
  },
  {
    what: 'shares: also whoever reads nothing themselves',
    hire: ['role: boss, can: [read], when: record.open == true', 'role: lead, can: [read, share]'],
    person: ['shared hire'],
    role: [],
  },
  {
    what: 'shares: the viewer reads whatever can be shared',
    hire: [all, 'role: lead, can: [read, share]', 'role: clerk, can: [read], fields: [name]'],
    person: [],
    role: [],
  },
  {
    what: 'the trash, of who restores what they read by shares alone',
    hire: [all, 'role: lead, can: [read, share]', 'role: clerk, can: [restore]'],
    person: ['trash hire'],
    role: ['trash hire'],
  },
  { what: 'the audit is a right of its own', hire: [all], viewed: ['reviewer'], person: ['audit'], role: ['audit'] },
  {
    what: 'the audit, for who may read it',
    hire: [all],
    viewer: ['boss', 'reviewer'],
    viewed: ['reviewer'],
    person: [],
    role: [],
  },
  {
    what: 'the audit, for administrators of the installation, who read all of it',
    hire: [all],
    administrator: true,
    viewed: ['reviewer'],
    person: [],
    role: [],
  },
  {
    what: 'who only reads the audit sees no record as somebody else',
    hire: ['role: clerk, can: [read]'],
    viewer: ['reviewer'],
    person: ['entity hire'],
    role: ['entity hire'],
  },
]

describe('seen beyond one’s own sight', () => {
  for (const row of rows) {
    test(row.what, () => {
      const made = definition(row.hire, row.note)
      for (const kind of ['person', 'role'] as const) {
        const viewer = { administrator: row.administrator ?? false, roles: row.viewer ?? ['boss'] }
        const viewed: Viewed = { kind, roles: row.viewed ?? ['clerk'] }
        const found = seenBeyond(made, viewer, viewed).map(({ what, entity, field }) =>
          [what, [entity, field].filter(Boolean).join('.')].filter(Boolean).join(' '),
        )
        assert.deepEqual(found, row[kind], kind)
      }
    })
  }

  test('is said in sentences that name the field and the entity as people know them', () => {
    const made = definition(['role: boss, can: [read], fields: { except: [salary] }', 'role: clerk, can: [read, restore]'])
    assert.deepEqual(
      seenBeyond(made, { administrator: false, roles: ['boss'] }, { kind: 'role', roles: ['clerk'] }).map(each =>
        inWords(each.sentence, english),
      ),
      ['You may not see Salary of Hire yourself.', 'You may not see the trash of Hire yourself.'],
    )
  })
})

describe('who may view at all', () => {
  const made = definition([all])
  for (const [what, administrator, roles, may] of [
    ['a role that administers the app', false, ['boss'], true],
    ['an administrator of the installation', true, [], true],
    ['another role', false, ['lead', 'clerk', 'reviewer'], false],
    ['nobody', false, [], false],
  ] as const)
    test(`${what}: ${may ? 'yes' : 'no'}`, () => assert.equal(administers(made, { administrator, roles }), may))
})
