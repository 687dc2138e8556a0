/** A record beside its list: not needed before the list is seen, and there when one is opened. */

import { part } from '../../kit/part.tsx'
import { still } from '../../kit/still.tsx'
import { formParts } from './form-parts.ts'

const panel = () => import('./record-panel.tsx')

/** What to fetch ahead of it. */
export const recordParts = [panel, ...formParts] as const

/** The list beside it has its own reasons to be drawn. */
export const RecordPanel = still(part(async () => ({ default: (await panel()).RecordPanel }), 'panel'))
