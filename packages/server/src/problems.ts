/**
 * Every refusal the outside can see, in one table (RFC 9457). A code is a promise to programs: it is never renamed, and its status never changes.
 * What went wrong inside belongs to observations, never into `detail`.
 */
import { type Fault, faultInWords } from '@bailiwick/definition/expressions/index.ts'
import { fill } from '@bailiwick/definition/sentence.ts'
import type { Problem } from '@bailiwick/definition/wire/problem.ts'
import { problemsInGerman } from './problems.de.ts'
import { sentencesInGerman } from './sentences.de.ts'
import { inEnglish, type Sentence, type SentenceKey, say } from './sentences.ts'

export { inEnglish, type Sentence, say } from './sentences.ts'

interface ProblemKind {
  readonly status: number
  readonly title: string
  /** What to do about it, in one sentence. */
  readonly hint?: string
}

export const problems = {
  // The request itself
  'request.malformed': { status: 400, title: 'The request cannot be read', hint: 'Send valid HTTP with a JSON body in UTF-8.' },
  'request.invalid': {
    status: 400,
    title: 'Something in the request is missing or is not what it should be',
    hint: 'Correct what is named here and send it again.',
  },
  'request.bad-address': {
    status: 400,
    title: 'The address is not valid',
    hint: 'Percent-encode the address as UTF-8 and leave out control characters.',
  },
  'request.bad-json': {
    status: 400,
    title: 'The body is not acceptable JSON',
    hint: 'Send one JSON value in UTF-8, no key twice, at most 30 levels deep.',
  },
  'request.foreign-origin': {
    status: 403,
    title: 'This request comes from another site',
    hint: 'Send it from a page of this installation.',
  },
  'request.timed-out': { status: 408, title: 'The request took too long to arrive', hint: 'Send it again in one piece.' },
  'request.too-large': { status: 413, title: 'The body is too large', hint: 'Send at most 1 MB.' },
  'request.unsupported-type': {
    status: 415,
    title: 'The body must be JSON',
    hint: 'Send content-type: application/json, in UTF-8 and not compressed.',
  },
  'request.unknown-host': {
    status: 421,
    title: 'This installation does not answer to that host name',
    hint: 'Use the configured public address.',
  },
  'request.headers-too-large': {
    status: 431,
    title: 'The address or the headers are too large',
    hint: 'Ask for less in the address. If it is short, delete the cookies of this site and try again.',
  },
  'request.too-many': { status: 429, title: 'Too many requests' },
  'request.too-slow': {
    status: 503,
    title: 'Answering took too long and was stopped',
    hint: 'Narrow the filter, or try again in a moment.',
  },
  'request.try-again': {
    status: 503,
    title: 'Others were changing the same things at this moment',
    hint: 'Nothing was changed. Send the request again.',
  },
  'form.not-found': { status: 404, title: 'There is no such form', hint: 'Check the address you were given.' },
  'route.not-found': { status: 404, title: 'There is nothing at this address' },
  'route.wrong-method': {
    status: 405,
    title: 'This address does not take that method',
    hint: 'The Allow header lists those it takes.',
  },

  // Who is asking
  'session.missing': { status: 401, title: 'You are not signed in', hint: 'Sign in and try again.' },
  'session.ended': { status: 401, title: 'Your session has ended', hint: 'Sign in again.' },
  'session.wrong-credentials': {
    status: 401,
    title: 'E-mail or password is wrong',
    hint: 'Check both. An administrator can make you a new invitation link.',
  },
  'session.wrong-password': { status: 403, title: 'The present password is wrong' },
  'session.too-many-attempts': { status: 429, title: 'Too many attempts' },
  'session.too-busy': { status: 503, title: 'Many people are signing in at this moment', hint: 'Try again in a few seconds.' },
  'session.not-fresh': {
    status: 403,
    title: 'Confirm that it is you',
    hint: 'This needs a sign-in younger than 15 minutes. Enter your password again and repeat it.',
  },
  'access.administrators-only': { status: 403, title: 'Only administrators may do this' },
  'access.refused': { status: 403, title: 'You may not do this' },

  // Viewing as somebody else
  'viewing.refused': {
    status: 403,
    title: 'You may not view this app as somebody else',
    hint: 'Only who administers the app may.',
  },
  'viewing.upward': { status: 403, title: 'This would show more than you may see yourself' },
  'viewing.yourself': { status: 422, title: 'You see this app as yourself already' },
  'viewing.read-only': {
    status: 403,
    title: 'You are only viewing',
    hint: 'Nothing can be changed while you view as somebody else. Stop viewing first.',
  },
  'viewing.other-app': {
    status: 403,
    title: 'You are viewing one app as somebody else',
    hint: 'Nothing but that app is there meanwhile. Stop viewing first.',
  },
  'viewing.ended': {
    status: 409,
    title: 'Viewing as somebody else has ended',
    hint: 'Load the page again to go on as yourself.',
  },

  // People
  'setup.not-needed': {
    status: 409,
    title: 'This installation already has an administrator',
    hint: 'Ask an administrator for an invitation.',
  },
  'setup.wrong-code': {
    status: 403,
    title: 'The setup code is wrong or has expired',
    hint: 'Use the newest code on the console. A restart prints a new one while there is no administrator.',
  },
  'invitation.not-valid': { status: 404, title: 'This link is not valid any more', hint: 'Ask an administrator for a new one.' },
  'password.too-weak': {
    status: 422,
    title: 'This password is too easy to guess',
    hint: 'Use at least 12 characters that nobody would think of first.',
  },
  'person.not-found': { status: 404, title: 'There is no such person' },
  'person.email-taken': { status: 409, title: 'Somebody with this e-mail address is here already' },
  'person.last-administrator': {
    status: 409,
    title: 'This is the last administrator',
    hint: 'Make somebody else an administrator first.',
  },
  'person.own-rights': {
    status: 403,
    title: 'You cannot widen your own rights',
    hint: 'Ask another administrator to give you this.',
  },
  'team.not-found': { status: 404, title: 'There is no such team' },
  'team.circle': {
    status: 422,
    title: 'A team cannot stand beneath itself',
    hint: 'Choose a team that is not among those beneath this one.',
  },
  'app.not-found': { status: 404, title: 'There is no such app' },
  'release.not-found': { status: 404, title: 'The app has no such release' },
  'definition.not-valid': {
    status: 422,
    title: 'The definition is not valid',
    hint: 'Correct what is named below; `bailiwick check` says the same.',
  },
  'definition.other-app': { status: 422, title: 'The definition is that of another app' },
  'role.not-found': { status: 422, title: 'The app has no such role' },

  // The platform
  'audit.refused': {
    status: 403,
    title: 'You may not read the audit',
    hint: 'A role that reads the audit is given by an administrator.',
  },
  'audit.append-only': { status: 403, title: 'Audit rows are never changed or removed' },
  'screens.not-built': { status: 503, title: 'The screens are not built yet', hint: 'Run: npm run build' },
  'database.unavailable': {
    status: 503,
    title: 'The database cannot be reached',
    hint: 'Nothing was changed. Try again in a moment.',
  },
  'database.busy': { status: 503, title: 'The database is busy', hint: 'Nothing was changed. Try again in a moment.' },
  'server.busy': { status: 503, title: 'The server is busy', hint: 'Try again in a moment.' },
  'server.stopping': { status: 503, title: 'The server is stopping', hint: 'Try again in a moment.' },
  'server.fault': {
    status: 500,
    title: 'Something went wrong on our side',
    hint: 'Give the request id to your administrator; it finds the cause in the log.',
  },

  'why.refused': {
    status: 403,
    title: 'You may not ask about other people’s rights',
    hint: 'Who reads the app’s audit or gives its roles may.',
  },
  'readers.refused': {
    status: 403,
    title: 'You may not ask who looked at a record',
    hint: 'Who reads the app’s audit may.',
  },
  'asking.not-found': { status: 404, title: 'There is no such request for access' },
  'asking.own': { status: 403, title: 'You cannot decide on your own request' },
  'asking.decided': { status: 409, title: 'Somebody has decided on this request already', hint: 'Load it again.' },
  'asking.too-many': {
    status: 429,
    title: 'You have asked for many rights within an hour',
    hint: 'Wait a while, or speak with somebody who can give them.',
  },

  // Records
  'record.not-found': { status: 404, title: 'There is no such record' },
  'record.invalid': { status: 422, title: 'Some values are not right', hint: 'Correct the fields named below.' },
  'record.duplicate': { status: 409, title: 'Another record has this value already', hint: 'The value must be unique.' },
  'record.in-use': { status: 409, title: 'Other records point at this one', hint: 'Change those first.' },
  'record.stale': {
    status: 412,
    title: 'Somebody changed this record since you opened it',
    hint: 'Load it again; your change was not made.',
  },
  'record.in-trash': { status: 409, title: 'This record is in the trash', hint: 'Restore it first.' },
  'record.trash-alone': {
    status: 422,
    title: 'Moving to the trash is a change of its own',
    hint: 'Do not change other fields with it.',
  },
  'record.field-refused': { status: 403, title: 'You may not change these fields of this record' },
  'record.delete-refused': { status: 403, title: 'You may not delete this record' },
  'record.comment-refused': { status: 403, title: 'You may not comment on this record' },
  'record.reveal-refused': {
    status: 403,
    title: 'You may not have this value shown',
    hint: 'Showing a masked value is a right of its own.',
  },
  'record.import-refused': {
    status: 403,
    title: 'You may not import such records',
    hint: 'Importing is a right of its own, beside that to create. Ask whoever administers this app.',
  },
  'record.bulk-refused': {
    status: 403,
    title: 'You may not change such records as many at once',
    hint: 'Changing many at once is a right of its own. Change them one by one, or ask whoever administers this app.',
  },
  'many.refused': {
    status: 422,
    title: 'Some of these records were refused, so nothing was done',
    hint: 'Correct or leave out those named in `results`, or send `refusals: "skip"` to have the rest done.',
  },
  'job.not-found': { status: 404, title: 'You have no such job', hint: 'Its results are kept for two weeks.' },
  'job.empty': {
    status: 422,
    title: 'There is no record to do this with',
    hint: 'Check the filter. Records that only have similar words are not meant.',
  },
  'job.too-large': {
    status: 422,
    title: 'These are too many records for one job',
    hint: 'Narrow the filter to 100,000 at most.',
  },
  'job.too-many': {
    status: 409,
    title: 'Three jobs of yours are under way already',
    hint: 'Wait until one has ended, or stop one.',
  },
  'job.under-way': { status: 409, title: 'The job is still under way', hint: 'Stop it first, or wait until it has ended.' },
  'job.not-undoable': {
    status: 409,
    title: 'Nothing of this job can be taken back',
    hint: 'Steps of a workflow are not taken back, nor is what has changed nothing.',
  },
  'export.refused': {
    status: 403,
    title: 'You may not export these records',
    hint: 'Exporting is a right of its own. Ask whoever administers this app.',
  },
  'notification.not-found': { status: 404, title: 'You have no such notification' },
  'view.not-found': { status: 404, title: 'There is no such view' },
  'view.shared': {
    status: 403,
    title: 'This view of a role is kept by its maker and by who administers the app',
    hint: 'Save it as a view of your own.',
  },
  'view.default-of-nobody': {
    status: 409,
    title: 'A list opens with a view for whoever holds a role',
    hint: 'Give the view to a role first.',
  },
  'view.name-taken': { status: 409, title: 'A view of this list has that name already', hint: 'Choose another name.' },
  'view.refused': {
    status: 422,
    title: 'The list of this view could not be answered',
    hint: 'Correct what is named here and save it again.',
  },
  'view.too-many': { status: 409, title: 'You have a hundred views in this app', hint: 'Delete some that you no longer use.' },
  'share.refused': {
    status: 403,
    title: 'You may not share this record',
    hint: 'Sharing is a right of its own, and what was shared with you cannot be shared on.',
  },
  'share.beyond-own': {
    status: 403,
    title: 'You cannot share more than you may do yourself',
    hint: 'Share it for reading.',
  },
  'share.too-many': {
    status: 409,
    title: 'There are too many shares',
    hint: 'A record has at most 50, and you give at most 300 in an app. End some that are no longer needed.',
  },
  'share.not-found': { status: 404, title: 'There is no such share' },
  'record.conflict': { status: 409, title: 'The record is not in the state this needs', hint: 'Load it again.' },
  'record.create-refused': {
    status: 403,
    title: 'You may not create this record',
    hint: 'None of your roles may create it with these values.',
  },
  'record.update-refused': { status: 403, title: 'You may not change this record' },
  'record.restore-refused': { status: 403, title: 'You may not restore these records' },
  'record.nothing-to-change': { status: 400, title: 'The request changes nothing', hint: 'Name at least one field.' },
  'record.version-missing': {
    status: 428,
    title: 'Say which version you saw',
    hint: 'Send If-Match with the ETag of the record you read.',
  },
  'file.too-large': {
    status: 413,
    title: 'The file is too large',
    hint: 'Make it smaller, or ask whoever runs this installation for a higher limit.',
  },
  'file.day-used-up': {
    status: 413,
    title: 'You have uploaded as much as one person may within a day',
    hint: 'Try again when a day has passed, or ask whoever runs this installation for a higher limit.',
  },
  'file.no-room': {
    status: 507,
    title: 'There is no room for this file',
    hint: 'Tell whoever runs this installation.',
  },
  'file.too-many-pixels': {
    status: 422,
    title: 'This picture is too large to be shown here',
    hint: 'Download it to look at it.',
  },
  'file.empty': { status: 422, title: 'The file is empty', hint: 'Choose one that holds something.' },
  'entity.not-found': { status: 404, title: 'There is nothing of that name in this app' },
  'query.unknown-field': {
    status: 400,
    title: 'The list has no such field',
    hint: 'GET /api/apps/{app} lists the fields you can read.',
  },
  'query.invalid': { status: 400, title: 'The list parameters are not right' },
  'query.invalid-filter': {
    status: 400,
    title: 'The filter is not right',
    hint: 'A filter is CEL over record and user, such as record.priority == "high".',
  },
  'query.too-many': { status: 400, title: 'The list asks for too much at once' },
  'query.too-long': { status: 400, title: 'The list parameters are too long' },
  'query.page-size': { status: 400, title: 'The page size is not right' },
  'query.page-token': {
    status: 400,
    title: 'The page token does not belong to this list',
    hint: 'Start again without pageToken; keep every other parameter the same between pages.',
  },
  'idempotency.invalid-key': {
    status: 400,
    title: 'The Idempotency-Key is not valid',
    hint: 'Use 1 to 200 visible ASCII characters, such as a UUID.',
  },
  'idempotency.other-body': {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
    hint: 'Use a new key for a new request.',
  },
  'idempotency.still-running': { status: 409, title: 'The same request is still running', hint: 'Wait for its answer.' },
  'transition.unknown': { status: 404, title: 'There is no such step' },
  'transition.undeclared': { status: 403, title: 'The workflow has no such step from here' },
  'transition.not-yours': { status: 403, title: 'This step is not yours to take' },
  'transition.not-from-here': {
    status: 409,
    title: 'The record has moved on',
    hint: 'Load it again to see what is possible now.',
  },
  'transition.guard': { status: 422, title: 'The workflow does not allow this yet' },
  'approval.own-request': {
    status: 403,
    title: 'You cannot decide a request you made',
    hint: 'Whoever else this step asks finds it in their inbox. Who may not decide is set in the workflow.',
  },
  'approval.not-asked': { status: 403, title: 'This decision is not asked of you' },
  'approval.not-waiting': { status: 409, title: 'Nothing is waiting for a decision here', hint: 'Load it again.' },
  'approval.step-not-open': {
    status: 409,
    title: 'This step is not asked now',
    hint: 'Steps are asked in their order. Load the record again to see which one is open.',
  },
  'approval.already-voted': { status: 409, title: 'You have decided on this already' },
  'approval.no-such-step': { status: 404, title: 'There is no such approval step' },
  'approval.no-such-decision': { status: 422, title: 'There is no such decision' },
} as const satisfies Record<string, ProblemKind>

