/** Random definitions for property tests: every part of the model, with texts that YAML could misread. They need not make sense, only be readable. */
import { formulaResults } from '../fields/formula.ts'
import { withKept } from '../fields/kept.ts'
import { operations } from '../model/access.ts'
import type { Definition } from '../model/app.ts'
import type { Entity } from '../model/entity.ts'
import { type Field, fieldTypeNames } from '../model/field.ts'
import type { DashboardScreen } from '../model/screen.ts'
import type { Translation } from '../model/translation.ts'
import { comparisons, periodNames, type Widget, widgetWidths } from '../model/widget.ts'
import type { ApprovalStep, Transition, Workflow } from '../model/workflow.ts'
import { numberField, requireCheck } from '../read/entity.ts'
import { colors, icons } from '../read/palette.ts'
import { managedFields } from '../read/workflow.ts'

export interface Dice {
  /** A whole number from 0 to below `limit`. */
  readonly below: (limit: number) => number
  readonly pick: <T>(items: readonly T[]) => T
  readonly maybe: <T>(make: () => T) => T | undefined
}

/** mulberry32: small, and the same everywhere for the same seed. */
export function rollDice(seed: number): Dice {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, pick: items => items[below(items.length)]!, maybe: make => (below(2) === 0 ? make() : undefined) }
}

const texts = [
  'Plain words',
  'yes',
  'null',
  '~',
  '1',
  '0x1F',
  '1e3',
  '2026-11-24',
  '09:00',
  '- dash',
  '# hash',
  'a: b',
  'a #b',
  '"quoted"',
  "it's",
  '{ brace',
  '[x]',
  '*star',
  '&and',
  '!bang',
  '%percent',
  '@at',
  '`tick`',
  '= equals',
  '\\= escaped',
  '\\\\ two',
  'trailing:',
  'ünïcode 🦉',
  'x, y, z',
  '? question',
  '| pipe',
  '> more',
  'true',
  '---',
  '...',
  'a very long sentence that goes on and on so that it cannot stand on one line with anything else, whatever the width of the page may be',
]
const expressions = [
  'record.a == user.id',
  'record.x in ["a", "b"]',
  '"a: b" + \'#\' != record.t',
  '!record.done',
  'true',
  'size(record.tags) > 1 && record.amount >= 10.50',
  '{}.x',
  '-1 < 2',
]

function said<T extends object>(thing: T): T {
  return Object.fromEntries(Object.entries(thing).filter(([, value]) => value !== undefined)) as T
}

