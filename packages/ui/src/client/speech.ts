/** Which language and zone are shown, chosen by the person, else for this browser, else as the browser says; and the catalogs, each loaded when it is needed. */

import { catalogs } from 'virtual:words'
import { i18n } from '@lingui/core'
import { languageFor, shownLanguage, speak } from './language.ts'

interface Choice {
  /** Undefined: as the browser. */
  readonly language?: string | undefined
  readonly timeZone?: string | undefined
}

// Not among what sign-out forgets: the page where one signs in speaks as before.
const place = 'bailiwick-language'

export function chosen(): Choice {
  try {
    return JSON.parse(localStorage.getItem(place) ?? '{}') as Choice
  } catch {
    return {}
  }
}

/** Shows this choice, and remembers it in this browser. */
export async function choose(choice: Choice): Promise<void> {
  try {
    localStorage.setItem(place, JSON.stringify(choice))
  } catch {
    // Switched off: it holds until the page is left.
  }
  await show(choice)
}

/** Before the first paint. */
export const speakAsChosen = (): Promise<void> => show(chosen())

async function show({ language, timeZone }: Choice): Promise<void> {
  const wanted = languageFor(language, navigator.languages)
  const load = catalogs[wanted]
  // A catalog that cannot be loaded takes no page down: what the code says is English.
  if (load) i18n.load(wanted, (await load().catch(() => undefined))?.default ?? {})
  speak(language, knownZone(timeZone))
  document.documentElement.lang = shownLanguage()
}

function knownZone(zone: string | undefined): string | undefined {
  try {
    return zone && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}
