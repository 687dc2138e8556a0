/** An app described to one person: what their roles give them, and nothing of the rest. */
import { columnsOf, layoutOf, screensOf } from '@bailiwick/definition/default-screens.ts'
import { typeOf } from '@bailiwick/definition/fields/registry.ts'
import { resultField } from '@bailiwick/definition/fields/result-field.ts'
import type { Definition, Screen, Transition } from '@bailiwick/definition/model/index.ts'
import { conditionOf, peopleRoles, publicRole } from '@bailiwick/definition/model/index.ts'
import { shownSystemFields } from '@bailiwick/definition/screens/parts.ts'
import { viewScreen } from '@bailiwick/definition/screens/registry.ts'
import type { Sight } from '@bailiwick/definition/screens/screen-type.ts'
import type { AppView, EntityView, FieldView, TransitionView } from '@bailiwick/definition/wire/index.ts'
import type { LiveApp } from '../../database/live-model.ts'
import type { Actor } from '../../security/access/actor.ts'
import { computationFor, conditionFor } from './field-conditions.ts'
import { fittingFor } from './fitting.ts'
import { mayAsk } from './query.ts'
import type { Surface, SurfaceField } from './surface.ts'
import { sendingSurfaceOf, surfaceOf } from './surface.ts'
import { titleOfStep } from './words.ts'

/** @param fileLimit the largest file that is taken, in bytes */
export function viewApp(app: LiveApp, actor: Actor, fileLimit: number): AppView {
  const { definition } = app
  const surfaces = new Map(
    [...app.entities.keys()].flatMap(name => {
      const surface = surfaceOf(app, name, actor)
      return surface ? [[name, surface] as const] : []
    }),
  )
  const forms = [...app.entities.keys()].flatMap(name => sendingSurfaceOf(app, name, actor) ?? [])
  const roles = definition.roles.filter(role => actor.roles.includes(`${app.name}.${role.name}`))
  const sight = sightOf(app, actor)
  const administers = roles.some(role => role.administer)
  const { calendar } = definition.app
  return {
    name: app.name,
    title: definition.app.title,
    ...optional({ description: definition.app.description, icon: definition.app.icon, color: definition.app.color }),
    roles: roles.map(role => ({ name: role.name, title: role.title })),
    release: app.release,
    entities: [...surfaces.values()].map(surface => viewEntity(surface, surfaces, fileLimit, administers)),
    ...(forms.length > 0 && { forms: forms.map(form => viewEntity(form, surfaces, fileLimit, false)) }),
    screens: inNavigation(definition).flatMap(({ screen, group }) => {
      if (screen.roles.length > 0 && !screen.roles.some(role => roles.some(held => held.name === role))) return []
      const view = viewScreen(screen, sight)
      return view ? [{ ...view, ...optional({ group }) }] : []
    }),
    mayReadAudit: roles.some(role => role.audit),
    ...(administers ? { givesRoles: peopleRoles(definition).map(role => ({ name: role.name, title: role.title })) } : {}),
    timeZone: calendar.timeZone,
    businessTime: { days: calendar.days, from: calendar.from, to: calendar.to },
  }
}

/** What they may see of the app, for whatever shows it. */
export function sightOf(app: LiveApp, actor: Actor): Sight {
  const ofSystem = (field: string) => (shownSystemFields as readonly string[]).includes(field)
  return {
    reads: entity => surfaceOf(app, entity, actor) !== undefined,
    shows: (entity, field) => ofSystem(field) || surfaceOf(app, entity, actor)?.shown.has(field) === true,
    gives: (entity, field) => ofSystem(field) || surfaceOf(app, entity, actor)?.fields.has(field) === true,
    asks: (entity, condition) => {
      const surface = surfaceOf(app, entity, actor)
      return surface !== undefined && mayAsk(surface, condition, actor)
    },
  }
}

/** The screens in the order of the navigation, then those it leaves out. */
function inNavigation(definition: Definition): { screen: Screen; group?: string }[] {
  const { app } = definition
  const screens = screensOf(definition)
  const placed = app.navigation.flatMap(({ title, screens: names }) =>
    names.flatMap(name => {
      const screen = screens.find(candidate => candidate.name === name)
      return screen ? [{ screen, ...(title && { group: title }) }] : []
    }),
  )
  const named = new Set(placed.map(({ screen }) => screen))
  return [...placed, ...screens.filter(screen => !named.has(screen)).map(screen => ({ screen }))]
}

