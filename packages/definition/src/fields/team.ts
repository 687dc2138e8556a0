import { defineReference } from './reference.ts'

/** A team of this installation; rules read it as `record.team in user.teams`. */
export const team = defineReference('team', {
  about: 'A team of this installation.',
  refusal: 'value.team',
  valueType: () => ({ kind: 'id', of: 'team' }),
  groupable: true,
})
