/** Who names whom, and who follows what: only what they read. */
import { both, type Mention, type Watch, type Which } from '../../seeding/news.ts'
import { personId, teamId } from './people.ts'
import type { Works } from './works.ts'

const askedBy =
  (person: string): Which =>
  (_fields, { createdBy }) =>
    createdBy === person
const heldBy =
  (person: string): Which =>
  ({ budget_holder }) =>
    budget_holder === personId(person)
const ownedBy =
  (person: string): Which =>
  ({ category_owner }) =>
    category_owner === personId(person)
const boughtBy =
  (person: string): Which =>
  ({ buyer }) =>
    buyer === personId(person)

/** At the place that a team keeps. */
function atPlaceOf(works: Works, team: string): Which {
  const places = new Set(works.records.location!.filter(({ fields }) => fields.team === teamId(team)).map(({ id }) => id))
  return ({ location }) => places.has(String(location))
}

export const mentions = (works: Works): readonly Mention[] => [
  { by: 'samir', whom: 'renata', entity: 'purchase_order', text: 'their number does not fit our field. Can it be longer?' },
  {
    by: 'claire',
    whom: 'henrik',
    entity: 'purchase_request',
    text: 'the budget is used up with this one. Do we move some over?',
  },
  { by: 'jana', whom: 'tobias', entity: 'purchase_request', which: askedBy('jana'), text: 'two of them would do for the start.' },
  {
    by: 'claire',
    whom: 'samir',
    entity: 'purchase_order',
    which: boughtBy('samir'),
    text: 'the invoice names another delivery address. Was that agreed?',
  },
  {
    by: 'marta',
    whom: 'olek',
    entity: 'receipt',
    which: atPlaceOf(works, 'berlin'),
    text: 'one pallet is still at the ramp, the label was wet.',
  },
  {
    by: 'olek',
    whom: 'marta',
    entity: 'receipt',
    which: atPlaceOf(works, 'berlin'),
    text: 'I counted twice, it is one box less.',
  },
  { by: 'samir', whom: 'claire', entity: 'invoice', text: 'freight was agreed by phone, they will send it in writing.' },
  { by: 'claire', whom: 'ravi', entity: 'invoice', text: 'they ask when this is paid. Do you see to it?' },
  { by: 'dana', whom: 'sofia', entity: 'vendor_request', text: 'their terms exclude any liability. Is there nobody else?' },
  { by: 'sofia', whom: 'dana', entity: 'vendor_request', text: 'they have sent the register extract, please have a look.' },
  {
    by: 'tobias',
    whom: 'jana',
    entity: 'purchase_request',
    which: both(askedBy('jana'), heldBy('tobias')),
    text: 'is last year’s model good enough?',
  },
  {
    by: 'claire',
    whom: 'kenji',
    entity: 'purchase_request',
    which: ownedBy('kenji'),
    text: 'does this replace the old ones, or come on top?',
  },
]

export const watches = (works: Works): readonly Watch[] => [
  { person: 'renata', entity: 'purchase_order' },
  { person: 'henrik', entity: 'purchase_request' },
  { person: 'tobias', entity: 'purchase_request', which: heldBy('tobias') },
  { person: 'kenji', entity: 'purchase_request', which: ownedBy('kenji') },
  { person: 'samir', entity: 'purchase_order', which: boughtBy('samir') },
  { person: 'olek', entity: 'receipt', which: atPlaceOf(works, 'berlin') },
  { person: 'marta', entity: 'receipt', which: atPlaceOf(works, 'lisbon') },
  { person: 'claire', entity: 'invoice' },
  { person: 'claire', entity: 'purchase_order' },
  { person: 'ravi', entity: 'invoice' },
  { person: 'sofia', entity: 'vendor_request' },
  { person: 'dana', entity: 'vendor_request' },
  { person: 'victor', entity: 'purchase_order' },
  { person: 'jana', entity: 'purchase_request', which: askedBy('jana') },
]