function viewEntity(
  surface: Surface,
  surfaces: ReadonlyMap<string, Surface>,
  fileLimit: number,
  administers: boolean,
): EntityView {
  const { entity, related } = surface.live
  const outside = publicRole(surface.app.definition)?.name
  const layout = layoutOf(surface.app.definition, entity)
  const shown = (names: readonly string[]) => names.filter(name => surface.shown.has(name))
  const placed = new Set<string>()
  return {
    name: entity.name,
    label: entity.label,
    labelPlural: entity.labelPlural,
    ...optional({ icon: entity.icon }),
    // What is not in a form is not named in it.
    titleField: surface.sends && !surface.shown.has(entity.titleField) ? 'id' : entity.titleField,
    can: surface.can,
    comments: entity.comments,
    ...(entity.mails && { mails: true as const }),
    ...(entity.auditReads && { auditReads: true as const }),
    fields: [...surface.shown.values()].map(field => viewField(surface, surfaces, field, fileLimit)),
    ...(surface.workflow
      ? {
          workflow: {
            name: surface.workflow.name,
            field: surface.workflow.field,
            initial: surface.workflow.initial,
            states: surface.workflow.states.map(state => ({
              name: state.name,
              title: state.title,
              color: state.color ?? 'gray',
              final: state.final,
            })),
            transitions: surface.workflow.transitions.map(transition => viewTransition(surface, transition)),
          },
        }
      : {}),
    layout: {
      ...optional({ wizard: layout?.wizard, later: layout?.later && shown(layout.later) }),
      sections: (layout?.sections ?? [{ fields: entity.fields.map(field => field.name) }]).map(section => ({
        ...optional({ title: section.title, tab: section.tab }),
        // A field stands where it is named first.
        fields: shown(section.fields).filter(name => !placed.has(name) && placed.add(name)),
      })),
      related: (layout?.related ?? []).flatMap(list => {
        const target = surfaces.get(list.entity)
        // By a relation they do not read it would be refused.
        if (!target?.fields.has(list.via)) return []
        const columns = columnsOfRelated(surface.app.definition, target, list.via, list.columns)
        const title = list.title ?? target.live.entity.labelPlural
        return [{ entity: list.entity, via: list.via, title, columns, ...optional({ show: conditionFor(surface, list.show) }) }]
      }),
    },
    lines: [...surface.live.lines].flatMap(([name, line]) =>
      !surface.sends && surfaces.has(line.entity) && related.has(name) ? [{ name, entity: line.entity, via: line.via }] : [],
    ),
    shareable: surface.shareable,
    ...(administers && entity.access.some(grant => grant.role === outside) ? { publicForm: true as const } : {}),
    ...(surface.seesAll || surface.sends ? {} : { seenBy: seenBy(surface) }),
    searchable: entity.fields.some(field => field.search && surface.fields.has(field.name)),
  }
}

function seenBy({ app, live }: Surface): string[] {
  const seeing = live.entity.access.filter(grant => grant.can.includes('read') && conditionOf(grant) === undefined)
  return peopleRoles(app.definition).flatMap(({ name, title }) => (seeing.some(({ role }) => role === name) ? [title] : []))
}

function viewField(
  surface: Surface,
  surfaces: ReadonlyMap<string, Surface>,
  { field, creatable, updatable, byShare }: SurfaceField,
  fileLimit: number,
): FieldView {
  const type = typeOf(field)
  // A roll-up over what is not there any more counts.
  const result = field.formula || field.rollup ? resultField(surface.app.definition, surface.live.entity, field) : undefined
  return {
    name: field.name,
    title: field.title,
    type: field.type,
    required: field.required,
    managed: field.managed,
    sensitive: field.sensitive,
    // What is only shown masked sorts and groups nothing: that would tell the value.
    sortable: type.sortable && surface.fields.has(field.name),
    groupable: type.groupable && surface.fields.has(field.name),
    creatable,
    updatable,
    ...(byShare && { byShare: true as const }),
    ...optional({
      result: result?.type,
      help: field.help,
      show: conditionFor(surface, field.show),
      require: conditionFor(surface, field.require),
      computed: computationFor(surface, field),
      grouping: field.grouping,
      scan: field.scan,
      options: field.options,
      to: field.to,
      fits: field.type === 'relation' ? fittingFor(surface, field, surfaces) : undefined,
      // Which of them are taken is told by reading what takes them.
      takenBy:
        field.type === 'relation' && field.unique && !surface.sends && surface.fields.has(field.name) ? field.inverse : undefined,
      currency: field.currency ?? result?.currency,
      scale: field.scale ?? result?.scale,
      min: field.min,
      max: field.type === 'file' ? fileLimit : field.max,
      default: field.default?.kind === 'value' ? field.default.value : undefined,
      filled: field.default?.kind === 'expression' ? (true as const) : undefined,
    }),
  }
}

/** Of a related list, where its layout names none: as many as a page takes beside each other; a panel shows the first few. */
const relatedColumns = 5

function columnsOfRelated(definition: Definition, target: Surface, via: string, named: readonly string[] | undefined): string[] {
  const { entity } = target.live
  const ofSystem = (name: string) => (shownSystemFields as readonly string[]).includes(name)
  const shown = (names: readonly string[]) => names.filter(name => ofSystem(name) || target.shown.has(name))
  if (named) return shown(named)
  const screen = screensOf(definition).find(each => each.kind === 'list' && each.entity === entity.name)
  const number = entity.fields.find(field => field.type === 'auto_number')?.name
  const first = [number, entity.titleField, target.workflow?.field].filter(name => name !== undefined)
  const more = (screen?.kind === 'list' ? screen.columns : columnsOf(entity)).filter(name => name !== via)
  return shown([...new Set([...first, ...more])]).slice(0, relatedColumns)
}

function viewTransition({ shown, writable }: Surface, transition: Transition): TransitionView {
  const named = (names: readonly string[]) => names.filter(name => shown.has(name) || writable.has(name))
  return {
    name: transition.name,
    title: transition.title,
    from: transition.from,
    to: transition.to,
    require: named(transition.require),
    inputs: named(transition.inputs),
    comment: transition.comment,
    ...(transition.approval
      ? {
          approval: {
            steps: transition.approval.steps.map(step => ({ name: step.name, title: titleOfStep(step), need: step.need })),
            mayAskChanges: transition.approval.outcomes.askChanges !== undefined,
          },
        }
      : {}),
  }
}

/** Leaves out what is not there, so that the wire has no `undefined`. */
function optional<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
