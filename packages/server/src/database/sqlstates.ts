/**
 * The one file that knows SQLSTATEs: what the database refused, as a problem. Answers undefined for what is a fault of ours, so that it
 * becomes a 500 without internals. Class BW is raised by our own SQL: its message is a problem's code, its DETAIL is made for the outside.
 */
import { requireMessage } from '@bailiwick/definition/model/index.ts'
import {
  inEnglish,
  isProblemCode,
  type ProblemCode,
  type ProblemExtra,
  problem,
  type Refusal,
  type Said,
  say,
} from '../problems.ts'

interface DatabaseError {
  readonly code: string
  readonly message: string
  readonly detail?: string
  readonly hint?: string
  readonly severity?: string
  readonly constraint?: string
}

/** What each of our own states means when its message is not a code of the table. */
const ownStates: Readonly<Record<string, ProblemCode>> = {
  BW401: 'session.ended',
  BW403: 'access.refused',
  BW404: 'record.not-found',
  BW409: 'record.conflict',
  BW412: 'record.stale',
  BW422: 'record.invalid',
  BW429: 'request.too-many',
}

const standardStates: Readonly<Record<string, readonly [ProblemCode, ProblemExtra?]>> = {
  '23505': ['record.duplicate'],
  '23503': ['record.in-use'],
  '23514': ['record.invalid', { detail: say('field.out-of-range') }],
  '23502': ['record.invalid'],
  '22003': ['record.invalid', { detail: say('field.out-of-range') }],
  '22007': ['record.invalid'],
  '22008': ['record.invalid'],
  '22009': ['record.invalid'],
  '54000': ['record.invalid', { detail: say('field.unindexable') }],
  '26000': ['request.try-again', { retryAfter: 1 }],
  BW498: ['request.try-again', { retryAfter: 1 }],
  '25006': ['database.unavailable', { retryAfter: 5 }],
  '22021': ['request.malformed'],
  '22P05': ['request.malformed'],
  '40001': ['request.try-again', { retryAfter: 1 }],
  '40P01': ['request.try-again', { retryAfter: 1 }],
  '55P03': ['request.try-again', { retryAfter: 2 }],
  '57014': ['request.too-slow', { retryAfter: 5 }],
  '25P03': ['request.too-slow', { retryAfter: 5 }],
  '53300': ['database.busy', { retryAfter: 2 }],
  '53400': ['database.busy', { retryAfter: 2 }],
}

const unavailable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  '57P01',
  '57P02',
  '57P03',
])

/** Claims that no longer hold are gathered again by whoever sent them; this tells them. */
export function isStaleClaims(error: unknown): boolean {
  return isDatabaseError(error) && error.code === 'BW409' && error.message === 'claims.stale'
}

export function isDatabaseError(error: unknown): error is DatabaseError {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string'
}

/** The guard's codes as sentences. One that names a record says the same of one that is hidden and one that is not there. */
const fieldSentences: Readonly<Record<string, Said>> = {
  'field.required': say('field.required'),
  'field.not-an-option': say('field.not-an-option'),
  'reference.not-found': say('reference.not-found'),
  'file.not-found': say('file.not-found'),
  'share.invalid': say('share.invalid'),
  'share.no-role': say('share.no-role'),
  'person.manager-circle': say('person.manager-circle'),
  'comment.length': say('comment.length'),
}

/** The field-level part of a refused write, as our own SQL puts it into DETAIL. */
function fieldsOf(detail: string | undefined): ProblemExtra['fields'] {
  if (!detail?.startsWith('[')) return undefined
  const entries = JSON.parse(detail) as {
    field?: string | null
    message?: string
    code?: string
    of?: string
    id?: string | null
  }[]
  // What is not there yet is not wrong in other ways, too: a check of a value sees none.
  const isMissing = ({ code, message }: (typeof entries)[number]) => code === 'field.required' || message === requireMessage
  const keyOf = ({ field, of, id }: (typeof entries)[number]) => JSON.stringify([field, of, id])
  const missing = new Map(
    entries
      .filter(isMissing)
      .reverse()
      .map(entry => [keyOf(entry), entry]),
  )
  return entries
    .filter(entry => (missing.get(keyOf(entry)) ?? entry) === entry)
    .map(({ field: name, message, code = '', of, id }) => {
      const field = { field: name ?? '', ...(of !== undefined && { of }), ...(typeof id === 'string' && { id }) }
      if (message === requireMessage) return { ...field, message: say('field.required-now') }
      return { ...field, message: message === undefined ? (fieldSentences[code] ?? say('field.refused')) : { ofApp: message } }
    })
}

/** What our own SQL has to say in HINT, which is for whoever works there in SQL. */
const hints: Readonly<Record<string, Said>> = Object.fromEntries(
  [say('audit.fixed'), say('role.public'), say('person.another-administrator')].map(said => [inEnglish[said.key], said]),
)

export function refusalFromDatabase(error: unknown): Refusal | undefined {
  if (!(error instanceof Error)) return undefined
  if (!isDatabaseError(error)) {
    // The pool and the driver say these without a code.
    if (
      /^timeout exceeded when trying to connect|^Connection terminated|^Client has encountered a connection error/.test(
        error.message,
      )
    ) {
      return problem('database.unavailable', { retryAfter: 2 })
    }
    return undefined
  }
  if (unavailable.has(error.code) || /^(08|28)/.test(error.code)) return problem('database.unavailable', { retryAfter: 2 })
  if (isStaleClaims(error)) return problem('request.try-again', { retryAfter: 1 })
  const own = ownStates[error.code]
  if (own) {
    const named = isProblemCode(error.message) ? error.message : own
    const fields = error.code === 'BW422' || error.code === 'BW403' ? fieldsOf(error.detail) : undefined
    return problem(named, {
      ...(fields?.length ? { fields } : {}),
      ...(error.hint ? { hint: hints[error.hint] ?? { plain: error.hint } } : {}),
      ...(error.code === 'BW429' ? { retryAfter: 600 } : {}),
      ...(error.code === 'BW412' && /^\d{1,15}$/.test(error.detail ?? '') ? { currentVersion: Number(error.detail) } : {}),
    })
  }
  const standard = standardStates[error.code]
  if (error.code === '23505' && error.constraint) return problem('record.duplicate', { index: error.constraint })
  return standard ? problem(standard[0], standard[1] ?? {}) : undefined
}