export type ProblemCode = keyof typeof problems

/** What a table of another language has for a code. */
export type WordsOf<C extends ProblemCode> = (typeof problems)[C] extends { readonly hint: string }
  ? { readonly title: string; readonly hint: string }
  : { readonly title: string }

/** A sentence of ours, what the checker says of an expression, what a rule of an app says in the app's own language, or words that are the same in every language. */
export type Said = Sentence | { readonly ofApp: string } | { readonly plain: string } | { readonly fault: Fault }

export interface ProblemExtra {
  /** Replaces the hint of the table where the case at hand knows better. */
  readonly hint?: Said | readonly Said[]
  readonly detail?: Said
  /** `of` and `id`: the record that was judged, which may be another than the request's; `id` where its caller reads it. Not told. */
  readonly fields?: readonly { readonly field: string; readonly message: Said; readonly of?: string; readonly id?: string }[]
  /** The index that a value met another record in. Not told. */
  readonly index?: string
  readonly currentVersion?: number
  readonly filter?: NonNullable<Problem['filter']>
  readonly results?: NonNullable<Problem['results']>
  readonly missing?: string
  readonly askable?: NonNullable<Problem['askable']>
  /** Seconds; becomes the Retry-After header, and the hint where the table has none: not everybody reads headers. */
  readonly retryAfter?: number
}

