/** The model → the text form as plain data: what the reader would have read. Leaves out what is the default. */

import type { Grant } from '../model/access.ts'
import type { Calendar, Definition, Role } from '../model/app.ts'
import type { Entity } from '../model/entity.ts'
import type { Field, FieldDefault } from '../model/field.ts'
import type { RecordLayout } from '../model/screen.ts'
import type { Translation } from '../model/translation.ts'
import type { Approval, State, Transition, Workflow } from '../model/workflow.ts'
import { defaultCalendar } from '../read/app.ts'
import { numberField } from '../read/entity.ts'
import { pluralOf, titleFromName } from '../read/words.ts'
import { printAsk, printDue } from '../read/workflow.ts'

type Text = Record<string, unknown>

/** The keys that say something: not absent, not false, not the default. */
function said(text: Text): Text {
  return Object.fromEntries(
    Object.entries(text).filter(([, value]) => value !== undefined && value !== false && !isEmptyList(value)),
  )
}
function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
function unless<T>(value: T, usual: T): T | undefined {
  return JSON.stringify(value) === JSON.stringify(usual) ? undefined : value
}
function byName<T extends { readonly name: string }>(things: readonly T[], text: (thing: T) => unknown): Text {
  return Object.fromEntries(things.map(thing => [thing.name, text(thing)]))
}

export function appText({ app, roles }: Definition): Text {
  const { name, title, description, language, icon, color } = app
  return said({
    app: name,
    title,
    description,
    language,
    icon,
    color,
    calendar: calendarText(app.calendar),
    navigation: app.navigation,
    roles: byName(roles, roleText),
  })
}

function calendarText(calendar: Calendar): Text | undefined {
  const text = said({
    time_zone: unless(calendar.timeZone, defaultCalendar.timeZone),
    from: unless(calendar.from, defaultCalendar.from),
    to: unless(calendar.to, defaultCalendar.to),
    holidays: calendar.holidays,
  })
  const days = unless(calendar.days, defaultCalendar.days)
  if (days) text.days = days
  return Object.keys(text).length > 0 ? text : undefined
}

function roleText(role: Role): Text {
  const { title, description, administer, audit } = role
  return said({ id: unless(role.id, role.name), title, description, administer, audit, public: role.public })
}

export function entityText(entity: Entity): Text {
  const own = entity.fields.filter(field => !field.managed)
  const first = own[0]
  const numbered = first?.name === 'number' && unless(first, numberField(first.prefix)) === undefined
  return {
    ...said({
      entity: entity.name,
      id: unless(entity.id, entity.name),
      label: unless(entity.label, titleFromName(entity.name)),
      plural: unless(entity.labelPlural, pluralOf(entity.label)),
      description: entity.description,
      icon: entity.icon,
      title: entity.titleField,
      number: numbered ? said({ prefix: first.prefix }) : undefined,
      parent: entity.parent?.field,
      comments: entity.comments,
      mails: entity.mails,
      audit_reads: entity.auditReads ?? false,
    }),
    fields: byName(numbered ? own.slice(1) : own, fieldText),
    ...said({
      unique: entity.unique,
      checks: entity.checks.filter(check => !check.from).map(check => said({ ...check })),
      access: accessTexts(entity.access),
    }),
  }
}

function fieldText(field: Field): Text {
  const {
    type,
    help,
    to,
    inverse,
    currency,
    scale,
    prefix,
    formula,
    rollup,
    required,
    unique,
    min,
    max,
    validate,
    show,
    require,
    search,
    sensitive,
  } = field
  return {
    ...said({ id: unless(field.id, field.name), type, title: unless(field.title, titleFromName(field.name)), help, to, inverse }),
    ...(field.options && { options: field.options.map(optionText) }),
    ...(rollup ? {} : said({ currency, scale })),
    ...(field.grouping === false && { grouping: false }),
    ...said({ prefix, result: formula?.result, is: formula?.expression, ...rollupText(rollup), required, unique, min, max }),
    ...(field.default && { default: defaultText(field.default, field) }),
    ...(field.scan && { scan: true }),
    ...said({ validate, show, require, search, sensitive }),
  }
}

/** What it results in is the measured field's to say. */
function rollupText(rollup: Field['rollup']): Text {
  if (!rollup) return {}
  const { over, measure, field, kept } = rollup
  return { over, measure, field, kept }
}

