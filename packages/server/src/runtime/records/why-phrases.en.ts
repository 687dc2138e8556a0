import { type About, english } from '@bailiwick/definition/expressions/index.ts'
import type { UnclearReason } from './past/unclear.ts'
import type { Act, WhyPhrases } from './why-phrases.ts'
import { byWords, type Giving } from './why-roles.ts'

const dayOf = (moment: string) =>
  new Date(moment).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
/** "24 November 2026, 09:30 UTC" */
const dayAndTime = (moment: string) => `${dayOf(moment)}, ${new Date(moment).toISOString().slice(11, 16)} UTC`
const who = (about: About) => (about === 'you' ? 'You' : about.name)
const list = new Intl.ListFormat('en-GB')
const roles = (grants: readonly Giving[]) =>
  `The ${byWords(grants)
    .map(({ roles, words }) =>
      roles.length > 1 ? `roles ${list.format(roles)} give it ${words}` : `role ${roles[0]} gives it ${words}`,
    )
    .join('; the ')}`

function infinitive({ kind, entity, field, step = '', withTheseValues }: Act): string {
  const record = `this ${entity}`
  const of = field === undefined ? record : `the ${field} of ${record}`
  switch (kind) {
    case 'read':
      return `see ${of}`
    case 'create':
      return `${field === undefined ? `create ${/^[aeiou]/i.test(entity) ? 'an' : 'a'} ${entity}` : `give the ${field} of a new ${entity}`}${withTheseValues ? ' with these values' : ''}`
    case 'update':
      return `change ${of}`
    case 'delete':
      return `delete ${record}`
    case 'restore':
      return `bring back ${record}`
    case 'comment':
      return `comment on ${record}`
    case 'share':
      return `share ${record}`
    case 'reveal':
      return `have ${field === undefined ? `masked values of ${record}` : of} shown in the clear`
    case 'export':
      return `export ${of}`
    case 'bulk':
      return `change ${record} as one of many at once`
    case 'import':
      return field === undefined ? `import a ${entity}` : `import the ${field} of a ${entity}`
    case 'transition':
      return `take the step “${step}” on ${record}`
    default:
      return `decide “${step}” on ${record}`
  }
}

function unclear(reason: UnclearReason): string {
  switch (reason.kind) {
    case 'remade':
      return 'a rule looks at a value that a later release took away or made over'
    case 'rewritten':
      return 'a rule looks at who changed a record last, and that was not kept of that moment'
    case 'many':
      return `a rule looks at a list of more than ${reason.most} records`
    case 'reach':
      return `a rule reaches more than ${reason.most} other records`
    case 'imported':
      return 'a rule looks at a record that came by an import, and when that was is not kept'
  }
}

export const whyInEnglish: WhyPhrases = {
  tongue: english,
  somebody: 'Somebody',
  someTeam: 'a team',
  onEvery: entity => `on every ${entity}`,
  where: clause => `where ${clause}`,
  unseen: 'where something holds that you do not see',
  directly: 'directly',
  throughTeam: team => `through the team ${team}`,
  throughMember: (team, member) => `through the team ${team}, as a member of ${member} beneath it`,
  until: (words, moment) => `${words}, until ${dayOf(moment)}`,
  shared: (by, to, level, until) =>
    `${by} shared it with ${'team' in to ? `the team ${to.team}` : to.person === 'you' ? 'you' : to.person.name} (${level}) until ${dayOf(until)}`,
  doing: {
    read: 'see',
    update: 'change',
    delete: 'delete',
    restore: 'bring back',
    comment: 'comment',
    share: 'share',
    reveal: 'reveal',
    approve: 'approve',
    export: 'export',
    bulk: 'change as one of many',
  },
  through: (doing, role, held, words) => `${doing.join(', ')} as ${role} (held ${english.list(held, 'and')}), ${words}`,
  may: (about, act, isSo) => `${who(about)} may ${isSo ? '' : 'not '}${infinitive(act)}`,
  said: may => `${may}.`,
  byRole: (may, role, held, words) => `${may}: as ${role} (held ${held}), ${words}.`,
  byShare: (may, share) => `${may}: ${share}.`,
  holdsNoRole: (may, about, app) => `${may}: ${about === 'you' ? 'you hold' : `${about.name} holds`} no role in ${app}.`,
  seesNot: (may, about) => `${may}, because ${about === 'you' ? 'you do' : `${about.name} does`} not see it.`,
  inTrash: may => `${may} while it is in the trash.`,
  notInTrash: may => `${may}: it is not in the trash.`,
  reasons: {
    state: 'It is not in a state from which that is possible.',
    guard: 'What the workflow demands first is not so yet.',
    never: 'Nobody decides on what they made, submitted or last changed.',
    voted: 'That decision has been given already.',
    closed: 'Steps are asked in their order, and it is not this one’s turn.',
  },
  masked: may => `${may}: it is shown masked.`,
  noRole: 'No role gives that right.',
  heldInVain: grants => `${roles(grants)}: that is not so here.`,
  given: grants => `${roles(grants)}.`,
  noRelease: (app, first) => `${app} had no release then: its first is of ${first ? dayAndTime(first) : 'a later day'}.`,
  noEntity: entity => `There was no ${entity} in the release of then.`,
  absent: (entity, absence) =>
    absence.because === 'gone'
      ? `This ${entity} was not there.`
      : `This ${entity} was not here yet: it came ${absence.because === 'not-yet' ? '' : 'by an import '}on ${dayAndTime(absence.since)}.`,
  asAudited: release => `As the audit has it, under release ${release}.`,
  wasInTrash: entity => `This ${entity} was in the trash.`,
  perhapsNotHere: 'It came by an import whose day was not kept: if that was later, nobody saw it.',
  unknownWhether: reason => `It is not known whether they saw it: ${unclear(reason)}.`,
  unknownAll: reason => `It is not known whether they saw all of it: ${unclear(reason)}.`,
}
