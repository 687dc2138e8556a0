import { type About, german } from '@bailiwick/definition/expressions/index.ts'
import type { UnclearReason } from './past/unclear.ts'
import type { Act, WhyPhrases } from './why-phrases.ts'
import { byWords, type Giving } from './why-roles.ts'

const dayOf = (moment: string) =>
  new Date(moment).toLocaleDateString('de-DE', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const dayAndTime = (moment: string) => `${dayOf(moment)}, ${new Date(moment).toISOString().slice(11, 16)} UTC`
const levels = { read: 'lesen', comment: 'kommentieren', edit: 'bearbeiten' } as const
const list = new Intl.ListFormat('de')
const roles = (grants: readonly Giving[]) =>
  `Die ${byWords(grants)
    .map(({ roles, words }) => {
      const where = `${words.startsWith('sofern') ? ',' : ''} ${words}`
      return roles.length > 1
        ? `Rollen ${list.format(roles)} geben das Recht${where}`
        : `Rolle ${roles[0]} gibt das Recht${where}`
    })
    .join('; die ')}`

/** What is done, with where a “nicht” stands. */
function infinitive({ kind, entity, field, step = '', withTheseValues }: Act, not: string): string {
  const of = field === undefined ? 'diesen Datensatz' : `${field} dieses Datensatzes`
  switch (kind) {
    case 'read':
      return `${of}${not} sehen`
    case 'create': {
      const what = field === undefined ? `„${entity}“` : `${field} bei „${entity}“`
      return `${what}${withTheseValues ? ' mit diesen Werten' : ''}${not} neu anlegen`
    }
    case 'update':
      return `${of}${not} ändern`
    case 'delete':
      return `diesen Datensatz${not} löschen`
    case 'restore':
      return `diesen Datensatz${not} wiederherstellen`
    case 'comment':
      return `diesen Datensatz${not} kommentieren`
    case 'share':
      return `diesen Datensatz${not} teilen`
    case 'reveal':
      return `${field === undefined ? 'maskierte Werte dieses Datensatzes' : of}${not} unmaskiert sehen`
    case 'export':
      return `${of}${not} exportieren`
    case 'bulk':
      return `diesen Datensatz${not} als einen von vielen auf einmal ändern`
    case 'import':
      return `${field === undefined ? `„${entity}“` : `${field} bei „${entity}“`}${not} importieren`
    case 'transition':
      return `den Schritt „${step}“ an diesem Datensatz${not} ausführen`
    default:
      return `an diesem Datensatz${not} über „${step}“ entscheiden`
  }
}

function unclear(reason: UnclearReason): string {
  switch (reason.kind) {
    case 'remade':
      return 'eine Regel betrachtet einen Wert, den eine spätere Veröffentlichung entfernt oder umgestellt hat'
    case 'rewritten':
      return 'eine Regel betrachtet, wer einen Datensatz zuletzt geändert hat, und das ist für diesen Moment nicht aufbewahrt'
    case 'many':
      return `eine Regel betrachtet mehr als ${reason.most} Datensätze`
    case 'reach':
      return `eine Regel reicht zu mehr als ${reason.most} anderen Datensätzen`
    case 'imported':
      return 'eine Regel betrachtet einen Datensatz, der importiert wurde, und wann, ist nicht aufbewahrt'
  }
}

export const whyInGerman: WhyPhrases = {
  tongue: german,
  somebody: 'Jemand',
  someTeam: 'ohne Namen',
  onEvery: () => 'bei jedem Datensatz',
  where: clause => `sofern gilt: ${clause}`,
  unseen: 'sofern etwas gilt, was Sie nicht sehen',
  directly: 'unmittelbar',
  throughTeam: team => `über das Team ${team}`,
  throughMember: (team, member) => `über das Team ${team}, als Mitglied von ${member} darunter`,
  until: (words, moment) => `${words}, bis ${dayOf(moment)}`,
  shared: (by, to, level, until) =>
    `${by} hat ihn mit ${'team' in to ? `dem Team ${to.team}` : to.person === 'you' ? 'Ihnen' : to.person.name} geteilt (${levels[level]}), bis ${dayOf(until)}`,
  doing: {
    read: 'sehen',
    update: 'ändern',
    delete: 'löschen',
    restore: 'wiederherstellen',
    comment: 'kommentieren',
    share: 'teilen',
    reveal: 'unmaskiert sehen',
    approve: 'freigeben',
    export: 'exportieren',
    bulk: 'als einen von vielen ändern',
  },
  through: (doing, role, held, words) => `${doing.join(', ')}: als ${role} (${german.list(held, 'and')}), ${words}`,
  may: (about: About, act, isSo) =>
    `${about === 'you' ? 'Sie dürfen' : `${about.name} darf`} ${infinitive(act, isSo ? '' : ' nicht')}`,
  said: may => `${may}.`,
  byRole: (may, role, held, words) => `${may}: als ${role} (${held}), ${words}.`,
  byShare: (may, share) => `${may}: ${share}.`,
  holdsNoRole: (may, about, app) => `${may}: ${about === 'you' ? 'Sie haben' : `${about.name} hat`} keine Rolle in ${app}.`,
  seesNot: (may, about) => `${may}, weil ${about === 'you' ? 'Sie ihn nicht sehen' : `${about.name} ihn nicht sieht`}.`,
  inTrash: may => `${may}, solange er im Papierkorb ist.`,
  notInTrash: may => `${may}: Er ist nicht im Papierkorb.`,
  reasons: {
    state: 'Er ist in keinem Status, von dem aus das möglich ist.',
    guard: 'Was der Ablauf vorher verlangt, ist noch nicht erfüllt.',
    never: 'Niemand entscheidet über das, was er selbst angelegt, eingereicht oder zuletzt geändert hat.',
    voted: 'Diese Entscheidung ist schon getroffen.',
    closed: 'Die Stufen werden der Reihe nach gefragt, und diese ist noch nicht dran.',
  },
  masked: may => `${may}: Der Wert ist maskiert.`,
  noRole: 'Keine Rolle gibt dieses Recht.',
  heldInVain: grants => `${roles(grants)}. Das trifft hier nicht zu.`,
  given: grants => `${roles(grants)}.`,
  noRelease: (app, first) =>
    `${app} war damals nicht veröffentlicht: zuerst ${first ? `am ${dayAndTime(first)}` : 'an einem späteren Tag'}.`,
  noEntity: entity => `In der damaligen Veröffentlichung gab es „${entity}“ nicht.`,
  absent: (_entity, absence) =>
    absence.because === 'gone'
      ? 'Diesen Datensatz gab es damals nicht.'
      : `Diesen Datensatz gab es noch nicht: Er kam ${absence.because === 'not-yet' ? '' : 'durch einen Import '}am ${dayAndTime(absence.since)}.`,
  asAudited: release => `Nach dem Protokoll, unter Veröffentlichung ${release}.`,
  wasInTrash: () => 'Dieser Datensatz war im Papierkorb.',
  perhapsNotHere: 'Er kam durch einen Import, dessen Tag nicht aufbewahrt ist: War der später, hat ihn niemand gesehen.',
  unknownWhether: reason => `Ob diese Person ihn gesehen hat, ist nicht bekannt: ${unclear(reason)}.`,
  unknownAll: reason => `Ob diese Person alles davon gesehen hat, ist nicht bekannt: ${unclear(reason)}.`,
}