function optionText(option: { readonly name: string; readonly title: string; readonly color?: string }): unknown {
  const text = said({ name: option.name, title: unless(option.title, titleFromName(option.name)), color: option.color })
  return Object.keys(text).length === 1 ? option.name : text
}

function defaultText(given: FieldDefault, field: Field): unknown {
  if (given.kind === 'expression') return `= ${given.expression}`
  const { value } = given
  if (typeof value !== 'string') return value
  const bare = (field.type === 'money' || field.type === 'decimal') && String(Number(value)) === value && value.length < 15
  if (bare) return Number(value)
  return /^(= |\\[=\\])/.test(value) ? `\\${value}` : value
}

/** Neighbours that say the same of different roles become one grant of several. */
function accessTexts(grants: readonly Grant[]): Text[] {
  const groups: { rest: string; grant: Grant; roles: string[] }[] = []
  for (const grant of grants) {
    const rest = JSON.stringify({ ...grant, role: '' })
    const last = groups.at(-1)
    if (last?.rest === rest) last.roles.push(grant.role)
    else groups.push({ rest, grant, roles: [grant.role] })
  }
  return groups.map(({ grant, roles }) => {
    const fields =
      grant.fields.kind === 'except'
        ? { except: grant.fields.fields }
        : grant.fields.kind === 'only'
          ? grant.fields.fields
          : undefined
    const { can, when, after, mask, from, until } = grant
    return {
      ...(roles.length === 1 ? { role: roles[0] } : { roles }),
      can,
      ...(when !== undefined && { when }),
      ...(after !== undefined && { after }),
      ...(fields !== undefined && { fields }),
      ...(mask !== undefined && { mask }),
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until }),
    }
  })
}

export function workflowText(workflow: Workflow): Text {
  return {
    ...said({
      workflow: workflow.name,
      id: unless(workflow.id, workflow.name),
      entity: workflow.entity,
      field: unless(workflow.field, 'status'),
    }),
    states: byName(workflow.states, stateText),
    transitions: byName(workflow.transitions, transitionText),
  }
}

function stateText(state: State): Text {
  return said({
    title: unless(state.title, titleFromName(state.name)),
    color: state.color,
    final: state.final,
    due: state.due && printDue(state.due),
  })
}

function transitionText(transition: Transition): Text {
  const { approval, roles, by, guard, require, inputs } = transition
  return {
    ...said({ title: unless(transition.title, titleFromName(transition.name)) }),
    from: transition.from,
    ...said({
      to: approval ? undefined : transition.to,
      roles,
      by,
      guard,
      require,
      inputs,
      comment: unless(transition.comment, approval ? 'optional' : 'none'),
      set: Object.keys(transition.set).length > 0 ? transition.set : undefined,
      approval: approval && approvalText(approval),
    }),
  }
}

function approvalText({ steps, never, voidedBy, outcomes }: Approval): Text {
  return {
    steps: steps.map(({ name, title, ask, need, when }) =>
      said({ name, title: title === titleFromName(name) ? undefined : title, ask: printAsk(ask), need: unless(need, 1), when }),
    ),
    ...said({ never, voided_by: voidedBy }),
    outcomes: said({ approve: outcomes.approve, reject: outcomes.reject, ask_changes: outcomes.askChanges }),
  }
}

export function layoutText(layout: RecordLayout, entities: readonly Entity[]): Text {
  const inverse = (each: { readonly entity: string; readonly via: string }) =>
    entities.find(entity => entity.name === each.entity)?.fields.find(field => field.name === each.via)?.inverse
  const related = layout.related.map(each => ({
    ...said({ list: inverse(each), title: each.title }),
    ...(each.columns && { columns: each.columns }),
    ...said({ show: each.show }),
  }))
  const sections = layout.sections.map(({ title, tab, fields }) => ({ ...said({ title, tab }), fields }))
  return { layout: layout.entity, ...said({ wizard: layout.wizard, later: layout.later }), sections, ...said({ related }) }
}

export function languageText({ language, texts, at, personas = {} }: Translation): Text {
  const unlessEmpty = (map: object) => (Object.keys(map).length > 0 ? map : undefined)
  return said({ language, texts: unlessEmpty(texts), at: unlessEmpty(at), personas: unlessEmpty(personas) })
}
