/** Transactions on the gate. Every one says which request it belongs to; one that acts for a person has entered with that person's signed claims. */
import type { Pool, PoolClient } from 'pg'
import { isStaleClaims } from '../../database/sqlstates.ts'
import { type Actor, signClaims } from '../access/actor.ts'
import type { Premises } from './premises.ts'

/** Who acts in a request. */
export interface Acting {
  /** The request's id. */
  readonly id: string
  readonly actor: Actor
  refreshActor(): Promise<Actor>
}

/** For acts of nobody yet: signing in, setting up. Triggers record them as done by the person they are about. */
export async function inRequest<T>(gate: Pool, request: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return transact(gate, async client => {
    await client.query(`SELECT set_config('bailiwick.request', $1, true)`, [request])
    return work(client)
  })
}

export async function actAs<T>(premises: Premises, acting: Acting, work: (client: PoolClient) => Promise<T>): Promise<T> {
  let { actor } = acting
  for (let attempt = 1; ; attempt++) {
    const claims = signClaims(premises.secrets.claims, actor, acting.id)
    try {
      return await transact(premises.gate, async client => {
        await client.query('SELECT bailiwick.enter($1, $2)', [claims.text, claims.signature])
        return work(client)
      })
    } catch (error) {
      if (attempt > 3 || !isStaleClaims(error)) throw error
      actor = await acting.refreshActor()
    }
  }
}

async function transact<T>(gate: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await gate.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}
