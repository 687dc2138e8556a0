import { calendarProblem } from './calendar.ts'
import { defineFieldType } from './field-type.ts'
import { accept, refuse, refuseAs } from './outcome.ts'

/** A calendar day without a time or a zone. */
export const date = defineFieldType({
  name: 'date',
  about: 'A day.',
  column: () => 'date',
  constraints: (_, column) => [`${column} BETWEEN '0001-01-01' AND '9999-12-31'`],
  valueType: () => ({ kind: 'date' }),
  jsonSchema: () => ({ type: 'string', format: 'date' }),
  toColumn: value => {
    if (typeof value !== 'string') return refuse('value.date')
    const problem = calendarProblem(value)
    return problem ? refuseAs(problem) : accept(value)
  },
  // not ::text, whose form follows the session's DateStyle
  toWireSql: column => `to_char(${column}, 'YYYY-MM-DD')`,
  sortable: true,
  groupable: true,
  searchable: false,
  writable: true,
  castsTo: { text: 'always', datetime: 'becomes midnight UTC' },
  samples: () => ['0001-01-01', '9999-12-31', '2024-02-29', '1969-12-31', '1970-01-01', '2026-11-24'],
})
