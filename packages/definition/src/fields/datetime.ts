import { calendarProblem } from './calendar.ts'
import { defineFieldType } from './field-type.ts'
import { accept, type ColumnOutcome, refuse, refuseAs } from './outcome.ts'

const shape = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-](\d{2}):(\d{2}))$/

function readInstant(value: unknown): ColumnOutcome {
  const match = typeof value === 'string' ? shape.exec(value) : null
  if (!match) return refuse('value.moment')
  const [, day, hour, minute, second, fraction = '', zone, zoneHour = '0', zoneMinute = '0'] = match
  const problem = calendarProblem(day!)
  if (problem) return refuseAs(problem)
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return refuse('value.moment-time')
  if (Number(zoneHour) > 14 || Number(zoneMinute) > 59) return refuse('value.moment-zone')
  const instant = Date.parse(`${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`)
  const utc = new Date(instant).toISOString()
  return /^\d{4}-/.test(utc) && !utc.startsWith('0000') ? accept(utc) : refuse('value.date-years')
}

/** PostgreSQL's JSON form, in whatever zone the session had: also `0001-01-01T05:41:16+05:41:16`, which Date does not read. */
function readJsonTime(text: string): string {
  const match = /^(\d+)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/.exec(text)
  if (!match) return text
  const part = (index: number) => Number(match[index] ?? 0)
  const moment = new Date(0)
  moment.setUTCFullYear(part(1), part(2) - 1, part(3))
  moment.setUTCHours(part(4), part(5), part(6), Number((match[7] ?? '').padEnd(3, '0').slice(0, 3)))
  const offset = (part(9) * 3600 + part(10) * 60 + part(11)) * 1000
  return new Date(moment.getTime() + (match[8] === '+' ? -offset : offset)).toISOString()
}

/**
 * A moment. Kept to the millisecond, which is what the wire and the browser carry: a value read and sent back compares equal,
 * where PostgreSQL's microseconds would not survive the trip.
 */
export const datetime = defineFieldType({
  name: 'datetime',
  about: 'A moment, to the millisecond.',
  column: () => 'timestamptz(3)',
  constraints: (_, column) => [`${column} >= '0001-01-01 00:00:00+00' AND ${column} < '10000-01-01 00:00:00+00'`],
  valueType: () => ({ kind: 'timestamp' }),
  jsonSchema: () => ({ type: 'string', format: 'date-time' }),
  toColumn: readInstant,
  toWireSql: column => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  fromAudit: value => readJsonTime(String(value)),
  sortable: true,
  groupable: false,
  searchable: false,
  writable: true,
  castsTo: { text: 'always', date: 'the time of day is lost' },
  samples: () => [
    '0001-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '1970-01-01T00:00:00.000Z',
    '2024-02-29T12:00:00.001Z',
    '2026-11-24T09:30:00.000Z',
  ],
})
