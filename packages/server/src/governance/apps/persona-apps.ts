/** Which app each persona of a demo takes part in, and what they are, in the language of whoever looks, so that the sign-in page can say where to find whom. */
import type { SignInView } from '@bailiwick/definition/wire/session.ts'
import { inLanguageOf } from '../../database/live-model.ts'
import { listPersonas } from '../../security/identity/demo.ts'
import type { Premises } from '../../security/identity/premises.ts'

type PersonaApp = NonNullable<SignInView['apps']>[number]
type Persona = SignInView['personas'][number]

/**
 * @param languages in which whoever looks reads, best first
 * @returns the apps in the order of their first personas; nothing outside a demo
 */
export async function viewPersonas(
  premises: Premises,
  languages: readonly string[],
): Promise<{ readonly personas: readonly Persona[]; readonly apps?: readonly PersonaApp[] }> {
  if (!premises.demo) return { personas: [] }
  const personas = await listPersonas(premises)
  const found = await premises.gate.query<PersonaApp & { name: string }>(
    `SELECT a.name, r.definition -> 'app' ->> 'title' AS title, r.definition -> 'app' ->> 'description' AS description, array_agg(DISTINCT p.id ORDER BY p.id) AS personas
     FROM bailiwick.app a
     JOIN bailiwick.release r ON r.id = a.live_release
     JOIN bailiwick.role_grant g ON g.app = a.name AND g.valid_from <= now() AND g.valid_until > now()
     JOIN bailiwick.person p ON p.id = g.person OR g.team = ANY (bailiwick.teams_over(p.id))
     WHERE p.demo_sentence IS NOT NULL AND p.status = 'active'
     GROUP BY a.name, r.id ORDER BY min(p.id::text)`,
  )
  const apps = found.rows.map(({ name, ...row }) => {
    const live = premises.app?.(name)
    if (!live) return { row, words: {} }
    const { language, definition } = inLanguageOf(live, languages)
    const { title, description } = definition.app
    const words = live.definition.translations?.find(each => each.language === language)?.personas ?? {}
    return { row: { ...row, title, description: description ?? null }, words }
  })
  const said = (persona: Persona): Persona => {
    const own = apps.filter(({ row }) => row.personas.includes(persona.id))
    const words = (text: string) => own.find(each => Object.hasOwn(each.words, text))?.words[text] ?? text
    return { ...persona, title: words(persona.title), sentence: words(persona.sentence) }
  }
  return { personas: personas.map(said), apps: apps.map(({ row }) => row) }
}
