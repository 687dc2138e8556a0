/**
 * Every finding there is: how grave, what it means, a mistake that causes it and the same put right.
 * The reference page is made from this table, so a code that is not here cannot be said.
 */
import type { FindingLevel } from '../model/finding.ts'

export interface FindingKind {
  readonly level: FindingLevel
  readonly title: string
  /** Why it matters, for somebody who meets it the first time. */
  readonly about: string
  readonly wrong: string
  readonly right: string
}

function error(title: string, about: string, wrong: string, right: string): FindingKind {
  return { level: 'error', title, about, wrong, right }
}
function warning(title: string, about: string, wrong: string, right: string): FindingKind {
  return { level: 'warning', title, about, wrong, right }
}
/** Right as it is, and worth knowing. */
function note(title: string, about: string, wrong: string, right: string): FindingKind {
  return { level: 'note', title, about, wrong, right }
}

export const findingKinds = {
  // Files and YAML -------------------------------------------------------------------------------------------------------
  'file.no-app': error(
    'There is no app.yaml',
    "The app's name, title and roles stand in `app.yaml` at the top of the folder.",
    'entities/ticket.yaml alone',
    'app.yaml and entities/ticket.yaml',
  ),
  'file.unknown': warning(
    'A file is not read',
    "Files are read from `app.yaml`, `entities/`, `workflows/`, `screens/`, `layouts/` and `languages/`; a slip in a folder's name would otherwise drop what it holds.",
    'entitys/ticket.yaml',
    'entities/ticket.yaml',
  ),
  'file.wrong-kind': error(
    'A file stands in the wrong folder',
    'The folder says what its files are: `entities/` holds files that begin with `entity:`.',
    'entities/tickets.yaml with `screen: tickets`',
    'screens/tickets.yaml with `screen: tickets`',
  ),
  'file.too-many': error('Too many files', 'A definition may have 500 files.', '501 files', 'Split the app in two'),
  'file.too-large': error(
    'A file is too large',
    'A file may have one million bytes.',
    'a pasted data set',
    'the definition only',
  ),
  'file.too-many-mistakes': error(
    'There are more mistakes',
    'Only the first 500 are listed.',
    'a file of another program',
    'a definition',
  ),
  'yaml.syntax': error(
    'The YAML cannot be read',
    'The file breaks a rule of YAML at this place; often it is the indentation or a missing quote.',
    'title: Support: desk',
    'title: "Support: desk"',
  ),
  'yaml.anchor': error(
    'YAML anchors and aliases are not allowed',
    'A definition says everything where it stands, so that a review sees it and nothing grows when it is read.',
    'fields: *common',
    'fields: { subject: { type: text } }',
  ),
  'yaml.tag': error(
    'YAML tags and directives are not allowed',
    'Tags make readers build things; a definition is plain data.',
    'title: !!str Ticket',
    'title: Ticket',
  ),
  'yaml.duplicate-key': error(
    'A key is here twice',
    'Only one of the two would count, and which is not for a reader to guess.',
    '{ type: text, type: date }',
    '{ type: text }',
  ),
  'yaml.key': error(
    'A key is not a plain word',
    'Keys are the words of the language or names.',
    '[a, b]: { type: text }',
    'a: { type: text }',
  ),
  'yaml.too-deep': error(
    'The file is nested too deep',
    'No definition needs more than 20 levels.',
    '[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]',
    '[]',
  ),
  'yaml.many-documents': error(
    'More than one document in a file',
    'One thing per file keeps history and reviews readable.',
    'entity: a\n---\nentity: b',
    'two files',
  ),

  // Shapes ---------------------------------------------------------------------------------------------------------------
  'key.unknown': error(
    'A key is not known here',
    'An unknown key would do nothing while its author believes it does.',
    '{ type: text, requird: true }',
    '{ type: text, required: true }',
  ),
  'key.missing': error(
    'A key is missing',
    'The thing cannot be built without it.',
    'subject: { required: true }',
    'subject: { type: text, required: true }',
  ),
  'value.type': error(
    'A value is of the wrong kind',
    'For example text where a list is needed.',
    'columns: subject, status',
    'columns: [subject, status]',
  ),
  'value.empty': error('A value is empty', 'The key stands there without what it takes.', 'title:', 'title: Ticket'),
  'value.pattern': error(
    'A value does not have the needed form',
    'Dates, times, codes and prefixes have a fixed form.',
    'currency: Euro',
    'currency: EUR',
  ),
  'value.range': error('A number is out of range', 'The message gives the range.', 'scale: 12', 'scale: 4'),
  'value.too-long': error(
    'A text is too long',
    'The message gives the limit.',
    'a title of 80 characters',
    'a title of 60 characters',
  ),
  'value.unknown-word': error(
    'A word is not one of the known',
    'Types, operations, colours and icons come from fixed lists.',
    'type: strng',
    'type: text',
  ),
  'list.too-many': error('A list is too long', 'The message gives the limit.', '201 fields', '200 fields'),
  'name.invalid': error(
    'A name has the wrong form',
    'Names become tables, columns and addresses: `[a-z][a-z0-9_]*`, not ending in `__`.',
    'entity: Purchase-Order',
    'entity: purchase_order',
  ),
  'name.reserved': error(
    'A name is taken by the platform',
    'Every record has `id`, `version`, `created_at` and their like; expressions have words of their own, and addresses too.',
    'id: { type: text }',
    'case_id: { type: text }',
  ),
  'name.duplicate': error(
    'A name is used twice',
    'Two things of one kind need two names.',
    'two files with `entity: ticket`',
    '`entity: ticket` and `entity: task`',
  ),
  'id.duplicate': error(
    'An id is used twice',
    'The id is how data follows a rename; two owners of one id would fight for it.',
    'body: { id: subject, type: text }',
    'body: { id: text, type: text }',
  ),

  // App ------------------------------------------------------------------------------------------------------------------
  'app.no-roles': error(
    'The app has no roles',
    'Rights are given to roles; without one nobody could use the app.',
    'roles: {}',
    'roles: { agent: { title: Agent } }',
  ),
  'app.no-administrator': warning(
    'No role administers the app',
    "Without a role that has `administer: true` only the installation's administrators can give roles.",
    'admin: { title: Administrator }',
    'admin: { title: Administrator, administer: true }',
  ),
  'calendar.hours': error(
    'The working day ends before it starts',
    'Business time could never pass.',
    'from: "17:00", to: "09:00"',
    'from: "09:00", to: "17:00"',
  ),
  'calendar.zone': error(
    'The time zone is not known',
    'Zones are named as in the IANA list.',
    'time_zone: Europe/Berln',
    'time_zone: Europe/Berlin',
  ),
  'calendar.date': error(
    'A holiday is no day of the calendar',
    'The date does not exist.',
    'holidays: [2026-02-30]',
    'holidays: [2026-02-28]',
  ),
  'calendar.days': error(
    'There are no working days',
    'A due time in business hours would never come.',
    'days: []',
    'days: [1, 2, 3, 4, 5]',
  ),
  'role.unknown': error('A role does not exist', 'Roles stand in app.yaml.', 'role: agnet', 'role: agent'),
  'role.unused': warning(
    'A role may do nothing',
    'No grant, transition or approval names it, and it neither administers nor audits.',
    'viewer: { title: Viewer }',
    'a grant with `role: viewer`',
  ),
  'role.public-twice': error(
    'There are two public roles',
    'A public role is held by whoever is not signed in. That is one principal; two roles would say the same.',
    'guest: { title: Guest, public: true }, visitor: { title: Visitor, public: true }',
    'guest: { title: Guest, public: true }',
  ),
  'role.public-duty': error(
    'A public role administers or reads the audit',
    'Whoever is not signed in holds it: everybody could.',
    'guest: { title: Guest, public: true, audit: true }',
    'guest: { title: Guest, public: true }',
  ),
  'entity.unknown': error('An entity does not exist', 'Entities stand in `entities/`.', 'list: tickts', 'list: ticket'),

  // Fields ---------------------------------------------------------------------------------------------------------------
  'field.unknown': error(
    'A field does not exist',
    'The entity has no field of that name.',
    'columns: [subjct]',
    'columns: [subject]',
  ),
  'field.repeated': warning(
    'A field is listed twice',
    'The second mention does nothing.',
    'columns: [subject, subject]',
    'columns: [subject]',
  ),
  'field.key-missing': error(
    "The field's type needs a key",
    'A relation needs its entity, a choice its options, money its currency.',
    'price: { type: money }',
    'price: { type: money, currency: EUR }',
  ),
  'field.key-of-other-type': error(
    'The key belongs to another type',
    'It would do nothing on this type.',
    'subject: { type: text, currency: EUR }',
    'price: { type: money, currency: EUR }',
  ),
  'field.unknown-currency': error(
    'The currency is not known',
    'Currencies are the active codes of ISO 4217; the code says how many digits an amount has.',
    'currency: ERU',
    'currency: EUR',
  ),
  'field.bounds': error(
    'The limits of the field are impossible',
    "`min` lies above `max`, a bound has more digits than the field, or a text's length is no whole positive number.",
    '{ type: integer, min: 10, max: 1 }',
    '{ type: integer, min: 1, max: 10 }',
  ),
  'field.search': error(
    'The field cannot be searched',
    'Search looks into text-like fields.',
    'due: { type: date, search: true }',
    'subject: { type: text, search: true }',
  ),
  'field.unique': error(
    'The field cannot be unique',
    'Long text, JSON, lists and computed values have no useful uniqueness.',
    'body: { type: long_text, unique: true }',
    'code: { type: text, unique: true }',
  ),
  'field.condition-beyond': error(
    'A condition of a field looks beyond its record',
    '`show` and `require` are judged while the record is being written, when there are only the fields that people fill in: no other records, no formulas.',
    'show: record.customer.tier == "gold"',
    'show: record.priority == "urgent"',
  ),
  'field.require-idle': warning(
    '`require` says nothing',
    'The field is required anyway.',
    'reason: { type: text, required: true, require: record.amount > 100 }',
    'reason: { type: text, require: record.amount > 100 }',
  ),
  'field.required-hidden': error(
    'A required field may not be shown',
    'What a form does not show, nobody can fill in.',
    "reason: { type: text, required: true, show: record.kind == 'other' }",
    "reason: { type: text, show: record.kind == 'other', require: record.kind == 'other' }",
  ),
  'field.require-fails': warning(
    '`require` fails where a field is empty',
    'A condition that compares what is empty has no answer, and without an answer the field is required: no rule holds by failing.',
    'require: record.amount > 100',
    'require: has(record.amount) && record.amount > 100',
  ),
  'option.none': error('There are no options', 'Nothing could ever be chosen.', 'options: []', 'options: [low, high]'),
  'option.duplicate': error(
    'An option is here twice',
    'Options are told apart by name.',
    'options: [low, high, low]',
    'options: [low, high]',
  ),
  'default.value': error(
    'The default does not fit the field',
    'New records would be refused.',
    '{ type: choice, options: [low, high], default: hihg }',
    '{ type: choice, options: [low, high], default: high }',
  ),
  'default.expression': error(
    "The default's expression has another type",
    'The expression must result in what the field holds.',
    'due: { type: date, default: = now() }',
    'due: { type: date, default: = today() }',
  ),
  'title.field': error(
    'The title field cannot name a record',
    'People find records by their title: a text-like field, a running number or a formula of text.',
    'title: amount',
    'title: subject',
  ),
  'unique.field': error(
    'The combination cannot be unique',
    'It names a field without a comparable column, or one field only.',
    'unique: [[tags, subject]]',
    'unique: [[customer, subject]]',
  ),
  'relation.no-such-entity': error(
    'A relation points nowhere',
    'The entity it names does not exist.',
    'to: suppliers',
    'to: supplier',
  ),
  'relation.inverse-taken': error(
    'The inverse name is taken',
    'On one entity a name means one thing: a field or one list of related records.',
    'two relations to customer with `inverse: tickets`',
    '`inverse: tickets` and `inverse: watched_tickets`',
  ),
  'parent.no-relation': error(
    'The parent is no relation',
    '`parent` names the relation field whose record these are lines of.',
    'parent: order (a text field)',
    'order: { type: relation, to: order, required: true }',
  ),
  'parent.not-required': error(
    'A line could exist without its parent',
    'The relation to the parent must be required.',
    'order: { type: relation, to: order }',
    'order: { type: relation, to: order, required: true }',
  ),
  'parent.cycle': error(
    'Parents form a circle',
    'No record of them could ever be created.',
    'a has parent b, b has parent a',
    'b without a parent',
  ),
  'rollup.no-such-list': error(
    'The roll-up has nothing to count',
    '`over` is the `inverse` name of a relation that points at this entity.',
    'over: ticket',
    'over: tickets',
  ),
  'rollup.field': error(
    'The roll-up cannot measure this field',
    'sum takes numbers and money; min and max also dates and times; count takes what is yes or no; none takes roll-ups that are not kept.',
    '{ measure: sum, field: subject }',
    '{ measure: sum, field: amount }',
  ),
  'rollup.circle': error(
    'Roll-ups go round in a circle',
    'A roll-up reads the child records as they are shown, roll-ups and all: what is shown of a record cannot depend on itself.',
    'a task that counts its subtasks, which are tasks',
    'a list of the subtasks beneath the task',
  ),
  'formula.result': error(
    'The formula results in another type',
    'What it computes is not what `result` says.',
    '{ result: text, is: record.net + record.tax }',
    '{ result: money, currency: EUR, is: record.net + record.tax }',
  ),
  'formula.changing': error(
    'The formula does not depend on its record alone',
    'A formula is stored with the record: it cannot read other records, computed fields, the user or the clock.',
    'is: record.customer.tier',
    'a roll-up, or a filter on a screen',
  ),

  'formula.outcome': error(
    'A formula of a choice comes to something that is no option',
    'Its outcomes are named one by one, each an option of the field: their titles are what people read, in every language.',
    'size: { type: formula, result: choice, options: [small, large], is: \'record.amount > 100 ? "big" : "small"\' }',
    'size: { type: formula, result: choice, options: [small, large], is: \'record.amount > 100 ? "large" : "small"\' }',
  ),

  // Access ---------------------------------------------------------------------------------------------------------------
  'access.no-role': error(
    'A grant names no role',
    'A right belongs to somebody.',
    '{ can: [read] }',
    '{ role: agent, can: [read] }',
  ),
  'access.nobody-reads': warning(
    'Nobody may read the entity',
    'Nothing is allowed that is not granted; without a read grant the records are there for no one.',
    'access: []',
    'access: [{ role: agent, can: [read] }]',
  ),
  'access.managed-field': error(
    'A grant lets people write a field that nobody writes',
    'States, due times, running numbers, formulas and roll-ups are kept by the platform.',
    '{ can: [update], fields: [status] }',
    '{ can: [update], fields: [subject] }',
  ),
  'access.after-without-update': error(
    '"after" without update',
    '`after` judges the row after an update; other operations have none.',
    '{ can: [read], after: "true" }',
    '{ can: [update], after: "true" }',
  ),
  'access.writes-unseen': warning(
    'A role changes what it cannot read',
    'Holders of the role alone can never get to the record they may change.',
    '{ role: agent, can: [update] } alone',
    '{ role: agent, can: [read, update] }',
  ),
  'access.tells-unread': warning(
    'A role that reads nothing learns which values are taken',
    'Whoever creates records and reads none is told when a value must be unique, by itself or with others, and another record has it: by trying values they learn who is among the records.',
    '{ role: sender, can: [create] } on an entity with `email: { type: email, unique: true }`',
    '{ role: sender, can: [create], fields: { except: [email] } }',
  ),
  'access.create-impossible': warning(
    'A role may create, but not fill in what is required',
    'A required field without a default is left out of every create grant of the role, or is a relation to records of which the role reads none; or the entity has nothing that is written.',
    '{ can: [create], fields: [body] }',
    '{ can: [create], fields: [subject, body] }',
  ),
  'access.sensitive-open': warning(
    'Every role reads a sensitive field',
    'The field is marked sensitive, and no role is kept from it on any row.',
    'every grant covers `salary`',
    '`fields: { except: [salary] }` for most roles',
  ),
  'access.mask-not-read': error(
    'A mask on a grant that gives more than read',
    '`mask` says how a field is read. Who may write a field gives it in the clear.',
    '{ role: agent, can: [read, update], mask: [iban] }',
    '{ role: agent, can: read, mask: [iban] } and { role: agent, can: update, fields: { except: [iban] } }',
  ),
  'access.mask-rollup': error(
    'A mask on a roll-up',
    'A roll-up that is not kept is computed for each reader; there is no stored value to show a part of.',
    'mask: [open_tickets]',
    'fields: { except: [open_tickets] }',
  ),
  'access.no-such-day': error(
    'A grant begins or ends on a day that does not exist',
    'Days are written as year, month and day.',
    'until: 2026-02-30',
    'until: 2026-02-28',
  ),
  'access.days-reversed': error(
    'A grant ends before it begins',
    '`from` is its first day, `until` its last.',
    '{ from: 2026-12-31, until: 2026-12-01 }',
    '{ from: 2026-12-01, until: 2026-12-31 }',
  ),
  'access.rule-unindexed': warning(
    'No index can serve a rule',
    'A rule that names its records (a person, a team, a choice, a moment of creation, also behind relations where the person is at their end) is looked up in an index. This one is computed for record after record, newest first, until the page is full: with a million records and a rule that few of them meet, each page may read them all.',
    'when: record.subject.startsWith("VIP")',
    'when: record.kind == "vip"',
  ),
  'access.rule-far': warning(
    'A rule looks two relations away',
    'Where somebody reads a record by what stands behind two relations or more, each page first looks up which records lead there: 4.2 ms instead of 1.1 for a page of a million tickets to somebody with a hundred customers. It is right, and it is slower.',
    'when: record.customer.region.lead == user.id',
    'when: record.customer.owner == user.id',
  ),
  'access.rule-looks-up': note(
    'A rule looks something up for each list',
    'What stands behind a relation, and who reports to somebody, is looked up when a list is opened: 1.6 ms instead of 1.1 for a page of a million tickets, to somebody with 25 customers or 24 people. It is right, and this is only what it costs.',
    'when: record.customer.owner == user.id',
    'when: record.owner == user.id',
  ),
  'access.shares-cost': note(
    'What is shared is worked out for each list',
    'A share is never more than its giver may do at that moment, so it is judged whenever somebody it reaches opens a list: 3.2 ms instead of 1.1 for a page of a million tickets, to somebody with forty shares. Whoever nothing is shared with pays nothing.',
    'can: [read, share]',
    'can: read',
  ),
  'access.system-field': error(
    'A grant names a system field',
    'System fields are always read with the record and never written.',
    'fields: [created_at, subject]',
    'fields: [subject]',
  ),
  'access.public-operation': error(
    'A public role may do more than create',
    'Whoever is not signed in can send a form. They read nothing, not even what they sent.',
    '{ role: guest, can: [create, read] }',
    '{ role: guest, can: create, fields: [subject, body] }',
  ),
  'access.public-fields': error(
    'A public form does not list its fields',
    'With `except`, or without `fields`, a field that is added later would be offered to the world by itself.',
    '{ role: guest, can: create }',
    '{ role: guest, can: create, fields: [subject, body] }',
  ),
  'access.public-field': error(
    'A public form offers a field that it cannot',
    'People, teams and relations would tell whom and what there is, files would be anybody’s, a unique field would tell which values are taken, and computed fields are filled in by nobody.',
    '{ role: guest, can: create, fields: [subject, assignee] }',
    '{ role: guest, can: create, fields: [subject] }',
  ),
  'access.public-condition': error(
    'A grant of a public role has a condition or a mask',
    '`when`, `after`, `mask` and days decide by who asks and by records. A form has neither.',
    '{ role: guest, can: create, when: record.kind == "question", fields: [subject] }',
    '{ role: guest, can: create, fields: [subject] } and a check',
  ),
  'access.public-incomplete': error(
    'A public form leaves out what is required',
    'A required field without a default is not in its list, so it could never be sent.',
    '{ role: guest, can: create, fields: [body] }',
    '{ role: guest, can: create, fields: [subject, body] }',
  ),
  'access.public-twice': error(
    'An entity has two public forms',
    'The address of a form names the entity. One grant says which fields it has.',
    '{ role: guest, can: create, fields: [subject] } twice',
    '{ role: guest, can: create, fields: [subject, body] }',
  ),
  'search.restricted-field': error(
    'Search would reveal a field',
    'A searchable field must be covered by every grant that lets its entity be read; otherwise finding a record tells what its hidden field says.',
    'subject: { search: true } and a read grant with `fields: [number]`',
    'subject without `search`, or covered by the grant',
  ),

  // Workflows ------------------------------------------------------------------------------------------------------------
  'workflow.no-states': error(
    'There are no states',
    'The first state is where records start.',
    'states: {}',
    'states: { open: {}, closed: { final: true } }',
  ),
  'workflow.field-taken': error(
    "The workflow's field is in the way of another",
    'A workflow adds its state field, `<field>_due`, `<field>_since` and, with approvals, `approval_round`.',
    'status: { type: text } beside a workflow',
    'remove `status` from the fields',
  ),
  'workflow.second': error(
    'A second workflow',
    'An entity lives by one workflow.',
    'two workflows with `entity: ticket`',
    'one workflow',
  ),
  'workflow.unknown-state': error(
    'A state does not exist',
    'Transitions lead between states of their workflow.',
    'to: workng',
    'to: working',
  ),
  'workflow.unreachable-state': error(
    'A state cannot be reached',
    'No path of transitions leads to it from the first state.',
    'a state no transition leads to',
    'a transition with `to:` that state',
  ),
  'workflow.dead-end': warning(
    'There is no way out of a state',
    'A record would stay there for good. If that is meant, mark the state `final: true`.',
    'closed: {}',
    'closed: { final: true }',
  ),
  'workflow.final-left': error(
    'A transition leaves a final state',
    'Final means finished. A state with a way out is not final.',
    'reopen: { from: [closed] } and closed: { final: true }',
    'closed: {}',
  ),
  'workflow.input': error(
    'The transition cannot set the field',
    'It is kept by the platform or computed.',
    'inputs: [status]',
    'inputs: [resolution]',
  ),
  'workflow.set-type': error(
    'The transition sets another type',
    'The expression must result in what the field holds.',
    'set: { assignee: user.email }',
    'set: { assignee: user.id }',
  ),
  'workflow.public-role': error(
    'A public role takes a step',
    'Whoever is not signed in sends a form and has no part in what becomes of it.',
    'close: { from: [open], to: closed, roles: [guest] }',
    'close: { from: [open], to: closed, roles: [agent] }',
  ),
  'workflow.open': warning(
    'Everybody may take the transition',
    'It has neither `roles` nor `by`: whoever sees the record may take it.',
    'close: { from: [open], to: closed }',
    'close: { from: [open], to: closed, roles: [agent] }',
  ),
  'transition.no-target': error(
    'The transition leads nowhere, or twice',
    'A plain transition has `to`; an approval has outcomes.',
    'close: { from: [open] }',
    'close: { from: [open], to: closed }',
  ),
  'approval.ask': error(
    'The step asks nobody',
    '`ask` is `role <role>`, `role <role> in record.<team field>` or `record.<person field>`.',
    'ask: the manager',
    'ask: role manager in record.team',
  ),
  'approval.ask-field': error(
    'The step asks by a field of the wrong type',
    '`in` takes a team field, `record.x` alone a person field.',
    'ask: role manager in record.assignee',
    'ask: role manager in record.team',
  ),
  'approval.second': error(
    'Two approvals wait in one state',
    'A record waits for one decision at a time.',
    'decide and audit, both `from: [submitted]`',
    'a state for each',
  ),
  'approval.no-steps': error(
    'The approval has no steps',
    'Nobody would be asked.',
    'steps: []',
    'steps: [{ name: manager, ask: role manager }]',
  ),
  'approval.not-asked': error(
    'A decision has no such key',
    'Votes decide, and whoever casts the last one takes no step of their own: `roles`, `by`, `guard`, `require`, `inputs` and `set` of the transition would be asked by nothing.',
    'decide: { from: [submitted], guard: { when: record.amount < 100, message: Too much. }, approval: { … } }',
    'submit: { from: [draft], to: submitted, guard: { when: record.amount < 100, message: Too much. } }',
  ),
  'approval.own-request': warning(
    'People may approve their own request',
    '`never` does not exclude the creator.',
    'never: []',
    'never: [creator, submitter, last_editor]',
  ),
  'approval.edited': warning(
    'What was decided may be changed afterwards',
    'A decision holds for what was seen. Fields in `voided_by` take the votes back when they change while a decision waits; an update grant whose `when` names the states keeps them as they were approved.',
    'access:\n  - { role: requester, can: update, when: record.created_by == user.id }',
    'access:\n  - { role: requester, can: update, when: record.created_by == user.id && record.status in ["draft", "changes_requested"] }',
  ),

  // Screens --------------------------------------------------------------------------------------------------------------
  'screen.order': error(
    'The order cannot be read',
    'It is a list of sortable fields, each with `asc` or `desc`.',
    'order: subject downwards',
    'order: subject desc',
  ),
  'screen.field': error(
    'A screen is laid out by a field that does not fit',
    'The columns of a board come from a state or a choice, a calendar from days; what a screen takes stands with its keys.',
    'board: ticket\nby: subject',
    'board: ticket\nby: status',
  ),
  'widget.grouping': error(
    'A widget tells apart what cannot be told apart',
    'Records are grouped by a field with few values, or by a span of a day or moment: `day`, `week`, `month`, `quarter`, `year`.',
    'by: wek(created_at)',
    'by: week(created_at)',
  ),
  'widget.measure': error(
    'A widget measures what has no such measure',
    '`sum` and `avg` are of numbers and amounts, `median` and `p90` also of days and moments, `min` and `max` of what can be sorted.',
    'measure: summ(amount)',
    'measure: sum(amount)',
  ),
  'widget.step': error(
    'A funnel has a step that is no option',
    'The steps are options of the field it goes by.',
    'steps: [nw, won]',
    'steps: [new, won]',
  ),
  'widget.compare': error(
    'A figure is compared with no time',
    'Only a figure of a period has one before it.',
    '{ number: Open, of: ticket, all_time: true, compare: previous period }',
    '{ number: Open, of: ticket, compare: previous period }',
  ),
  'widget.target': error(
    'A figure has a target that nobody could miss',
    'A target is a number, and `good` says from which side it is reached.',
    '{ number: Open, of: ticket, target: 50 }',
    '{ number: Open, of: ticket, target: 50, good: down }',
  ),
  'widget.at-least': error(
    'Groups of a stacked bar are held to a number of records',
    'A bar that is made of parts has a group for each of them; none of them alone says how many records the bar has.',
    '{ bar: There twice, of: ticket, by: subject, stack: priority, at_least: 2 }',
    '{ bar: There twice, of: ticket, by: subject, at_least: 2 }',
  ),
  'navigation.no-such-screen': error(
    'The navigation names a screen that does not exist',
    'A screen is named as its file says after `screen:`.',
    'navigation:\n  - screens: [my_ticket]',
    'navigation:\n  - screens: [my_tickets]',
  ),
  'navigation.repeated': error(
    'A screen stands in the navigation twice',
    'People look for a thing in one place.',
    'navigation:\n  - screens: [queue, queue]',
    'navigation:\n  - screens: [queue]',
  ),
  'layout.no-such-list': error(
    'The related list does not exist',
    'Related lists are named by the `inverse` of the relation that points here.',
    'list: refund',
    'list: refunds',
  ),
  'layout.later-required': error(
    'A field that a new record must have is left for later',
    'Nobody could make a record in the form. Leave out what is not required, or give it a default.',
    'later: [subject, resolution]',
    'later: [resolution]',
  ),

  // Expressions ----------------------------------------------------------------------------------------------------------
  'expression.empty': error('The expression is empty', 'The key takes CEL.', 'when: ""', 'when: record.team in user.teams'),
  'expression.syntax': error(
    'The expression cannot be read',
    'The place points at where reading stopped.',
    'when: record.team in',
    'when: record.team in user.teams',
  ),
  'expression.type': error(
    'The expression does not fit together, or not its place',
    'Rules, guards, checks and filters are true or false; values are compared with values of their own type.',
    'when: record.team',
    'when: record.team in user.teams',
  ),
  'expression.unknown-name': error(
    'A name is not known in this expression',
    "Rules know `record` and `user`; checks and formulas `record`; a field's validation `record` and `value`.",
    'when: team in user.teams',
    'when: record.team in user.teams',
  ),
  'expression.unknown-field': error(
    'A field does not exist, or cannot be used here',
    'The entity has no such field, or it is a roll-up without `kept: true`, which is computed only when it is read.',
    'when: record.asignee == user.id',
    'when: record.assignee == user.id',
  ),
  'expression.unknown-function': error(
    'A function is not known',
    'Only functions that mean the same in the database and in the browser are let in.',
    'when: record.subject.lower() == "x"',
    'when: record.subject.lowerAscii() == "x"',
  ),
  'expression.unknown-option': error(
    'A choice has no such option',
    'The comparison could never be true.',
    'when: record.priority == "hihg"',
    'when: record.priority == "high"',
  ),
  'expression.not-supported': error(
    'This part of CEL is not supported',
    'What cannot be computed the same in the database and in the browser is refused rather than guessed.',
    'when: \'{"a": 1}.a == 1\'',
    'when: record.amount == 1',
  ),
  'expression.too-long': error(
    'The expression is too long',
    'An expression has at most 4,000 characters and a list at most 100 values.',
    'a list of 200 values',
    'a field that says the same',
  ),
  'expression.too-deep': error(
    'The expression is nested too deep',
    'At most 40 levels of brackets, three relations and two quantifiers within each other.',
    'record.a.b.c.d.name',
    'record.a.b.name',
  ),
  'expression.too-costly': error(
    'The expression does too much work',
    'It would be computed for every row.',
    'record.a.all(x, record.b.all(y, …))',
    'record.a.all(x, …)',
  ),

  // Languages ------------------------------------------------------------------------------------------------------------
  'language.own': error(
    "A language is the app's own",
    'The texts of the definition are in this language already; what they are to be is written where they stand.',
    'languages/en.yaml in an app without `language`',
    'label: Case',
  ),
  'language.no-such-text': warning(
    'A text that is translated is not there',
    'Texts are found by what the definition says, or by what follows from a name: "First response at" for `first_response_at`. When one is worded anew, its translations wait here until they are looked at.',
    'texts: { Tickt: Vorgang }',
    'texts: { Ticket: Vorgang }',
  ),
  'language.no-such-place': warning(
    'A place is not there',
    'Places are the paths of things that have texts, as findings name them.',
    'at: { workflows.ticket_life.open: { Open: Offen } }',
    'at: { workflows.ticket_life.states.open: { Open: Offen } }',
  ),
  'language.lines': error(
    'A translation of one line has several',
    'Titles and messages stand in one line, in every language.',
    'texts: { Ticket: "Vor\\ngang" }',
    'texts: { Ticket: Vorgang }',
  ),
  'language.long': error(
    'A translation is too long for its place',
    'A title has 60 characters at most, a tab 30 and a message 300, in every language: screens keep room for no more.',
    'texts: { Ticket: "Ein Vorgang, den jemand aus der Kundschaft gemeldet hat und der noch offen ist" }',
    'texts: { Ticket: Vorgang }',
  ),
  'language.same-title': error(
    'Two options have one title',
    'Whoever chooses among them, filters by them or reads them in a list could not tell which is meant.',
    'texts: { Low: Offen, Open: Offen }',
    'texts: { Low: Niedrig, Open: Offen }',
  ),
  'language.lacking': note(
    'Texts are not translated yet',
    'They are shown as the definition says them. A release does not wait for them.',
    'texts: {}',
    'texts: { Ticket: Vorgang }',
  ),
} as const satisfies Record<string, FindingKind>

export type FindingCode = keyof typeof findingKinds
