/** What identity stands on: the part of an open installation that it uses. */
import type { Pool } from 'pg'
import type { LiveApp } from '../../database/live-model.ts'
import type { Observe } from '../../observations.ts'
import type { InstallationKeys } from '../secrets/keys.ts'

export interface Premises {
  readonly gate: Pool
  readonly secrets: Pick<InstallationKeys, 'claims' | 'token'>
  /** A demo installation: personas sign in without a password. */
  readonly demo: boolean
  /** The configured public address, without a path. Links and the own origin are made of this, never of a request. */
  readonly publicUrl: string
  readonly observe: Observe
  /** Somebody or a team has another name, or another manager: it is to be shown from now on. */
  readonly directoryChanged?: () => Promise<void>
  /** The live app of a name, for what it is called in other languages. */
  readonly app?: (name: string) => LiveApp | undefined
}
