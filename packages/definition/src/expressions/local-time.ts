/** The parts of a moment in a time zone, as CEL counts them: months, days of the month and days of the year from 0 (getDate from 1), weeks from Sunday. */

const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * @param name a getter: `getFullYear`, `getMonth`, …
 * @param micros microseconds since 1970
 */
export function localTime(name: string, micros: bigint, zone: string): bigint {
  const millis = floorDivide(micros, 1000n)
  const local = new Date(millis + offsetMillis(millis, zone))
  switch (name) {
    case 'getFullYear': {
      const year = local.getUTCFullYear()
      // PostgreSQL has no year 0.
      return BigInt(year > 0 ? year : year - 1)
    }
    case 'getMonth':
      return BigInt(local.getUTCMonth())
    case 'getDate':
      return BigInt(local.getUTCDate())
    case 'getDayOfMonth':
      return BigInt(local.getUTCDate() - 1)
    case 'getDayOfWeek':
      return BigInt(local.getUTCDay())
    case 'getDayOfYear': {
      const start = new Date(local)
      start.setUTCMonth(0, 1)
      return BigInt(Math.round((local.getTime() - start.getTime()) / 86_400_000))
    }
    case 'getHours':
      return BigInt(local.getUTCHours())
    case 'getMinutes':
      return BigInt(local.getUTCMinutes())
    case 'getSeconds':
      return BigInt(local.getUTCSeconds())
    case 'getMilliseconds':
      return BigInt(local.getUTCMilliseconds())
    default:
      throw new Error(`${name} cannot be evaluated`)
  }
}

/**
 * The moment at which a day begins in a zone, in microseconds. Where clocks are changed at midnight PostgreSQL takes, of the two readings, the later one.
 * @param day `YYYY-MM-DD`
 */
export function startOfDay(day: string, zone: string): bigint {
  const local = Date.parse(`${day}T00:00:00Z`)
  const readings = [-86_400_000, 86_400_000].map(apart => local - offsetMillis(local + apart, zone))
  const exact = readings.filter(at => at + offsetMillis(at, zone) === local)
  return BigInt(Math.max(...(exact.length > 0 ? exact : readings))) * 1000n
}

function floorDivide(a: bigint, b: bigint): number {
  const quotient = a / b
  return Number(a % b < 0n ? quotient - 1n : quotient)
}

function offsetMillis(millis: number, zone: string): number {
  if (zone === 'UTC') return 0
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  const parts: Record<string, string> = Object.fromEntries(format.formatToParts(millis).map(part => [part.type, part.value]))
  const year = parts.era?.startsWith('B') ? 1 - Number(parts.year) : Number(parts.year)
  const local = new Date(0)
  local.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day))
  local.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second))
  return local.getTime() - Math.floor(millis / 1000) * 1000
}
