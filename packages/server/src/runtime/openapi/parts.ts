/** What the parts of the API's description are written with. */
export type Json = Record<string, unknown>

export type Operation = (id: string, summary: string, rest: Json) => Json

export const pascal = (name: string) => name.replace(/(^|_)([a-z0-9])/g, (_, _separator, letter: string) => letter.toUpperCase())
export const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })
export const content = (schema: Json, type = 'application/json'): Json => ({ content: { [type]: { schema } } })
export const ok = (description: string, schema: Json): Json => ({ description, ...content(schema) })
export const problems: Json = { default: { $ref: '#/components/responses/Problem' } }
