import { defineFieldType } from './field-type.ts'
import { accept, type ColumnOutcome, type Refused, refuse, refuseAs, refused } from './outcome.ts'
import { unstorable } from './text-value.ts'

const maxBytes = 65_536
const maxDepth = 20

/** Why jsonb could not hold the value, or hold it as it is. Depth is checked on the way down, so no nesting overflows the stack. */
function jsonProblem(value: unknown, depth: number): Refused | undefined {
  if (depth > maxDepth) return refused('value.json-depth', { most: maxDepth })
  if (typeof value === 'string') return unstorable(value)
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : refused('value.json-finite')
  if (value === null || typeof value === 'boolean') return undefined
  if (typeof value !== 'object') return refused('value.json')
  for (const [key, item] of Object.entries(value)) {
    const problem = unstorable(key) ?? jsonProblem(item, depth + 1)
    if (problem) return problem
  }
  return undefined
}

function readJson(value: unknown): ColumnOutcome {
  const problem = value === undefined ? refused('value.json') : jsonProblem(value, 1)
  if (problem) return refuseAs(problem)
  const text = JSON.stringify(value)
  const bytes = new TextEncoder().encode(text).length
  return bytes <= maxBytes ? accept(text) : refuse('value.json-size', { most: maxBytes / 1024, size: Math.ceil(bytes / 1024) })
}

/** Any JSON, for what arrives from elsewhere and is only looked at. Rules and filters do not reach inside. */
export const json = defineFieldType({
  name: 'json',
  about: 'Any JSON, up to 64 kB; shown, but not used in rules or filters.',
  column: () => 'jsonb',
  // jsonb takes up to about four times the bytes of compact text (a header per element)
  constraints: (_, column) => [`jsonb_typeof(${column}) <> 'null' AND pg_column_size(${column}) <= ${maxBytes * 8}`],
  valueType: () => ({ kind: 'dyn' }),
  jsonSchema: () => ({}),
  toColumn: readJson,
  toWireSql: column => column,
  sortable: false,
  groupable: false,
  searchable: false,
  writable: true,
  castsTo: { long_text: 'always' },
  samples: () => [{}, [], 0, '', false, { a: [1, 2.5, null, { b: 'ü 🦉' }] }, 'text', [[[[]]]], { '': { "it's": '\\' } }],
})
