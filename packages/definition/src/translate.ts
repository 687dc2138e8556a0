/** Every text of a definition that people read, in one walk: what is listed for translators is what is translated. Names, which programs use, stay as they are. */
import type { App, Definition, Role } from './model/app.ts'
import type { Entity } from './model/entity.ts'
import type { Field } from './model/field.ts'
import type { RecordLayout, Screen } from './model/screen.ts'
import type { Translation } from './model/translation.ts'
import type { Widget } from './model/widget.ts'
import type { Transition, Workflow } from './model/workflow.ts'
import { titleFromName } from './read/words.ts'

/** A text and where it stands: `entities.ticket.fields.priority.title`, `workflows.ticket_life.states.open.title`. */
export interface PlacedText {
  readonly text: string
  readonly at: string
}

/** In the order of the definition; a text that stands in several places is there for each. */
export function textsOf(definition: Definition): PlacedText[] {
  const found: PlacedText[] = []
  mapTexts(definition, (text, at) => {
    found.push({ text, at })
    return text
  })
  return found
}

/** The same app with its texts in that language; what it lacks stays as it is. */
export function translate(definition: Definition, translation: Translation): Definition {
  return mapTexts(definition, (text, at) => translated(translation, text, at) ?? text)
}

/** What the nearest place around says, else what holds everywhere. */
export function translated({ texts, at: places }: Translation, text: string, at: string): string | undefined {
  for (let place = at; place !== ''; place = place.slice(0, Math.max(0, place.lastIndexOf('.')))) {
    const here = Object.hasOwn(places, place) ? places[place]! : undefined
    if (here && Object.hasOwn(here, text)) return here[text]
  }
  return Object.hasOwn(texts, text) ? texts[text] : undefined
}

type Say = (text: string, at: string) => string

function mapTexts(definition: Definition, say: Say): Definition {
  const { app, roles, entities, workflows, screens, layouts } = definition
  return {
    ...definition,
    app: textsOfApp(app, say),
    roles: roles.map(role => textsOfRole(role, say)),
    entities: entities.map(entity =>
      textsOfEntity(
        entity,
        workflows.find(workflow => workflow.entity === entity.name),
        say,
      ),
    ),
    workflows: workflows.map(workflow => textsOfWorkflow(workflow, say)),
    screens: screens.map(screen => textsOfScreen(screen, say)),
    layouts: layouts.map(layout => textsOfLayout(layout, say)),
  }
}

/** The keys whose text is there, said. Each stands where its key in the files does. */
function saying<T, K extends keyof T & string>(thing: T, keys: readonly K[], at: string, say: Say): T {
  const there = keys.filter(key => typeof thing[key] === 'string')
  const place = (key: string) => `${at}.${key === 'labelPlural' ? 'plural' : key}`
  return { ...thing, ...Object.fromEntries(there.map(key => [key, say(thing[key] as string, place(key))])) }
}

function textsOfApp(app: App, say: Say): App {
  return {
    ...saying(app, ['title', 'description'], 'app', say),
    navigation: app.navigation.map((group, index) => saying(group, ['title'], `app.navigation.${index}`, say)),
  }
}

function textsOfRole(role: Role, say: Say): Role {
  return saying(role, ['title', 'description'], `roles.${role.name}`, say)
}

function textsOfEntity(entity: Entity, workflow: Workflow | undefined, say: Say): Entity {
  const at = `entities.${entity.name}`
  return {
    ...saying(entity, ['label', 'labelPlural', 'description'], at, say),
    fields: entity.fields.map(field => textsOfField(field, at, workflow, say)),
    checks: entity.checks.map(check =>
      // What it says is the product's own sentence.
      check.from === 'require' ? check : saying(check, ['message'], `${at}.checks.${check.name}`, say),
    ),
  }
}

function textsOfField(field: Field, entity: string, workflow: Workflow | undefined, say: Say): Field {
  const at = `${entity}.fields.${field.name}`
  // A state is the same thing wherever it is named.
  const options = field.managed && workflow?.field === field.name ? `workflows.${workflow.name}.states` : `${at}.options`
  return {
    ...saying(field, ['title', 'help'], at, say),
    ...(field.validate && { validate: saying(field.validate, ['message'], `${at}.validate`, say) }),
    ...(field.options && {
      options: field.options.map(option => saying(option, ['title'], `${options}.${option.name}`, say)),
    }),
  }
}

function textsOfWorkflow(workflow: Workflow, say: Say): Workflow {
  const at = `workflows.${workflow.name}`
  return {
    ...workflow,
    states: workflow.states.map(state => saying(state, ['title'], `${at}.states.${state.name}`, say)),
    transitions: workflow.transitions.map(each => textsOfTransition(each, `${at}.transitions.${each.name}`, say)),
  }
}

function textsOfTransition(transition: Transition, at: string, say: Say): Transition {
  const { guard, approval } = transition
  return {
    ...saying(transition, ['title'], at, say),
    ...(guard && { guard: saying(guard, ['message'], `${at}.guard`, say) }),
    ...(approval && {
      approval: {
        ...approval,
        steps: approval.steps.map(step =>
          saying({ ...step, title: step.title ?? titleFromName(step.name) }, ['title'], `${at}.steps.${step.name}`, say),
        ),
      },
    }),
  }
}

function textsOfScreen(screen: Screen, say: Say): Screen {
  const at = `screens.${screen.name}`
  const titled = saying(screen, ['title'], at, say)
  if (titled.kind !== 'dashboard') return titled
  const said = (widget: Widget, index: number): Widget => {
    const here = `${at}.dashboard.${index}`
    return widget.kind === 'text' ? saying(widget, ['text'], here, say) : saying(widget, ['title'], here, say)
  }
  return { ...titled, widgets: titled.widgets.map(said) }
}

function textsOfLayout(layout: RecordLayout, say: Say): RecordLayout {
  const at = `layouts.${layout.entity}`
  return {
    ...layout,
    sections: layout.sections.map((section, index) => saying(section, ['title', 'tab'], `${at}.sections.${index}`, say)),
    related: layout.related.map((list, index) => saying(list, ['title'], `${at}.related.${index}`, say)),
  }
}
