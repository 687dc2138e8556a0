/** A record beside its list: not needed before the list is seen, and there when one is opened. */

import { part } from '../../kit/part.tsx'
import { formParts } from './form-parts.ts'

const panel = () => import('./record-panel.tsx')

/** What to fetch ahead of it. */
export const recordParts = [panel, ...formParts] as const

export const RecordPanel = part(async () => ({ default: (await panel()).RecordPanel }), 'panel')
