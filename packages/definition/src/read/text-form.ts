/** The keys of every file of a definition, in the order the formatter writes them. */
import { formulaResults } from '../fields/formula.ts'
import { operations } from '../model/access.ts'
import { fieldTypeNames } from '../model/field.ts'
import { lengths } from '../model/lengths.ts'
import { shapesOfScreens } from '../screens/registry.ts'
import { limits } from './limits.ts'
import { appColors, colors, icons } from './palette.ts'
import {
  either,
  expression,
  flag,
  keys,
  list,
  literal,
  name,
  names,
  number,
  oneOf,
  oneOrMore,
  optional,
  pattern,
  prose,
  type Reads,
  required,
  text,
  texts,
  whole,
  word,
} from './shape.ts'

const id = optional(
  pattern(/^[a-z][a-z0-9_]{0,39}$/, 'an id: the first name it had', 'ticket'),
  'Stable identity. Absent: the name. Write the old name here when renaming, so that data follows.',
)
const icon = optional(word('icon', icons), 'An icon of the built-in set.')
const color = word('color', colors)
const date = pattern(/^\d{4}-\d{2}-\d{2}$/, 'a date', '2026-12-25')
const clock = pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day in quotes', '"09:00"')
const message = text(lengths.message)
const tag = pattern(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/, 'a language tag', 'de')

export const roleShape = keys({
  id,
  title: required(text(lengths.title), 'How people call the role.'),
  description: optional(prose(500), 'What holders of the role do.'),
  administer: optional(flag(), "May give this app's roles to people."),
  audit: optional(flag(), "May read this app's audit."),
  public: optional(
    flag(),
    'Held by whoever is not signed in, and given to nobody. Its grants may only `can: create` with a list of `fields`: each is a public form.',
  ),
})

export const calendarShape = keys({
  time_zone: optional(
    pattern(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, 'an IANA time zone', 'Europe/Berlin'),
    'Zone of business time and of `today()`. Default UTC.',
  ),
  days: optional(list(whole(1, 7), 7), 'Working days, Monday is 1. Default Monday to Friday.'),
  from: optional(clock, 'Start of the working day. Default "09:00".'),
  to: optional(clock, 'End of the working day. Default "17:00".'),
  holidays: optional(list(date, limits.holidays), 'Dates without business time.'),
})

export const navigationShape = keys({
  title: optional(text(lengths.title), 'Heading of the group.'),
  screens: required(list(name(), limits.screens), 'Names of screens, from top to bottom.'),
})

export const appShape = keys({
  app: required(name(30), 'Name of the app: its schema in the database and its place in addresses.'),
  title: required(text(lengths.title), 'How people call the app.'),
  description: optional(prose(), 'What it is for.'),
  language: optional(tag, 'The language its texts are in. Default `en`. Others stand in `languages/`.'),
  icon,
  color: optional(word('color', appColors), "The app's colour in the navigation."),
  calendar: optional(calendarShape, 'When business time runs.'),
  navigation: optional(
    list(navigationShape, limits.navigation),
    'Screens in the order in which the navigation shows them, in groups. Screens that stand in none follow at the end.',
  ),
  roles: required(names('role', roleShape, limits.roles), "The app's roles. People get them from an administrator of the app."),
})

export const optionShape = keys({
  name: required(name(), 'Stored in the record, used in expressions.'),
  title: optional(text(lengths.title), 'How people read it. Default: from the name.'),
  color: optional(color, 'Colour of the pill.'),
})

