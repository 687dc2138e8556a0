/** In which language and time zone a person reads. Each changes their own; triggers write the audit. */
import type { Preferences } from '@bailiwick/definition/wire/session.ts'
import { problem, say } from '../../problems.ts'
import { type Acting, actAs } from './gate-transaction.ts'
import type { Premises } from './premises.ts'
import type { Session } from './session.ts'

/**
 * @param change what is left out stays; null: as the browser says
 * @throws `request.invalid` for what is no tag or no zone
 */
export async function changePreferences(
  premises: Premises,
  acting: Acting,
  session: Session,
  change: Partial<Preferences>,
): Promise<Preferences> {
  const language = change.language == null ? change.language : canonicalTag(change.language)
  const { timeZone } = change
  const fields = [
    ...(change.language != null && language === undefined ? [{ field: 'language', message: say('preferences.language') }] : []),
    ...(timeZone != null && !isZone(timeZone) ? [{ field: 'timeZone', message: say('preferences.zone') }] : []),
  ]
  if (fields.length > 0) throw problem('request.invalid', { detail: say('place.body'), fields })
  return actAs(premises, acting, async client => {
    // What is so already leaves no row in the audit.
    await client.query(
      `UPDATE bailiwick.person SET language = CASE WHEN $2 THEN $3 ELSE language END, time_zone = CASE WHEN $4 THEN $5 ELSE time_zone END
       WHERE id = $1 AND ($2 AND language IS DISTINCT FROM $3 OR $4 AND time_zone IS DISTINCT FROM $5)`,
      [session.person, language !== undefined, language ?? null, timeZone !== undefined, timeZone ?? null],
    )
    const found = await client.query<Preferences>(
      'SELECT language, time_zone AS "timeZone" FROM bailiwick.person WHERE id = $1',
      [session.person],
    )
    return found.rows[0]!
  })
}

function canonicalTag(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}

const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])
/** A name, not an offset: `Intl` takes "+01:00" for a zone too. */
const zoneName = /^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/

/** Also the other names of a zone: which of two is the list's differs between browsers and this node ("Asia/Kolkata", "Asia/Calcutta"). */
function isZone(name: string): boolean {
  if (zones.has(name)) return true
  if (!zoneName.test(name)) return false
  try {
    return zones.has(new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone)
  } catch {
    return false
  }
}
