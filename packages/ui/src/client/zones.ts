/** What clocks show in a time zone, and the moments at which they show it. */

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Making one costs more than a hundred uses. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  clocks.set(timeZone, clock)
  return clock
}

const atUtc = (day: string) => Date.parse(`${day}T00:00:00Z`)

/** The day on which a moment is, and the time of day in milliseconds. */
export function inZone(moment: number, timeZone: string): { readonly day: string; readonly time: number } {
  const parts = clockOf(timeZone).formatToParts(moment)
  const part = (type: string) => parts.find(each => each.type === type)?.value ?? '00'
  const time = (Number(part('hour')) * 3600 + Number(part('minute')) * 60 + Number(part('second'))) * 1000
  return { day: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`, time }
}

/** The moment at which clocks of the zone show this; one that the clocks leave out is the one an hour later. */
export function momentIn(day: string, time: number, timeZone: string): number {
  const wanted = atUtc(day) + time
  const offset = (moment: number) => {
    const shown = inZone(moment, timeZone)
    return atUtc(shown.day) + shown.time - Math.floor(moment / 1000) * 1000
  }
  const near = wanted - offset(wanted)
  return wanted - offset(near)
}

export const todayIn = (timeZone: string, now = Date.now()): string => inZone(now, timeZone).day

/** A moment as clocks of the zone write it: `2026-11-24 09:30:00`. */
export function writtenIn(moment: number, timeZone: string): string {
  const { day, time } = inZone(moment, timeZone)
  return `${day} ${new Date(time).toISOString().slice(11, 19)}`
}

/** @param text as `writtenIn` writes it, seconds may be left out @returns NaN for what is no day and time */
export function readIn(text: string, timeZone: string): number {
  const [day = '', clock = ''] = text.split(/[ T]/)
  const time = Date.parse(`1970-01-01T${clock}Z`)
  return Number.isNaN(time) || Number.isNaN(atUtc(day)) ? Number.NaN : momentIn(day, time, timeZone)
}