/** What any floor throws to refuse: the entry turns it into an answer. */
export class Refusal extends Error {
  readonly code: ProblemCode
  readonly extra: ProblemExtra

  constructor(code: ProblemCode, extra: ProblemExtra) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.extra = extra
  }

  get status(): number {
    return problems[this.code].status
  }
}

/** `throw problem('record.stale', { currentVersion: 7 })` */
export function problem(code: ProblemCode, extra: ProblemExtra = {}): Refusal {
  return new Refusal(code, extra)
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code)
}

export function statusOf(code: string): number | undefined {
  return isProblemCode(code) ? problems[code].status : undefined
}

/** The languages that the server refuses in; the first for whoever wants none of them. Another is two tables and its lines here. */
export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]

const titles: { readonly [L in Language]: { readonly [C in ProblemCode]: { readonly title: string; readonly hint?: string } } } =
  {
    en: problems,
    de: problemsInGerman,
  }
const templates: { readonly [L in Language]: Readonly<Record<SentenceKey, string>> } = { en: inEnglish, de: sentencesInGerman }

/** Puts refusals into one reader's words. */
export interface Speaker {
  readonly language: Language
  /** What a rule of the app says, from the app's own language into theirs. */
  readonly ofApp: (message: string) => string
}

/** For whoever reads no other, and no app's: the command line. */
export const english: Speaker = { language: 'en', ofApp: message => message }

