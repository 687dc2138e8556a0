/** What refusals say beside their title, and why something is not possible on a record: with named gaps, one table per language. In others: `sentences.de.ts`. */
import { type RefusalKey, refusals } from '@bailiwick/definition/fields/refusals.ts'
import type { Given, Values } from '@bailiwick/definition/sentence.ts'

export const sentences = {
  // Where in the request
  'place.body': 'In the body.',
  'place.query': 'In the query.',
  'place.address': 'In the address.',
  'place.headers': 'In the headers.',
  'shape.missing': 'is missing',
  'shape.unknown': 'is not known here',
  'shape.empty': 'must not be empty',
  'shape.short': 'must have at least {least} characters',
  'shape.long': 'must have at most {most} characters',
  'shape.few': 'must have at least {least} entries',
  'shape.many': 'must have at most {most} entries',
  'shape.type': 'must be of the type {type}',
  'shape.options': 'must be one of {options}',
  'shape.form': 'does not have the right form',
  'shape.wrong': 'is not right',
  'request.no-body': 'This address takes no body.',
  'request.nothing-named': 'The body names nothing to change.',
  'request.person-or-role': 'Name either a person or a role.',
  'json.utf8': 'It is not UTF-8.',
  'json.form': 'It is not well-formed JSON.',
  'json.deep': 'It is more than {most} levels deep.',
  'json.key': 'The key {key} is not accepted.',
  'json.twice': 'It names a key twice.',
  'json.text': 'A text holds NUL or half a character.',
  'json.number': 'A number has more digits than can be kept; send it as a text.',
  'origin.fetch-site': 'Sec-Fetch-Site is not same-origin.',
  'origin.other': 'Origin is not this installation.',
  'origin.missing': 'Neither Origin nor Sec-Fetch-Site came with the cookie.',

  // People and their rights
  'person.no-email': 'is not an e-mail address',
  'person.manager-circle': 'would be beneath themselves',
  'person.own-password': 'Change your own password under your account.',
  'password.short': 'Use at least {least} characters.',
  'password.email': 'Do not use your e-mail address.',
  'password.common': 'This is among the first that somebody would try.',
  'preferences.language': 'must be a language tag such as "de" or "de-AT"',
  'preferences.zone': 'must be a time zone such as "Europe/Berlin"',
  'role.backwards': '{role} would end before it begins',
  'role.unknown': '{app} has no role {role}',
  'role.public': 'It is held by whoever is not signed in, and given to nobody.',
  'role.not-here': 'is not a role of this app',
  'person.another-administrator': 'Make somebody else an administrator first.',
  'role.missing': 'there is no role {role}',
  'team.several': '{count} teams are called {name}: name it by its id.',
  'change.person-or-team': 'Name a person or a team, one of them.',
  'audit.fixed': 'Audit rows are never changed or removed.',

  // Viewing as somebody else
  'viewing.too-long': 'A view lasts half an hour at most.',
  'viewing.no-role': 'Who was viewed holds no role in this app any more.',
  'viewing.own-rights': 'Your own rights do not allow it any more.',
  'viewing.whom': 'A person can be viewed who is active and holds a role in this app.',
  'beyond.shared': 'What others may share of {entity} with them you may not see yourself.',
  'beyond.trash': 'You may not see the trash of {entity} yourself.',
  'beyond.audit': 'You may not read the audit of this app yourself.',
  'beyond.entity': 'You may not see {entity} yourself.',
  'beyond.rows': 'You may not see every {entity} of theirs yourself.',
  'beyond.field': 'You may not see {field} of {entity} yourself.',
  'beyond.more': 'There are {count} more.',

  // Values of records
  'field.required': 'must be filled in',
  'field.required-now': 'must be filled in, because of what the other fields say',
  'field.hidden-required-now': 'something that you do not see here must be filled in, because of what the other fields say',
  'field.not-an-option': 'is not one of the choices here',
  'field.refused': 'is not yours to set here',
  'field.fixed': 'cannot be set',
  'field.unknown': 'is not a field you can set',
  'field.unindexable': 'A value is too long to be kept unique or to sort by. Shorten it.',
  'reference.not-found': 'is not there, or you cannot see it',
  'share.invalid': 'must be read, comment or edit, for one person or team, until a moment within the next five years',
  'share.no-role': 'is not somebody else who works in this app',
  'comment.length': 'must have 1 to 10,000 characters',
  'comment.mentions': 'names more than {most} people',
  'lines.of-new': 'a new record has no lines yet; leave the id out',
  'lines.unknown': 'is not a list of lines you can set',
  'lines.most': 'takes at most {most} lines at once',
  'lines.not-here': 'is not a line of this record',
  'lines.twice': 'is named twice',
  'lines.version': 'is missing: say which version of the line you saw',
  'lines.deleted-alone': 'is for a line that is there, and nothing else is changed with it',
  'lines.moved': 'was changed by somebody else since you saw it',
  'upload.no-file-field': 'is not a field of this that takes files',
  'upload.size': 'A file may have at most {most} MB.',

  // Many records
  'many.twice': 'A record is named twice.',
  'many.each-own': 'Where one record names its change, all do, and nothing else is done.',
  'many.one-of': 'Name one of change, transition, trash and restore.',
  'many.none-done': '{refused} of {all} were refused, so none was done.',

  // Lists and figures
  'query.field': '“{name}” is not a field you can read here.',
  'query.field-named': '“{name}” is not a field you can read here',
  'query.filter-field': 'The filter names a field that you cannot read here.',
  'query.filter-long': 'A filter has at most {most} characters.',
  'query.order': '“{part}” is not a sort order; write a field’s name, then asc or desc.',
  'query.order-fields': 'A list is sorted by at most {most} fields.',
  'query.unsortable': '“{name}” cannot be sorted by.',
  'query.lead': '“{name}” does not lead from these records to each other.',
  'query.search-long': 'A search has at most {most} characters.',
  'query.search-words': 'A search has at most {most} words.',
  'query.unsearched': 'These records cannot be searched; use a filter.',
  'query.fields': 'A list shows at most {most} fields.',
  'query.page-size': '{parameter} is a whole number from 1 to {most}.',
  'query.not-shared': 'Records of this kind are not shared.',
  'query.groups': 'Group by at most {most} fields.',
  'query.measures': 'Ask for 1 to {most} measures.',
  'query.grouping': '“{name}” cannot be grouped by; write a field’s name, or {spans}.',
  'query.no-span': '“{name}” is no day and no moment; it has no {span}s.',
  'query.ungroupable': '“{name}” cannot be grouped by.',
  'query.measure': '“{text}” is not a measure; write count, or {measures}.',
  'query.no-measure': '“{name}” has no {measure}.',
  'export.field': '“{name}” is not a field you can export.',
  'export.groups': 'A file has at most {most} groups; narrow or widen what is counted.',

  // Questions about rights
  'past.moment': 'must be a moment with its zone, such as 2026-11-24T09:30:00Z',
  'past.future': 'must not lie in the future',
  'past.before-1970': 'must not lie before 1970',
  'why.action': 'is not an action there is for this record',
  'why.field': 'is asked only with read, update, reveal and export',
  'counting.diff': 'Another permission diff is being counted.',
  'definition.of': 'It is that of {app}.',

  // Steps and decisions
  'step.not-now': 'Not possible now.',
  'step.maker': 'Only the person who made this may do this.',
  'step.person': 'Only the {field|lowered} may do this.',
  'step.team': 'Only people of this record’s {field|lowered} may do this.',
  'step.others': 'You are not among those who may do this here.',
  'decide.already': 'You have already decided.',
  'decide.own': 'You cannot decide a request you made.',
  'decide.edited': 'You edited this last, so somebody else must decide.',
  'decide.submitted': 'You submitted this, or it belongs to another team, so somebody else must decide.',
  'decide.waits': 'This waits for {whom}.',
  'decide.somebody': 'This waits for somebody else.',
  'asks.person': 'a person of the record',
  'asks.role-in': '{role} of its {team|lowered}',
} as const

const all = { ...refusals, ...sentences }
export type OwnKey = keyof typeof sentences
export type SentenceKey = OwnKey | RefusalKey

/** A sentence before it is put into words. */
export interface Sentence {
  readonly key: SentenceKey
  readonly values: Values
}

/** `say('lines.most', { most: 500 })` */
export function say<K extends SentenceKey>(key: K, ...[values]: Given<(typeof all)[K]>): Sentence {
  return { key, values: values ?? {} }
}

export const inEnglish: Readonly<Record<SentenceKey, string>> = all
