/**
 * What somebody is told who opens a screen that is not theirs. A screen over what they may read, kept for certain roles, is named with those roles. Any other is answered like one that is
 * not there: that an entity exists is not told to those who may not read it.
 */
import { screensOf } from '@bailiwick/definition/default-screens.ts'
import type { Screen } from '@bailiwick/definition/model/index.ts'
import { viewScreen } from '@bailiwick/definition/screens/registry.ts'
import type { RefusedScreen } from '@bailiwick/definition/wire/index.ts'
import type { LiveApp } from '../../database/live-model.ts'
import type { Transaction } from '../../database/with-actor.ts'
import { inWords, type Speaker, say } from '../../problems.ts'
import { type Actor, rolesIn } from '../../security/access/actor.ts'
import { sightOf } from './app-view.ts'
import { askableIn } from './missing.ts'
import { phrasesFor } from './why-words.ts'
import { titleOfRole } from './words.ts'

export async function refusedScreen(
  tx: Transaction,
  app: LiveApp,
  name: string,
  actor: Actor,
  speaker: Speaker,
): Promise<RefusedScreen> {
  const people = await askableIn(tx, app.name)
  const screen = screensOf(app.definition).find(each => each.name === name)
  if (!screen || !isKeptFrom(screen, app, actor)) return { missing: inWords(say('screen.unknown'), speaker), askable: { people } }
  const roles = screen.roles.map(role => titleOfRole(app, role))
  const missing =
    roles.length === 1
      ? say('screen.role', { role: roles[0]! })
      : say('screen.roles', { roles: phrasesFor(actor).tongue.list(roles, 'or') })
  return {
    title: screen.title,
    missing: inWords(missing, speaker),
    askable: {
      people,
      ...('entity' in screen ? { request: { entity: screen.entity, action: `screen.${screen.name}` } } : {}),
    },
  }
}

/** They may read what it shows and hold none of its roles. */
function isKeptFrom(screen: Screen, app: LiveApp, actor: Actor): boolean {
  const held = rolesIn(actor, app.name)
  return (
    screen.roles.length > 0 &&
    !screen.roles.some(role => held.includes(role)) &&
    viewScreen(screen, sightOf(app, actor)) !== undefined
  )
}
