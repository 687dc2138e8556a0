/** A released app as a node holds it: the definition with what is looked up on every request. Made once per release, never changed. */
import { chooseLanguage } from '@bailiwick/definition/choose-language.ts'
import { type Definition, type Entity, type Field, usualLanguage, type Workflow } from '@bailiwick/definition/model/index.ts'
import { translate } from '@bailiwick/definition/translate.ts'

export interface LiveApp {
  readonly name: string
  /** The release's id: names prepared statements, tells browsers when to fetch the app again. */
  readonly release: string
  readonly definition: Definition
  readonly entities: ReadonlyMap<string, LiveEntity>
  /** What its texts are in; names are in none. */
  readonly language: string
  /** What its rules refuse with in this language, by what they say in the app's own; the database knows only that. Empty in the app's own. */
  readonly messages: ReadonlyMap<string, string>
}

export interface LiveEntity {
  readonly entity: Entity
  readonly fields: ReadonlyMap<string, Field>
  readonly workflow: Workflow | undefined
  /** Entities whose records are lines of this one, by the name this entity knows them by. */
  readonly lines: ReadonlyMap<string, { readonly entity: string; readonly via: string }>
  /** Every entity that relates to this one and says what it is called here. */
  readonly related: ReadonlyMap<string, { readonly entity: string; readonly via: string }>
  /** Of fields that were once kept in another way, by name: what they were, oldest first. */
  readonly former: ReadonlyMap<string, readonly FieldShape[]>
}

/** What says how a value of a field is kept, from one release on. */
export interface FieldShape {
  readonly entity: string
  /** Ids, which renames keep. */
  readonly field: string
  /** Where the release stands in the audit. */
  readonly since: bigint
  readonly shape: Pick<Field, 'type' | 'scale' | 'currency' | 'prefix'>
}

/** @param shapes of fields that have had more than one, oldest first */
export function liveApp(definition: Definition, release: string, shapes: readonly FieldShape[] = []): LiveApp {
  const entities = new Map<string, LiveEntity>()
  for (const entity of definition.entities) {
    const lines = new Map<string, { entity: string; via: string }>()
    const related = new Map<string, { entity: string; via: string }>()
    for (const other of definition.entities) {
      for (const field of other.fields) {
        if (field.to !== entity.name || field.inverse === undefined) continue
        related.set(field.inverse, { entity: other.name, via: field.name })
        if (other.parent?.entity === entity.name && other.parent.field === field.name)
          lines.set(field.inverse, { entity: other.name, via: field.name })
      }
    }
    entities.set(entity.name, {
      entity,
      fields: new Map(entity.fields.map(field => [field.name, field])),
      workflow: definition.workflows.find(workflow => workflow.entity === entity.name),
      lines,
      related,
      former: formerOf(entity, shapes),
    })
  }
  return {
    name: definition.app.name,
    release,
    definition,
    entities,
    language: definition.app.language ?? usualLanguage,
    messages: new Map(),
  }
}

const spoken = new WeakMap<LiveApp, Map<string, LiveApp>>()

/**
 * The same app with its texts in the first of these languages that it has, else in its own. Each is made once per release and nothing but texts differs, so that whatever
 * plans, asks or decides by one decides the same by another.
 * @param wanted BCP 47 tags, best first
 */
export function inLanguageOf(app: LiveApp, wanted: readonly string[]): LiveApp {
  const { translations = [] } = app.definition
  const language = chooseLanguage(wanted, [app.language, ...translations.map(each => each.language)])
  const translation = translations.find(each => each.language === language)
  if (!translation || translation.language === app.language) return app
  const made = spoken.get(app) ?? new Map<string, LiveApp>()
  spoken.set(app, made)
  const known = made.get(translation.language)
  if (known) return known
  const plain = liveApp(translate(app.definition, translation), app.release)
  const entities = new Map(
    [...plain.entities].map(([name, live]) => [name, { ...live, former: app.entities.get(name)?.former ?? live.former }]),
  )
  const messages = messagesOf(app.definition, plain.definition)
  const translated: LiveApp = { ...plain, entities, language: translation.language, messages }
  made.set(translation.language, translated)
  return translated
}

/** By the entity they are about, and by themselves for who does not know it: a line is refused with its parent. */
function messagesOf(own: Definition, translated: Definition): Map<string, string> {
  const messages = new Map<string, string>()
  const both = (entity: string, said: string | undefined, is: string | undefined) => {
    if (said === undefined || is === undefined) return
    messages.set(`${entity} ${said}`, is)
    if (!messages.has(said)) messages.set(said, is)
  }
  for (const [index, { name, checks, fields }] of own.entities.entries()) {
    const other = translated.entities[index]
    for (const [at, check] of checks.entries()) both(name, check.message, other?.checks[at]?.message)
    for (const [at, field] of fields.entries()) both(name, field.validate?.message, other?.fields[at]?.validate?.message)
  }
  for (const [index, { entity, transitions }] of own.workflows.entries())
    for (const [at, transition] of transitions.entries())
      both(entity, transition.guard?.message, translated.workflows[index]?.transitions[at]?.guard?.message)
  return messages
}

/** What a rule of the app says, which the database tells in the app's own language, as this one says it. */
export function messageIn(app: LiveApp, entity: string, message: string): string {
  return app.messages.get(`${entity} ${message}`) ?? app.messages.get(message) ?? message
}

function formerOf(entity: Entity, shapes: readonly FieldShape[]): ReadonlyMap<string, readonly FieldShape[]> {
  const former = new Map<string, readonly FieldShape[]>()
  for (const field of entity.fields) {
    const own = shapes.filter(each => each.entity === entity.id && each.field === field.id)
    if (own.length > 0) former.set(field.name, own)
  }
  return former
}

/** The field as it was when this audit row was written. */
export function fieldAt(live: LiveEntity, field: Field, seq: bigint): Field {
  const shapes = live.former.get(field.name)
  const then = shapes?.findLast(each => each.since < seq) ?? shapes?.[0]
  if (!then) return field
  const { scale: _scale, currency: _currency, prefix: _prefix, ...rest } = field
  return { ...rest, ...then.shape }
}
