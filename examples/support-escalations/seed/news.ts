/** Who names whom, and who follows what: only what they read. */
import { both, type Mention, type Watch, type Which } from '../../seeding/news.ts'
import type { Care } from './care.ts'
import { type CareTeam, personId, teamId } from './people.ts'

const ofTeam =
  (team: CareTeam): Which =>
  ({ team: of }) =>
    of === teamId(team)
const openOf = (team: CareTeam): Which => both(ofTeam(team), ({ status }) => status !== 'closed')
const askedBy =
  (person: string): Which =>
  (_fields, { createdBy }) =>
    createdBy === person

/** What concerns accounts that somebody looks after. */
function ownedBy(care: Care, person: string): Which {
  const own = new Set(care.records.account!.filter(({ fields }) => fields.owner === personId(person)).map(({ id }) => id))
  return ({ account }) => own.has(String(account))
}

export const mentions = (care: Care): readonly Mention[] => [
  {
    by: 'femi',
    whom: 'amelie',
    entity: 'escalation',
    which: openOf('dach'),
    text: 'engineering asks for the log of Monday morning.',
  },
  {
    by: 'amelie',
    whom: 'femi',
    entity: 'escalation',
    which: openOf('dach'),
    text: 'they want a call with somebody who decides. Are you free at four?',
  },
  {
    by: 'katja',
    whom: 'joel',
    entity: 'escalation',
    which: openOf('uk_nordics'),
    text: 'what did we promise them? I find no date here.',
  },
  {
    by: 'amelie',
    whom: 'katja',
    entity: 'credit_request',
    which: askedBy('amelie'),
    text: 'the calculation is attached; the table gives the same.',
  },
  {
    by: 'rosa',
    whom: 'miguel',
    entity: 'escalation',
    which: openOf('americas_asia'),
    text: 'their management has written to ours. Please read before Friday.',
  },
  {
    by: 'anil',
    whom: 'beatrice',
    entity: 'credit_request',
    which: ({ status }) => status === 'submitted_large',
    text: 'it is above what we usually give for this; the reason holds, though.',
  },
  {
    by: 'beatrice',
    whom: 'anil',
    entity: 'credit_request',
    which: ({ status }) => status === 'issued',
    text: 'please check the invoice number before it goes out.',
  },
  {
    by: 'femi',
    whom: 'sofia',
    entity: 'escalation',
    which: ownedBy(care, 'sofia'),
    text: 'your account asks when you visit next.',
  },
  {
    by: 'katja',
    whom: 'oliver',
    entity: 'credit_request',
    which: ({ status }) => status === 'submitted_large',
    text: 'this one is mine, so it is yours to decide.',
  },
]

export const watches = (care: Care): readonly Watch[] => [
  { person: 'amelie', entity: 'escalation', which: ofTeam('dach') },
  { person: 'amelie', entity: 'credit_request', which: both(ofTeam('dach'), askedBy('amelie')) },
  { person: 'joel', entity: 'escalation', which: ofTeam('uk_nordics') },
  { person: 'femi', entity: 'escalation' },
  { person: 'katja', entity: 'credit_request' },
  { person: 'miguel', entity: 'escalation', which: ofTeam('americas_asia') },
  { person: 'beatrice', entity: 'credit_request' },
  { person: 'anil', entity: 'credit_request' },
  { person: 'sofia', entity: 'escalation', which: ownedBy(care, 'sofia') },
  { person: 'greta', entity: 'credit_request' },
  { person: 'oliver', entity: 'escalation' },
]
