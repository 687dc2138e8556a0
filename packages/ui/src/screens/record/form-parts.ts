/** Forms and dialogs over a list or a record: fetched when the page has nothing else to do. */
import { lazy } from 'react'
import { fetchEditors } from '../../fields/later-editor.tsx'

const form = async () => (await Promise.all([import('./record-form.tsx'), fetchEditors()]))[0]
const stale = () => import('./stale-dialog.tsx')

export const formParts = [form, stale] as const

export const RecordForm = lazy(async () => ({ default: (await form()).RecordForm }))
export const EditForm = lazy(async () => ({ default: (await form()).EditForm }))
export const StaleDialog = lazy(async () => ({ default: (await stale()).StaleDialog }))
export const RefusedForm = lazy(async () => ({ default: (await import('./refused-form.tsx')).RefusedForm }))
