/** What dates and moments are picked in, with the months, weekdays and weeks of the person's language; a chunk of its own. */
import { DatesProvider } from '@mantine/dates'
import dayjs from 'dayjs'
import { createElement, type KeyboardEvent, type ReactNode } from 'react'
import { dateFormat, language, say, weekBegin } from '../client/language.ts'
import { keyAlong } from '../kit/key-along.ts'

export { DatePicker, DateTimePicker } from '@mantine/dates'

/** From Intl, so that no list of languages has to be kept beside ours. */
function speakCalendars(): string {
  const locale = language()
  const months = (month: 'long' | 'short') =>
    Array.from({ length: 12 }, (_, index) => dateFormat({ month, timeZone: 'UTC' }).format(Date.UTC(2026, index, 1)))
  // 4 January 2026 was a Sunday, with which dayjs begins to count.
  const weekdays = (weekday: 'long' | 'short') =>
    Array.from({ length: 7 }, (_, index) => dateFormat({ weekday, timeZone: 'UTC' }).format(Date.UTC(2026, 0, 4 + index)))
  const spoken = {
    name: locale.toLowerCase(),
    months: months('long'),
    monthsShort: months('short'),
    weekdays: weekdays('long'),
    weekdaysShort: weekdays('short'),
    weekdaysMin: weekdays('short').map(each => each.slice(0, 2)),
    ordinal: (number: number) => `${number}`,
    formats: {},
    relativeTime: {},
  }
  // Known from now on, and of no other library's concern.
  dayjs.locale(spoken, undefined, true)
  return spoken.name
}

/** Around a calendar, wherever one is. */
export function Calendars({ children }: { readonly children: ReactNode }) {
  const settings = { locale: speakCalendars(), firstDayOfWeek: (weekBegin() % 7) as 0 | 1 }
  const keys = createElement('div', { style: { display: 'contents' }, onKeyDownCapture: goAlong }, children)
  return createElement(DatesProvider, { settings }, keys)
}

/** The library takes an arrow to the right for the next day, which stands at the left where one reads from the right: it is given the key that it means. */
function goAlong(event: KeyboardEvent): void {
  const key = keyAlong(event)
  // Days, months and years stand in tables; in a text the arrows are the browser's.
  if (key === event.key || !event.isTrusted || !(event.target as Element).closest('table')) return
  event.preventDefault()
  event.stopPropagation()
  event.target.dispatchEvent(new globalThis.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
}

/** How what moves a calendar is called: it shows arrows. */
export const calendarLabels = () => ({
  previousMonth: say('Previous month'),
  nextMonth: say('Next month'),
  previousYear: say('Previous year'),
  nextYear: say('Next year'),
  previousDecade: say('Previous ten years'),
  nextDecade: say('Next ten years'),
})
