/** Which app each persona of a demo takes part in, so that the sign-in page can say where to find whom. */
import type { SignInView } from '@bailiwick/definition/wire/session.ts'
import { inLanguageOf } from '../../database/live-model.ts'
import type { Premises } from '../../security/identity/premises.ts'

/**
 * @param languages in which whoever looks reads, best first
 * @returns the apps in the order of their first personas; nothing outside a demo
 */
export async function listPersonaApps(
  premises: Premises,
  languages: readonly string[],
): Promise<NonNullable<SignInView['apps']>> {
  if (!premises.demo) return []
  const found = await premises.gate.query<NonNullable<SignInView['apps']>[number] & { name: string }>(
    `SELECT a.name, r.definition -> 'app' ->> 'title' AS title, r.definition -> 'app' ->> 'description' AS description, array_agg(DISTINCT p.id ORDER BY p.id) AS personas
     FROM bailiwick.app a
     JOIN bailiwick.release r ON r.id = a.live_release
     JOIN bailiwick.role_grant g ON g.app = a.name AND g.valid_from <= now() AND g.valid_until > now()
     JOIN bailiwick.person p ON p.id = g.person OR g.team = ANY (bailiwick.teams_over(p.id))
     WHERE p.demo_sentence IS NOT NULL AND p.status = 'active'
     GROUP BY a.name, r.id ORDER BY min(p.id::text)`,
  )
  return found.rows.map(({ name, ...row }) => {
    const live = premises.app?.(name)
    if (!live) return row
    const { title, description } = inLanguageOf(live, languages).definition.app
    return { ...row, title, description: description ?? null }
  })
}
