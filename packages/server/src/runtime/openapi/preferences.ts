import { content, type Json, ok } from './parts.ts'

const preferences: Json = {
  type: 'object',
  properties: {
    language: {
      type: ['string', 'null'],
      maxLength: 35,
      description: 'BCP 47, such as de or de-AT. Null: as Accept-Language says.',
    },
    timeZone: { type: ['string', 'null'], maxLength: 64, description: 'IANA, such as Europe/Berlin. Null: as the browser says.' },
  },
  additionalProperties: false,
}
const wholePreferences: Json = { ...preferences, required: ['language', 'timeZone'] }

/** One’s own, whatever the app: what it says of itself and what it refuses with is in this language. */
export const preferencesPath: Json = {
  '/api/session/preferences': {
    get: {
      operationId: 'getPreferences',
      summary: 'In which language and time zone one reads',
      responses: { '200': ok('One’s own preferences', wholePreferences), default: { $ref: '#/components/responses/Problem' } },
    },
    patch: {
      operationId: 'changePreferences',
      summary: 'Choose them; what is left out stays',
      requestBody: { required: true, ...content(preferences) },
      responses: { '200': ok('One’s own preferences', wholePreferences), default: { $ref: '#/components/responses/Problem' } },
    },
  },
}