export const fieldShape = keys({
  id,
  type: required(word('field type', fieldTypeNames), 'What the field holds.'),
  title: optional(text(lengths.title), 'How people read it. Default: from the name.'),
  help: optional(text(lengths.help), 'A sentence beneath the field in forms.'),
  to: optional(name(), 'relation: the entity it points at.'),
  inverse: optional(name(), 'relation: what the other entity calls these records: `record.tickets`, roll-ups, related lists.'),
  options: optional(
    list(either({ scalar: name(), map: optionShape }), limits.options),
    'choice, multi_choice, a formula that results in a choice: the options, in order.',
  ),
  currency: optional(pattern(/^[A-Z]{3}$/, 'an ISO 4217 currency code', 'USD'), 'money: the currency.'),
  scale: optional(whole(0, 9), "decimal: digits after the point (default 2). money: only when other than the currency's."),
  grouping: optional(
    flag(),
    'integer, formula, rollup: false where digits are a name rather than an amount, as of a year: 2026, not 2,026.',
  ),
  prefix: optional(
    pattern(/^[A-Za-z0-9][A-Za-z0-9 ./_#-]{0,11}$/, 'up to 12 letters, digits and - . / _ #', 'SUP-'),
    'auto_number: text before the number.',
  ),
  result: optional(word('result type', formulaResults), 'formula: the type of the result.'),
  is: optional(expression(), 'formula: CEL over `record`.'),
  over: optional(name(), 'rollup: the `inverse` name of the child records.'),
  measure: optional(word('measure', ['count', 'sum', 'min', 'max']), 'rollup: what to compute.'),
  field: optional(
    name(),
    'rollup: the measured field of the child. For `measure: count`, a field or formula that is yes or no: those that are yes count.',
  ),
  kept: optional(
    flag(),
    'rollup: the number stands in the record and moves with every child that is written. It counts all child records outside the trash, whoever reads: whoever may read the field reads the number. Rules, checks, approvals, formulas and filters may use it.',
  ),
  required: optional(flag(), 'Must not be empty.'),
  unique: optional(flag(), 'No two records outside the trash have the same value.'),
  min: optional(number(-1e15, 1e15), 'integer, decimal, money: least value.'),
  max: optional(number(-1e15, 1e15), 'text: greatest length in characters. integer, decimal, money: greatest value.'),
  default: optional(
    literal(),
    'Value of new records: a literal, or `= ` and CEL such as `= today()`. `\\=` starts a literal with an equals sign.',
  ),
  validate: optional(
    keys({
      when: required(expression(), 'CEL over `value` and `record`; must be true when the field is not empty.'),
      message: required(message, 'What a person reads when it is not.'),
    }),
    'A rule for the value.',
  ),
  show: optional(
    expression(),
    "CEL over the record's own fields: panel and form show the field where it is true. A field that is not shown keeps its value. Never a permission.",
  ),
  require: optional(
    expression(),
    "CEL over the record's own fields: the field must not be empty where it is true, whichever way the record is written.",
  ),
  scan: optional(
    flag(),
    'text: forms offer to read the value from a barcode or QR code with the camera. Typing it always works.',
  ),
  search: optional(flag(), "Found by the list's search box."),
  sensitive: optional(flag(), 'Marked in the audit and in the permission diff.'),
})

export const checkShape = keys({
  name: required(name(), 'Name of the constraint.'),
  when: required(expression(), 'CEL over `record`; must be true.'),
  message: required(message, 'What a person reads when it is not.'),
  field: optional(name(), 'The field the message is shown at.'),
})

export const grantShape = keys({
  role: optional(name(), 'The role that gets the right.'),
  roles: optional(list(name(), limits.roles), 'Several roles at once, instead of `role`.'),
  can: required(oneOrMore(word('operation', operations), operations.length), 'What they may do.'),
  when: optional(expression(), 'CEL over `record` and `user`: on which rows. Absent: on every row.'),
  after: optional(
    expression(),
    "update: what the row must satisfy afterwards. Absent: the same as `when`. `true` permits a hand-over out of one's own sight.",
  ),
  fields: optional(
    either({
      list: list(name(), limits.fields),
      map: keys({ except: required(list(name(), limits.fields), 'All fields but these.') }),
    }),
    'Which fields: a list, or `{ except: [..] }`. Absent: all.',
  ),
  mask: optional(
    list(name(), limits.fields),
    'read: fields shown masked ("•••• 4821"). Their value is given by no more than another grant, or by `reveal`.',
  ),
  from: optional(date, "The grant's first day, in the app's time zone."),
  until: optional(date, "The grant's last day."),
})

export const entityShape = keys({
  entity: required(name(), 'Name of the entity: its table and its place in the API.'),
  id,
  label: optional(text(lengths.label), 'Singular for people. Default: from the name.'),
  plural: optional(text(lengths.plural), 'Plural for people. Default: from the label.'),
  description: optional(prose(), 'What a record is.'),
  icon,
  title: required(name(), 'The field that names a record everywhere.'),
  number: optional(
    keys({
      prefix: optional(
        pattern(/^[A-Za-z0-9][A-Za-z0-9 ./_#-]{0,11}$/, 'up to 12 letters, digits and - . / _ #', 'SUP-'),
        'Text before the number.',
      ),
    }),
    'Gives records a running number: an auto_number field called `number`.',
  ),
  parent: optional(name(), 'The relation field that points at the record whose lines these are.'),
  comments: optional(flag(), 'People may write comments on records.'),
  mails: optional(
    flag(),
    'Mails belong to records: the activity has a place for them. Mail itself is not connected yet, and the place says so.',
  ),
  audit_reads: optional(flag(), 'Opening a record is written into the audit, once for each person and hour. Lists are not.'),
  fields: required(names('field', fieldShape, limits.fields), 'The fields, in the order of forms.'),
  unique: optional(list(list(name(), 10), limits.uniques), 'Combinations no two records outside the trash share.'),
  checks: optional(list(checkShape, limits.checks), 'Rules every record must satisfy.'),
  access: optional(list(grantShape, limits.grants), 'Who may do what. Nothing is allowed that is not granted here.'),
})

export const stateShape = keys({
  title: optional(text(lengths.title), 'How people read it. Default: from the name.'),
  color: optional(color, 'Colour of the pill.'),
  final: optional(flag(), 'The record is finished: no transition leaves this state.'),
  due: optional(
    pattern(/^[1-9]\d{0,3} (business )?(minute|hour|day)s?$/, 'a time such as `8 business hours`, `2 days`', '8 business hours'),
    'How long a record may stay here before it is overdue.',
  ),
})

export const approvalShape = keys({
  steps: required(
    list(
      keys({
        name: required(name(), 'Name of the step.'),
        title: optional(text(lengths.title), 'How people read it. Default: from the name.'),
        ask: required(text(140), '`role <role>`, `role <role> in record.<team field>` or `record.<person field>`.'),
        need: optional(whole(1, 20), 'How many different people must approve. Default 1.'),
        when: optional(expression(), 'CEL over `record`; the step is skipped when false.'),
      }),
      limits.steps,
    ),
    'Who is asked, in order.',
  ),
  never: optional(
    list(word('excluded person', ['creator', 'submitter', 'last_editor'], { requester: 'creator' }), 3),
    'Who may never decide, whatever role they hold.',
  ),
  voided_by: optional(list(name(), limits.fields), 'Fields whose change while a decision waits voids the votes given.'),
  outcomes: required(
    keys({
      approve: required(name(), 'State after the last approval.'),
      reject: required(name(), 'State after a rejection.'),
      ask_changes: optional(name(), 'State after a request for changes. Absent: it cannot be asked for.'),
    }),
    'Where the record goes.',
  ),
})

export const transitionShape = keys({
  title: optional(text(lengths.title), 'What the button says. Default: from the name.'),
  from: required(oneOrMore(name(), limits.states), 'States it starts in.'),
  to: optional(name(), 'State it ends in. Absent for approvals.'),
  roles: optional(oneOrMore(name(), limits.roles), 'Roles that may take it. Absent: any role whose person satisfies `by`.'),
  by: optional(expression(), 'CEL over `record` and `user`: who may take it.'),
  guard: optional(
    keys({
      when: required(expression(), 'CEL over `record` and `user`; must be true.'),
      message: required(message, 'What a person reads when it is not.'),
    }),
    'When it may be taken.',
  ),
  require: optional(list(name(), limits.fields), 'Fields that must not be empty afterwards; the caller may set them with it.'),
  inputs: optional(list(name(), limits.fields), 'More fields the caller may set with it.'),
  comment: optional(
    word('comment rule', ['none', 'optional', 'required']),
    'Whether a comment is asked for. Default none; for approvals optional.',
  ),
  set: optional(
    names('field', expression(), limits.fields),
    'Fields the transition itself sets: CEL over `record`, `user`, `now()`.',
  ),
  approval: optional(approvalShape, 'Makes the transition a decision by approvers.'),
})

export const workflowShape = keys({
  workflow: required(name(), 'Name of the workflow.'),
  id,
  entity: required(name(), 'The entity whose records live by it.'),
  field: optional(name(), 'Name of the state field it adds. Default `status`.'),
  states: required(names('state', stateShape, limits.states), 'The states; the first is where records start.'),
  transitions: required(names('transition', transitionShape, limits.transitions), 'The only ways from state to state.'),
})

/** One shape for each type of screen, told apart by the key that names what it shows. */
export const screenShape = oneOf('type of screen', shapesOfScreens)

export const sectionShape = keys({
  title: optional(text(lengths.title), 'Heading.'),
  tab: optional(text(lengths.tab), 'The tab it stands in. Sections without one stand in the first.'),
  fields: required(list(name(), limits.fields), 'The fields, in order.'),
})

export const relatedShape = keys({
  list: required(name(), 'The `inverse` name of the related records.'),
  title: optional(text(lengths.title), 'Heading.'),
  columns: optional(
    list(name(), limits.columns),
    "Fields shown of each; beside a list the first three. Default: number, title and state, then the columns of the entity's list.",
  ),
  show: optional(
    expression(),
    'CEL over `record`, its own fields: the list is there where it is true. Looks, never a permission.',
  ),
})

export const layoutShape = keys({
  layout: required(name(), 'The entity laid out.'),
  wizard: optional(flag(), 'A new record is asked for section by section, each checked before the next.'),
  later: optional(
    list(name(), limits.columns),
    'Fields that a new record is not asked for: what is only known, or done, once it is there.',
  ),
  sections: required(list(sectionShape, limits.sections), 'Groups of fields in the panel and the form.'),
  related: optional(list(relatedShape, limits.related), 'Lists of other records beneath.'),
})

const inLanguage = texts('texts as the definition says them to the same in this language', prose(), limits.texts, 4_000)

export const languageShape = keys({
  language: required(tag, 'Which language this is.'),
  texts: optional(
    inLanguage,
    'From each text as the definition says it, or as it follows from a name, to the same in this language, wherever it stands.',
  ),
  at: optional(
    texts('places to their texts', inLanguage, limits.texts, 200),
    'Texts that mean another thing at some place: by its path, such as `entities.ticket` or `workflows.ticket_life.states.open`. The nearest place counts.',
  ),
  personas: optional(
    inLanguage,
    'Titles and sentences of the made-up people of a demonstration, as its sign-in page says them, to the same in this language.',
  ),
})

export type AppText = Reads<typeof appShape>
export type RoleText = Reads<typeof roleShape>
export type CalendarText = Reads<typeof calendarShape>
export type FieldText = Reads<typeof fieldShape>
export type GrantText = Reads<typeof grantShape>
export type EntityText = Reads<typeof entityShape>
export type StateText = Reads<typeof stateShape>
export type ApprovalText = Reads<typeof approvalShape>
export type TransitionText = Reads<typeof transitionShape>
export type WorkflowText = Reads<typeof workflowShape>
export type ScreenText = Reads<typeof screenShape>
export type LayoutText = Reads<typeof layoutShape>
export type LanguageText = Reads<typeof languageShape>

/** The kinds of file, by the key that opens them and the folder they stand in. */
export const fileKinds = {
  app: { folder: '', shape: appShape },
  entity: { folder: 'entities/', shape: entityShape },
  workflow: { folder: 'workflows/', shape: workflowShape },
  screen: { folder: 'screens/', shape: screenShape },
  layout: { folder: 'layouts/', shape: layoutShape },
  language: { folder: 'languages/', shape: languageShape },
} as const
export type FileKind = keyof typeof fileKinds
