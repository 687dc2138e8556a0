/**
 * Where the next page starts: the order values of the last row, bound to the question they belong to. The token holds nothing its owner did not just read;
 * the seal makes sure that it is not used to ask with values of another list.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { problem } from '../../problems.ts'

export function makePageToken(key: Buffer, question: string, values: readonly (string | null)[]): string {
  const body = Buffer.from(JSON.stringify(values)).toString('base64url')
  return `${body}.${seal(key, question, body)}`
}

/** Whether the token is one of this question. */
export function isOfQuestion(key: Buffer, question: string, token: string): boolean {
  const [body = '', given = ''] = token.split('.')
  const expected = Buffer.from(seal(key, question, body))
  const actual = Buffer.from(given)
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

/** @throws `query.page-token` when the token is not of this question */
export function readPageToken(key: Buffer, question: string, token: string, length: number): (string | null)[] {
  if (!isOfQuestion(key, question, token)) throw problem('query.page-token')
  const [body = ''] = token.split('.')
  const values = JSON.parse(Buffer.from(body, 'base64url').toString()) as (string | null)[]
  if (!Array.isArray(values) || values.length !== length) throw problem('query.page-token')
  return values
}

function seal(key: Buffer, question: string, body: string): string {
  return createHmac('sha256', key).update(question).update('\0').update(body).digest('base64url').slice(0, 22)
}
