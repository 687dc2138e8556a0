/** Dates, moments, durations and time zones as they are written in expressions. */

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

export function isZone(zone: string): boolean {
  if (!/^[A-Za-z_]+(\/[A-Za-z_+-]+[A-Za-z0-9_+-]*)*$/.test(zone)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined
  } catch {
    return false
  }
}

/** Microseconds since 1970, or undefined: RFC 3339 with at most six digits of a second, which is what PostgreSQL keeps. */
export function readTimestamp(text: string): bigint | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?(Z|[+-]\d{2}:\d{2})$/.exec(text)
  if (!match || !isDate(match[1]!)) return undefined
  const [, day, time, fraction = '', zone] = match
  const [hours, minutes, seconds] = time!.split(':').map(Number)
  const millis = Date.parse(`${day}T${time}${zone}`)
  if (hours! > 23 || minutes! > 59 || seconds! > 59 || Number.isNaN(millis)) return undefined
  return BigInt(millis) * 1000n + BigInt(fraction.padEnd(6, '0') || '0')
}

/** Microseconds, or undefined. */
export function readDuration(text: string): bigint | undefined {
  const match = /^(-)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})(?:\.(\d{1,6}))?s)?$/.exec(text)
  if (!match || text === '' || text === '-') return undefined
  const [, sign, hours = '0', minutes = '0', seconds = '0', fraction = ''] = match
  const micros =
    ((BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds)) * 1_000_000n + BigInt(fraction.padEnd(6, '0') || '0')
  if (micros > 315_576_000_000n * 1_000_000n) return undefined
  return sign ? -micros : micros
}
