/** Forms and dialogs over a list or a record: fetched when the page has nothing else to do. */
import { fetchEditors } from '../../fields/later-editor.tsx'
import { part } from '../../kit/part.tsx'

const form = async () => (await Promise.all([import('./record-form.tsx'), fetchEditors()]))[0]
const stale = () => import('./stale-dialog.tsx')

export const formParts = [form, stale] as const

export const RecordForm = part(async () => ({ default: (await form()).RecordForm }), 'dialog')
export const EditForm = part(async () => ({ default: (await form()).EditForm }), 'dialog')
export const StaleDialog = part(async () => ({ default: (await stale()).StaleDialog }), 'dialog')
export const RefusedForm = part(async () => ({ default: (await import('./refused-form.tsx')).RefusedForm }), 'dialog')
