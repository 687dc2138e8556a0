/** Names of the definition as people read them. */
import type { LiveApp } from '../../database/live-model.ts'

export function titleOfRole(app: LiveApp, role: string): string {
  return app.definition.roles.find(candidate => candidate.name === role)?.title ?? role
}
