/** JSON Schemas that several identity routes share. */
import { longestPassword } from '../../../security/identity/password.ts'
import type { JsonSchema } from '../route.ts'

export function object(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false }
}

/** Longer than one may be: a list that is asked refuses it in its own words. */
export const filter: JsonSchema = { type: 'string', maxLength: 16_000 }
export const uuid: JsonSchema = { type: 'string', format: 'uuid' }
/** What ends lines, turns the direction of writing or cannot be seen: with them a name reads as another one, or turns the sentence it stands in. */
const unseen =
  '\\p{Cc}\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufeff\\uffa0'
/** Something to read, as a pattern. */
export const readable = `^(?=.*[\\p{L}\\p{N}\\p{P}\\p{S}])[^${unseen}]*$`
export const name: JsonSchema = { type: 'string', minLength: 1, maxLength: 200, pattern: readable }
export const email: JsonSchema = { type: 'string', minLength: 3, maxLength: 400 }
export const password: JsonSchema = { type: 'string', minLength: 1, maxLength: longestPassword }
export const appName: JsonSchema = { type: 'string', pattern: '^[a-z][a-z0-9_]{0,29}$' }
export const roles: JsonSchema = {
  type: 'array',
  maxItems: 200,
  items: object(
    {
      app: appName,
      role: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,39}$' },
      from: { type: 'string', format: 'date-time' },
      until: { type: 'string', format: 'date-time' },
    },
    ['app', 'role'],
  ),
}
export const teams: JsonSchema = { type: 'array', maxItems: 200, items: uuid }
