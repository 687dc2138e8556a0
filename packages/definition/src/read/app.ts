import type { App, Calendar, Role } from '../model/app.ts'
import type { AppText, CalendarText } from './text-form.ts'

export const defaultCalendar: Calendar = { timeZone: 'UTC', days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', holidays: [] }

export function buildApp(text: AppText): App {
  return {
    name: text.app,
    title: text.title,
    ...(text.description && { description: text.description }),
    ...(text.language && { language: text.language }),
    ...(text.icon && { icon: text.icon }),
    ...(text.color && { color: text.color }),
    calendar: buildCalendar(text.calendar ?? {}),
    navigation: text.navigation ?? [],
  }
}

export function buildRoles(text: AppText): Role[] {
  return [...text.roles].map(([name, role]) => ({
    id: role.id ?? name,
    name,
    title: role.title,
    ...(role.description && { description: role.description }),
    audit: role.audit ?? false,
    administer: role.administer ?? false,
    ...(role.public && { public: true as const }),
  }))
}

function buildCalendar(text: CalendarText): Calendar {
  return {
    timeZone: text.time_zone ?? defaultCalendar.timeZone,
    days: text.days ?? defaultCalendar.days,
    from: text.from ?? defaultCalendar.from,
    to: text.to ?? defaultCalendar.to,
    holidays: text.holidays ?? defaultCalendar.holidays,
  }
}
