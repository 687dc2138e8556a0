/** Clocks that run only while somebody works: the calendar of the app, for due times, and the hours of each team, for what people do. */

const hour = 3_600_000
const day = 24 * hour

/** Milliseconds the wall clock in Berlin is ahead of UTC. Summer time runs between the last Sundays of March and October, 01:00 UTC. */
function berlinOffset(moment: number): number {
  const year = new Date(moment).getUTCFullYear()
  const change = (month: number) => {
    const last = Date.UTC(year, month + 1, 0)
    return last - new Date(last).getUTCDay() * day + hour
  }
  return moment >= change(2) && moment < change(9) ? 2 * hour : hour
}

export interface WorkingTime {
  /** The moment when that many working minutes have passed. */
  readonly after: (moment: number, minutes: number) => number
  /** The end of the working day so many working days later. */
  readonly daysAfter: (moment: number, days: number) => number
}

export interface Hours {
  /** Hours of the day in Berlin. */
  readonly from: number
  readonly to: number
  /** Monday is 1. */
  readonly days: readonly number[]
  readonly holidays: readonly string[]
}

/** Working time between two moments; the seed never looks beyond them. */
export function planWorkingTime(first: number, last: number, hours: Hours): WorkingTime {
  const starts: number[] = []
  const ends: number[] = []
  /** Minutes worked before each start. */
  const worked: number[] = []
  let sum = 0
  for (let date = Math.floor(first / day) * day; date <= last; date += day) {
    const weekday = new Date(date).getUTCDay() || 7
    if (!hours.days.includes(weekday) || hours.holidays.includes(new Date(date).toISOString().slice(0, 10))) continue
    const midnight = date - berlinOffset(date + 12 * hour)
    starts.push(midnight + hours.from * hour)
    ends.push(midnight + hours.to * hour)
    worked.push(sum)
    sum += (hours.to - hours.from) * 60
  }
  /** The last window that starts at or before the value; -1 when there is none. */
  const find = (list: readonly number[], value: number) => {
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (list[middle]! <= value) low = middle + 1
      else high = middle
    }
    return low - 1
  }
  const minutesAt = (moment: number) => {
    const index = find(starts, moment)
    return index < 0 ? 0 : worked[index]! + (Math.min(moment, ends[index]!) - starts[index]!) / 60_000
  }
  return {
    after: (moment, minutes) => {
      const target = minutesAt(moment) + minutes
      let index = find(worked, target)
      // a span that ends with a working day ends that evening, not the next morning
      if (minutes > 0 && worked[index] === target && index > 0) index -= 1
      return Math.round(starts[index]! + (target - worked[index]!) * 60_000)
    },
    daysAfter: (moment, days) => {
      const midnight = Math.floor((moment + berlinOffset(moment)) / day) * day
      const today = find(starts, midnight + day - 1 - berlinOffset(midnight + 12 * hour))
      return ends[Math.min(today + days, ends.length - 1)]!
    },
  }
}
