/** What happened, in a few words of its reader's language, without who did it: “changed Subject, Team · ticket”. What is no more in the app has only its name left. */
import type { LiveApp } from '../database/live-model.ts'
import { inWords, isProblemCode, type Sentence, type Speaker, say, wordsOf } from '../problems.ts'
import type { Told } from '../security/audit/read.ts'

const ofRecords: Readonly<Record<string, (what: string) => Sentence>> = {
  create: what => say('audit.create', { what }),
  delete: what => say('audit.delete', { what }),
  restore: what => say('audit.restore', { what }),
  comment: what => say('audit.comment', { what }),
  read: what => say('audit.read', { what }),
  reveal: what => say('audit.reveal', { what }),
  share: what => say('audit.share', { what }),
  unshare: what => say('audit.unshare', { what }),
  export: what => say('audit.export', { what }),
  'access.asked': what => say('audit.asked', { what }),
  'access.granted': what => say('audit.granted', { what }),
  'access.declined': what => say('audit.declined', { what }),
  'job.begun': what => say('audit.job-begun', { what }),
  'job.ended': what => say('audit.job-ended', { what }),
}
const ofVotes: Readonly<Record<string, (what: string) => Sentence>> = {
  approve: what => say('audit.approved', { what }),
  reject: what => say('audit.rejected', { what }),
  ask_changes: what => say('audit.asked-changes', { what }),
}
const others: Readonly<Record<string, Sentence>> = {
  'session.insert': say('audit.signed-in'),
  'session.update': say('audit.session-changed'),
  'session.failed': say('audit.sign-in-failed'),
  'setup.failed': say('audit.setup-failed'),
  'person.insert': say('audit.person-added'),
  'person.update': say('audit.person-changed'),
  'team.insert': say('audit.team-added'),
  'team.update': say('audit.team-changed'),
  'team.delete': say('audit.team-removed'),
  'membership.insert': say('audit.member-added'),
  'membership.update': say('audit.member-changed'),
  'membership.delete': say('audit.member-removed'),
  'role_grant.insert': say('audit.role-given'),
  'role_grant.update': say('audit.role-changed'),
  'role_grant.delete': say('audit.role-taken'),
  'credential.insert': say('audit.password-set'),
  'credential.update': say('audit.password-changed'),
  'one_time_token.insert': say('audit.link-made'),
  'one_time_token.update': say('audit.link-used'),
  'audit.read': say('audit.audit-read'),
  'file.upload': say('audit.file-uploaded'),
  'file.read': say('audit.file-read'),
  'view_as.start': say('audit.view-began'),
  'view_as.end': say('audit.view-ended'),
  'view.saved': say('audit.view-saved'),
  'view.removed': say('audit.view-removed'),
  'permission-diff': say('audit.rights-compared'),
  release: say('audit.released'),
  import: say('audit.imported'),
}

/** The kinds that are told in words of their own: those a filter offers. */
export const toldKinds: readonly string[] = [
  ...Object.keys(ofRecords),
  ...Object.keys(others),
  ...['update', 'transition', 'vote', 'access.denied'],
]

/** @param app what the row is about, in their language */
export function auditWords(row: Told, app: LiveApp | undefined, speaker: Speaker): string {
  return inWords(sentenceOf(row, app, speaker) ?? { plain: plain(row.kind.replace('.', ' ')) }, speaker)
}

function sentenceOf(row: Told, app: LiveApp | undefined, speaker: Speaker): Sentence | undefined {
  const live = row.entity === null ? undefined : app?.entities.get(row.entity)
  const what = live?.entity.label ?? plain(row.entity ?? '')
  const field = (name: string) => live?.fields.get(name)?.title ?? plain(name)
  if (row.kind === 'transition') {
    const step = live?.workflow?.transitions.find(each => each.name === row.transition)?.title
    return say('audit.step', { step: step ?? plain(row.transition ?? ''), what })
  }
  if (row.kind === 'vote') return ofVotes[String(row.detail?.decision)]?.(what)
  if (row.kind === 'access.denied') {
    const code = String(row.detail?.code ?? '')
    const why = isProblemCode(code) ? wordsOf(code, speaker).title : code
    return what === '' ? say('audit.refused', { why }) : say('audit.refused-of', { why, what })
  }
  if (row.kind === 'update') {
    // What the platform keeps for itself beside the fields stands in the row, and is nothing that anybody changed.
    const changed = Object.keys(row.after ?? {})
    const own = changed.filter(name => !name.includes('$'))
    return say('audit.update', { fields: (own.length > 0 ? own : changed).map(field).join(', '), what })
  }
  const { role } = row.detail ?? {}
  if (row.kind.startsWith('view_as.') && role) {
    const title = app?.definition.roles.find(each => each.name === role)?.title ?? plain(String(role))
    return row.kind === 'view_as.start'
      ? say('audit.view-role-began', { role: title })
      : say('audit.view-role-ended', { role: title })
  }
  return ofRecords[row.kind]?.(what) ?? others[row.kind]
}

const plain = (name: string) => name.replaceAll('_', ' ')