export function inWords(said: Said, { language, ofApp }: Speaker): string {
  if ('ofApp' in said) return ofApp(said.ofApp)
  if ('fault' in said) return faultInWords(said.fault, language).slice(0, 500)
  return 'plain' in said ? said.plain : fill(templates[language][said.key], said.values, language)
}

export function saidTogether(said: readonly Said[], speaker: Speaker): string {
  return said.map(each => inWords(each, speaker)).join(' ')
}

export function wordsOf(code: ProblemCode, { language }: Speaker): { readonly title: string; readonly hint?: string } {
  return titles[language][code]
}

function waitOf(seconds: number): Said {
  const whole = Math.max(1, Math.ceil(seconds))
  if (whole === 1) return say('wait.second')
  if (whole < 60) return say('wait.seconds', { count: whole })
  const minutes = Math.ceil(whole / 60)
  return minutes === 1 ? say('wait.minute') : say('wait.minutes', { count: minutes })
}

export function toWire(refusal: Refusal, requestId: string, speaker: Speaker): Problem {
  const { title, hint: usual } = wordsOf(refusal.code, speaker)
  const { retryAfter, index: _, hint: own, detail, fields, ...rest } = refusal.extra
  const wait = retryAfter === undefined ? undefined : inWords(waitOf(retryAfter), speaker)
  const hint = own ? saidTogether([own].flat(), speaker) : (usual ?? wait)
  return {
    type: `/problems/${refusal.code}`,
    code: refusal.code,
    status: refusal.status,
    title,
    ...(hint ? { hint } : {}),
    ...(detail && { detail: inWords(detail, speaker) }),
    ...(fields && { fields: fields.map(({ field, message }) => ({ field, message: inWords(message, speaker) })) }),
    ...rest,
    requestId,
  }
}
