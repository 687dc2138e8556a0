/** Personas of a demo installation: anybody may be any of them, without a password. Everywhere else this door does not exist. */
import type { SignInView } from '@bailiwick/definition/wire/session.ts'
import { problem } from '../../problems.ts'
import type { Premises } from './premises.ts'
import type { OpenedSession } from './session.ts'
import { openFor, type SignInRequest } from './sign-in.ts'

export async function listPersonas(premises: Premises): Promise<SignInView['personas']> {
  if (!premises.demo) return []
  const found = await premises.gate.query<SignInView['personas'][number]>(
    `SELECT id, name, coalesce(title, '') AS title, demo_sentence AS sentence FROM bailiwick.person
     WHERE demo_sentence IS NOT NULL AND status = 'active' ORDER BY id`,
  )
  return found.rows
}

export async function signInAsPersona(premises: Premises, request: SignInRequest, person: string): Promise<OpenedSession> {
  if (!premises.demo) throw problem('route.not-found')
  const known = (await listPersonas(premises)).some(persona => persona.id === person.toLowerCase())
  if (!known) throw problem('person.not-found')
  return openFor(premises, request, person, 'demo')
}
