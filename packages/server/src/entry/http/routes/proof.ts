/** The newest proof of what is live, for those who read the app's audit: as it was made, by which seed, and what it found. */
import type { LiveApp } from '../../../database/live-model.ts'
import { newestProof } from '../../../governance/readiness/prove/store.ts'
import { problem } from '../../../problems.ts'
import { rolesIn } from '../../../security/access/actor.ts'
import { actAs } from '../../../security/identity/gate-transaction.ts'
import type { Premises } from '../../../security/identity/premises.ts'
import type { Route } from '../route.ts'

export function proofRoutes(premises: Premises, app: (name: string) => LiveApp | undefined): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/apps/:app/proof',
      authentication: 'session',
      right: 'app',
      keyScope: 'read',
      auditClass: 'none',
      rateClass: 'read',
      handler: call =>
        // Entering says that the session lives and the role still holds.
        actAs(premises, call, async client => {
          const name = call.params.app ?? ''
          const held = rolesIn(call.actor, name)
          if (!app(name)?.definition.roles.some(role => role.audit && held.includes(role.name))) throw problem('audit.refused')
          return { proof: await newestProof(client, name) }
        }),
    },
  ]
}
