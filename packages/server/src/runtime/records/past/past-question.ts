/** Asks the database for rows of an earlier moment. Each question is signed: its answer holds values nobody is to be told, and only makes other answers here. */
import { readExactJson } from '../../../database/exact-json.ts'
import type { Transaction } from '../../../database/with-actor.ts'

export type Vouch = (question: string) => Buffer

export type PastQuestion =
  | { readonly ask: 'ground'; readonly app: string; readonly entity: string; readonly record: string; readonly at: string }
  | { readonly ask: 'records'; readonly app: string; readonly entity: string; readonly ids: readonly string[] }
  | {
      readonly ask: 'children'
      readonly app: string
      readonly entity: string
      /** The relation's present name; null: it is gone. */
      readonly via: string | null
      /** Every name that the entity and the relation have had since. */
      readonly entities: readonly string[]
      readonly former: readonly string[]
      readonly record: string
      readonly at: string
      readonly most: number
    }

export async function askPast<T>(tx: Transaction, vouch: Vouch, asked: PastQuestion): Promise<T> {
  const question = JSON.stringify(asked)
  const { rows } = await tx.run({
    text: `SELECT bailiwick.past($1, decode($2, 'hex'))`,
    values: [question, vouch(question).toString('hex')],
  })
  return readExactJson<T>(rows[0]?.[0] as string)!
}