export function randomDefinition(dice: Dice): Definition {
  const { below, pick, maybe } = dice
  const text = () => pick(texts).slice(0, 60).trim()
  const prose = () => (below(3) === 0 ? 'First line\n\n  indented # not a comment\nlast' : text())
  const expression = () => pick(expressions)
  const list = <T>(most: number, make: (index: number) => T): T[] =>
    Array.from({ length: below(most + 1) }, (_, index) => make(index))
  const some = <T>(most: number, make: (index: number) => T): T[] =>
    Array.from({ length: 1 + below(most) }, (_, index) => make(index))
  const roles = some(3, index => ({
    id: pick([`role_${index}`, `old_${index}`]),
    name: `role_${index}`,
    title: text(),
    description: maybe(prose),
    audit: below(2) > 0,
    administer: below(2) > 0,
    public: maybe(() => true as const),
  })).map(said)
  const role = () => pick(roles).name
  const names = ['alpha', 'beta', 'gamma'].slice(0, 1 + below(3))
  const workflows = names.filter(() => below(2) > 0).map(name => randomWorkflow(name))

  function randomField(index: number, entity: string): Field {
    const type = pick(fieldTypeNames)
    const name = `f${index}`
    const computed = type === 'auto_number' || type === 'formula' || type === 'rollup'
    const flag = () => !computed && below(3) === 0
    const options = () =>
      some(4, at => said({ name: `o${at}`, title: pick([`O${at}`, text()]), color: maybe(() => pick(colors)) }))
    const bounded = type === 'integer' || type === 'decimal' || type === 'money'
    const result = pick(formulaResults)
    return said<Field>({
      id: pick([name, `was_${index}`]),
      name,
      type,
      title: pick([`F${index}`, text()]),
      help: maybe(text),
      required: flag(),
      unique: flag(),
      managed: false,
      search: below(3) === 0,
      sensitive: below(3) === 0,
      ...(!computed && below(3) === 0 && { default: randomDefault(type) }),
      ...(flag() && { validate: { when: expression(), message: text() } }),
      ...(below(4) === 0 && { show: expression() }),
      ...(flag() && { require: expression() }),
      ...((type === 'integer' || type === 'formula' || type === 'rollup') && below(3) === 0 && { grouping: false as const }),
      ...(bounded && below(2) > 0 && { min: pick([-5, 0, 0.25]), max: pick([10, 1000.5]) }),
      ...(type === 'text' && below(2) > 0 && { max: 80 }),
      ...(type === 'text' && below(3) === 0 && { scan: true as const }),
      ...(type === 'decimal' && { scale: below(5) }),
      ...(type === 'money' && { currency: pick(['EUR', 'JPY']) }),
      ...((type === 'choice' || type === 'multi_choice' || (type === 'formula' && result === 'choice')) && {
        options: options(),
      }),
      ...(type === 'relation' && said({ to: pick(names), inverse: maybe(() => `${entity}_${name}`) })),
      ...(type === 'auto_number' && said({ prefix: maybe(() => 'SUP-') })),
      ...(type === 'formula' && {
        formula: { expression: expression(), result },
        ...(result === 'money' && { currency: 'EUR' }),
      }),
      ...(type === 'rollup' && {
        rollup: pick([
          { over: 'lines', measure: 'count' as const },
          { over: 'lines', measure: 'sum' as const, field: 'amount' },
          { over: `${pick(names)}_f0`, measure: 'count' as const, kept: true as const },
          { over: `${pick(names)}_f0`, measure: 'sum' as const, field: `f${below(4)}`, kept: true as const },
        ]),
      }),
    })
  }

  function randomDefault(type: Field['type']): Field['default'] {
    if (below(2) > 0) return { kind: 'expression', expression: expression() }
    if (type === 'integer') return { kind: 'value', value: pick([0, -7, 9007199254740991]) }
    if (type === 'money' || type === 'decimal')
      return { kind: 'value', value: pick(['12.5', '12.50', '9007199254740993.01', '0']) }
    if (type === 'boolean') return { kind: 'value', value: below(2) > 0 }
    if (type === 'multi_choice') return { kind: 'value', value: ['o0', 'o1'] }
    return { kind: 'value', value: pick(texts) }
  }

  function randomEntity(name: string): Entity {
    const own = some(6, index => randomField(index, name))
    const numbered = below(2) > 0 ? [numberField(pick([undefined, 'T-']))] : []
    const parent = own.find(field => field.type === 'relation')
    const field = () => pick(own).name
    const workflow = workflows.find(each => each.entity === name)
    return said<Entity>({
      id: pick([name, `old_${name}`]),
      name,
      label: pick([text(), name[0]!.toUpperCase() + name.slice(1)]),
      labelPlural: text(),
      icon: maybe(() => pick(icons)),
      description: maybe(prose),
      titleField: field(),
      fields: [...numbered, ...own, ...(workflow ? managedFields(workflow) : [])],
      unique: list(2, () => [field(), field()]),
      checks: [
        ...list(2, index => said({ name: `check_${index}`, when: expression(), message: text(), field: maybe(field) })),
        ...own.flatMap(requireCheck),
      ],
      ...(parent && below(2) > 0 && { parent: { entity: parent.to!, field: parent.name } }),
      access: list(4, () =>
        said({
          role: role(),
          can: some(3, () => pick(operations)),
          when: maybe(expression),
          after: maybe(expression),
          from: maybe(() => '2026-01-31'),
          until: maybe(() => '2026-12-24'),
          mask: maybe(() => [field()]),
          fields: pick([
            { kind: 'all' as const },
            { kind: 'only' as const, fields: [field()] },
            { kind: 'except' as const, fields: [field()] },
          ]),
        }),
      ),
      comments: below(2) > 0,
      ...(below(2) > 0 && { mails: true as const }),
      ...(below(2) > 0 && { auditReads: true as const }),
    })
  }

  function randomWorkflow(entity: string): Workflow {
    const states = some(4, index => `s${index}`)
    const due = () => ({ amount: pick([1, 2, 48]), unit: pick(['minutes', 'hours', 'days'] as const), business: below(2) > 0 })
    const ask = (): ApprovalStep['ask'] =>
      pick<ApprovalStep['ask']>([
        { kind: 'role', role: role() },
        { kind: 'role', role: role(), inTeam: 'team' },
        { kind: 'person', field: 'owner' },
      ])
    const transition = (index: number): Transition => {
      const approval = maybe(() => ({
        steps: list(2, at =>
          said({
            name: `step_${at}`,
            title: pick([`Step ${at}`, text()]),
            ask: ask(),
            need: 1 + below(3),
            when: maybe(expression),
          }),
        ),
        never: list(2, () => pick(['creator', 'submitter', 'last_editor'] as const)),
        voidedBy: list(2, () => 'f0'),
        outcomes: said({ approve: pick(states), reject: pick(states), askChanges: maybe(() => pick(states)) }),
      }))
      return said<Transition>({
        name: `t${index}`,
        title: pick([`T${index}`, text()]),
        from: list(3, () => pick(states)),
        to: approval ? approval.outcomes.approve : pick(states),
        roles: list(2, role),
        by: maybe(expression),
        guard: maybe(() => ({ when: expression(), message: text() })),
        require: list(2, () => 'f0'),
        inputs: list(2, () => 'f1'),
        comment: pick(['none', 'optional', 'required']),
        set: Object.fromEntries(list(2, at => [`f${at}`, expression()])),
        approval,
      })
    }
    return {
      id: pick([`${entity}_life`, 'old']),
      name: `${entity}_life`,
      entity,
      field: pick(['status', 'phase']),
      initial: states[0]!,
      states: states.map(name =>
        said({
          name,
          title: pick([name.toUpperCase(), text()]),
          color: maybe(() => pick(colors)),
          final: below(3) === 0,
          due: maybe(due),
        }),
      ),
      transitions: list(3, transition),
    }
  }

  function randomDashboard(index: number): DashboardScreen {
    const figures = () => ({
      ...records(),
      measure: pick(['count', 'sum(f0)']),
      by: pick(['f0', 'week(created_at)']),
    })
    const records = () => ({
      title: text(),
      of: pick(names),
      width: pick(widgetWidths),
      filter: maybe(expression),
      on: maybe(() => 'f0'),
      allTime: below(2) > 0,
    })
    const across = () => maybe(() => 'f1')
    const widget = (): Widget =>
      said(
        pick<() => Widget>([
          () => ({
            kind: 'number',
            ...figures(),
            ...said({
              compare: maybe(() => pick(comparisons)),
              good: maybe(() => pick(['up', 'down'] as const)),
              share: maybe(expression),
            }),
          }),
          () => ({ kind: 'line', ...figures(), ...said({ across: across() }) }),
          () => ({ kind: 'bar', ...figures(), ...said({ across: across(), atLeast: maybe(() => 2) }), top: pick([10, 3]) }),
          () => ({ kind: 'pie', ...figures() }),
          () => ({ kind: 'funnel', ...figures(), by: 'f0', steps: list(2, at => `o${at}`) }),
          () => ({ kind: pick(['heat_map', 'pivot'] as const), ...figures(), across: 'f1' }),
          () => ({
            kind: 'table',
            ...records(),
            columns: some(3, at => `f${at}`),
            orderBy: pick(['created_at desc', 'f0']),
            top: pick([5, 7]),
          }),
          () => ({ kind: 'text', text: prose(), width: pick(widgetWidths) }),
        ])(),
      )
    return said<DashboardScreen>({
      ...{ id: `screen_${index}`, name: `screen_${index}`, title: text(), icon: maybe(() => pick(icons)) },
      kind: 'dashboard',
      period: maybe(() => ({ on: pick(['created_at', 'f0']), default: pick(periodNames) })),
      filters: list(2, at => `f${at}`),
      widgets: list(4, widget),
      roles: list(2, role),
    })
  }

  const entities = withKept(names.map(randomEntity))
  const related = (entity: string) =>
    entities.flatMap(each =>
      each.fields
        .filter(field => field.to === entity && field.inverse)
        .map(field =>
          said({ entity: each.name, via: field.name, title: maybe(text), columns: maybe(() => ['f0']), show: maybe(expression) }),
        ),
    )
  const fields = () => some(5, at => `f${at}`)
  const condition = () => said({ filter: maybe(expression) })
  const order = () => ({ orderBy: pick(['created_at desc', 'f0, f1 desc']) })
  const looks = () => ({ color: maybe(() => 'f0'), card: list(3, at => `f${at}`) })
  const calendar = pick([
    { timeZone: 'UTC', days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', holidays: [] },
    { timeZone: 'Europe/Berlin', days: [], from: '08:30', to: '17:00', holidays: ['2026-12-25'] },
  ])
  return {
    language: 1,
    app: said({
      name: 'random',
      title: text(),
      description: maybe(prose),
      language: maybe(() => pick(['en', 'de'])),
      icon: maybe(() => pick(icons)),
      color: maybe(() => pick(colors)),
      calendar,
      navigation: pick([[], [said({ title: maybe(text), screens: ['screen_0'] })]]),
    }),
    roles,
    entities,
    workflows,
    screens: list(3, index =>
      below(4) === 0
        ? randomDashboard(index)
        : said({
            ...{
              id: `screen_${index}`,
              name: `screen_${index}`,
              title: text(),
              entity: pick(names),
              icon: maybe(() => pick(icons)),
            },
            ...pick([
              () => ({ kind: 'list' as const, columns: fields(), ...condition(), ...order() }),
              () => ({ kind: 'board' as const, by: 'f0', card: list(3, at => `f${at}`), ...condition(), ...order() }),
              () =>
                said({
                  kind: 'gallery' as const,
                  picture: maybe(() => 'f1'),
                  card: list(3, at => `f${at}`),
                  ...condition(),
                  ...order(),
                }),
              () => said({ kind: 'calendar' as const, from: 'f0', until: maybe(() => 'f1'), ...looks(), ...condition() }),
              () =>
                said({ kind: 'timeline' as const, from: 'f0', until: 'f1', by: maybe(() => 'f2'), ...looks(), ...condition() }),
              () => ({ kind: 'tree' as const, parent: 'f0', columns: fields(), ...order() }),
              () =>
                said({
                  kind: 'pivot' as const,
                  rows: some(3, at => `f${at}`),
                  across: maybe(() => 'f3'),
                  measures: pick([['count'], ['avg(f4)', 'count', 'sum(f4)'], ['max(f5)']]),
                  ...condition(),
                }),
            ])(),
            badge: below(2) > 0,
            roles: list(2, role),
          }),
    ),
    layouts: names
      .filter(() => below(2) > 0)
      .map(name => ({
        entity: name,
        ...(below(3) === 0 && { wizard: true as const }),
        ...(below(3) === 0 && { later: some(2, at => `f${at}`) }),
        sections: list(2, () => said({ title: maybe(text), tab: maybe(() => 'Terms'), fields: some(3, at => `f${at}`) })),
        related: related(name),
      })),
    ...(below(2) > 0 && { translations: some(2, randomTranslation) }),
  }

  function randomTranslation(index: number): Translation {
    const words = () => Object.fromEntries(list(4, () => [prose(), prose()]))
    return {
      language: ['de', 'pt-BR'][index]!,
      texts: words(),
      at: Object.fromEntries(list(2, () => [`entities.${pick(names)}`, words()])),
      ...(below(3) === 0 && { personas: { [prose()]: prose() } }),
    }
  }
}
