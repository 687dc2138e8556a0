/** Names of the definition as people read them. */
import type { ApprovalStep } from '@bailiwick/definition/model/index.ts'
import { titleFromName } from '@bailiwick/definition/read/words.ts'
import type { LiveApp } from '../../database/live-model.ts'

export function titleOfRole(app: LiveApp, role: string): string {
  return app.definition.roles.find(candidate => candidate.name === role)?.title ?? role
}

/** Definitions that were released before steps had titles say none. */
export function titleOfStep({ name, title }: ApprovalStep): string {
  return title ?? titleFromName(name)
}
