/** Who names whom, and who follows what: only what they read. */
import type { Mention, Watch, Which } from '../../seeding/news.ts'
import type { Office } from './office.ts'
import { type DoingTeam, personId, teamId } from './people.ts'

const managedBy =
  (person: string): Which =>
  ({ manager }) =>
    manager === personId(person)
const ofTeam =
  (team: DoingTeam): Which =>
  ({ team: of }) =>
    of === teamId(team)

/** Noah's own tasks: those of the hire he is. */
function ofNoah(office: Office): Which {
  const hire = office.records.hire!.find(({ fields }) => fields.account === personId('noah'))!
  return ({ hire: of, for_hire }) => of === hire.id && for_hire === true
}

export const mentions = (office: Office): readonly Mention[] => [
  { by: 'karim', whom: 'elena', entity: 'hire', text: 'the contract is back from legal with two remarks. Will you read them?' },
  {
    by: 'marcus',
    whom: 'karim',
    entity: 'hire',
    which: managedBy('marcus'),
    text: 'the first day may move by a week; I know more tomorrow.',
  },
  { by: 'karim', whom: 'marcus', entity: 'hire', which: managedBy('marcus'), text: 'who is the buddy? The plan needs a name.' },
  {
    by: 'elena',
    whom: 'laura',
    entity: 'hire',
    which: managedBy('laura'),
    text: 'please look at the contract’s end, it is before the trial period’s.',
  },
  {
    by: 'laura',
    whom: 'stefan',
    entity: 'hire',
    which: managedBy('laura'),
    text: 'this is the second one for the new region, as agreed on Monday.',
  },
  { by: 'grace', whom: 'viktor', entity: 'access_request', text: 'the group is full; do we buy seats or take some back?' },
  {
    by: 'karim',
    whom: 'paulo',
    entity: 'task',
    which: ofTeam('workplace'),
    text: 'they use a wheelchair; is the desk by the window free?',
  },
  {
    by: 'viktor',
    whom: 'yuki',
    entity: 'access_request',
    which: ({ level }) => level === 'privileged',
    text: 'they need it for the on-call week only.',
  },
  {
    by: 'karim',
    whom: 'helen',
    entity: 'task',
    which: ofTeam('finance'),
    text: 'the tax number came by post, it is in the envelope on your desk.',
  },
  {
    by: 'karim',
    whom: 'noah',
    entity: 'task',
    which: ofNoah(office),
    text: 'no hurry with this one, the course runs every week.',
  },
]

export const watches = (office: Office): readonly Watch[] => [
  { person: 'elena', entity: 'hire' },
  { person: 'karim', entity: 'hire' },
  { person: 'marcus', entity: 'hire', which: managedBy('marcus') },
  { person: 'laura', entity: 'hire', which: managedBy('laura') },
  { person: 'stefan', entity: 'hire' },
  { person: 'viktor', entity: 'access_request' },
  { person: 'paulo', entity: 'task', which: ofTeam('workplace') },
  { person: 'yuki', entity: 'access_request', which: ({ level }) => level === 'privileged' },
  { person: 'helen', entity: 'task', which: ofTeam('finance') },
  { person: 'ruth', entity: 'access_request' },
  { person: 'daniel', entity: 'hire', which: ({ buddy }) => buddy === personId('daniel') },
  { person: 'noah', entity: 'task', which: ofNoah(office) },
]
