/** Every route of identity. */
import type { Premises } from '../../../security/identity/premises.ts'
import type { Route } from '../route.ts'

export function identityRoutes(_premises: Premises): Route[] {
  return []
}
