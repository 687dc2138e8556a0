/** What whoever is not signed in may do: see which fields a form has, and send it. Nothing is read for them, the record they made included. */
import { createHash } from 'node:crypto'
import { entityNames } from '@bailiwick/definition/compile/names.ts'
import type { Field } from '@bailiwick/definition/model/index.ts'
import { covers, publicRole } from '@bailiwick/definition/model/index.ts'
import type { FieldCondition, PublicFieldView, PublicFormView, PublicReceipt } from '@bailiwick/definition/wire/index.ts'
import type { LiveApp, LiveEntity } from '../../database/live-model.ts'
import { refusalFromDatabase } from '../../database/sqlstates.ts'
import type { Transaction } from '../../database/with-actor.ts'
import { problem, Refusal } from '../../problems.ts'
import { conditionOver } from './field-conditions.ts'
import { withoutHidden } from './hidden-fields.ts'
import { begin, finish, idempotencyKey } from './idempotent.ts'
import type { SurfaceField } from './surface.ts'
import type { FieldInput } from './write.ts'
import { insertStatement, stating } from './write.ts'

export interface PublicForm {
  readonly app: LiveApp
  readonly live: LiveEntity
  /** The app's public role. */
  readonly role: string
  readonly fields: readonly Field[]
}

/** @throws `form.not-found`, the same for an app or entity that has no form and for one that is not there */
export function openForm(app: LiveApp | undefined, entity: string): PublicForm {
  const role = app && publicRole(app.definition)
  const live = app?.entities.get(entity)
  const grant = live?.entity.access.find(each => each.role === role?.name && each.can.includes('create'))
  if (!app || !role || !live || grant?.fields.kind !== 'only') throw problem('form.not-found')
  const fields = grant.fields.fields.flatMap(name => live.fields.get(name) ?? [])
  return { app, live, role: role.name, fields: fields.filter(field => covers(grant, field.name)) }
}

export function viewForm({ app, live, fields }: PublicForm): PublicFormView {
  const { label, description } = live.entity
  const names = new Set(fields.map(({ name }) => name))
  // What the form does not ask for is nothing to whoever fills it in, nor is a condition over it.
  const condition = (text: string | undefined) => conditionOver(app.definition, live.entity, name => names.has(name), text)
  const views = fields.map(field => viewField(field, condition(field.show), condition(field.require)))
  return { title: label, ...(description ? { description } : {}), fields: views }
}

function viewField(
  { name, title, type, required, default: start, ...more }: Field,
  show: FieldCondition | undefined,
  require: FieldCondition | undefined,
): PublicFieldView {
  const { help, options, currency, scale, min, max } = more
  const begins = start?.kind === 'value' ? start.value : undefined
  const said = Object.entries({ help, options, currency, scale, min, max, show, require, default: begins })
  // What is left empty gets its default.
  const isAsked = required && start === undefined
  return { name, title, type, required: isAsked, ...Object.fromEntries(said.filter(([, value]) => value !== undefined)) }
}

/** Sent twice with the same key by the same network, the second answer is the first one. */
export interface Repeatable {
  readonly key: string
  readonly network: string
}

export async function sendForm(
  tx: Transaction,
  form: PublicForm,
  input: FieldInput,
  once: Repeatable | undefined,
): Promise<PublicReceipt> {
  const { app, live } = form
  const entity = live.entity.name
  // Everybody who is not signed in is one person here: keys of one network are nothing to another.
  const key =
    once &&
    idempotencyKey(
      createHash('sha256')
        .update(JSON.stringify([once.network, once.key]))
        .digest('hex'),
      [app.name, entity, input],
    )
  const before = key && (await begin(tx, key))
  if (before) return before.body as PublicReceipt
  const writable = new Map(form.fields.map(field => [field.name, onForm(field)]))
  const insert = insertStatement(
    { app, live, workflow: undefined, names: entityNames(app.name, entity), writable, shown: new Map<string, SurfaceField>() },
    input,
  )
  await tx.run(stating({}))
  await tx.run(insert)
  const number = live.entity.fields.find(field => field.type === 'auto_number')
  const receipt: PublicReceipt = { received: true, ...(number ? { number: await madeNumber(tx, number) } : {}) }
  if (key) await finish(tx, key, { status: 201, body: receipt, headers: {} })
  return receipt
}

/** The guard tells it in the transaction that made it; there is no reading it. */
async function madeNumber(tx: Transaction, field: Field): Promise<string> {
  const { rows } = await tx.run({ name: 'made-number', text: `SELECT current_setting('bailiwick.made_number')`, values: [] })
  return `${field.prefix ?? ''}${rows[0]?.[0]}`
}

/** What is refused of a form names the fields that are on it, and no others. */
export function refusalOfForm({ live, fields }: PublicForm, error: unknown, sent: readonly string[]): unknown {
  const refusal = error instanceof Refusal ? error : refusalFromDatabase(error)
  if (!refusal) return error
  const writable = new Map(fields.map(field => [field.name, onForm(field)]))
  return withoutHidden(refusal, { live, writable, shown: writable }, sent)
}

const onForm = (field: Field): SurfaceField => ({
  field,
  masked: false,
  partly: false,
  byShare: false,
  creatable: true,
  updatable: false,
})
