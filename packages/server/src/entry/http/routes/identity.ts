/** Every route of identity, by file. */
import type { Premises } from '../../../security/identity/premises.ts'
import type { Route } from '../route.ts'
import { directoryRoutes } from './directory.ts'
import { invitationRoutes } from './invitations.ts'
import { peopleRoutes } from './people.ts'
import { sessionRoutes } from './session.ts'
import { teamRoutes } from './teams.ts'

export function identityRoutes(premises: Premises): Route[] {
  return [
    ...sessionRoutes(premises),
    ...invitationRoutes(premises),
    ...peopleRoutes(premises),
    ...teamRoutes(premises),
    ...directoryRoutes(premises),
  ]
}
