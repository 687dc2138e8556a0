/** Which rules were met both ways. One that always or never held has been proved in one direction only, and the report says so. */
import { held } from './grants.ts'
import type { Actor, Stage } from './stage.ts'

export class Coverage {
  readonly #met = new Map<string, { holds: boolean; fails: boolean }>()

  look(stage: Stage, actors: readonly Actor[]): void {
    for (const entity of stage.definition.entities) {
      const note = (what: string, text: string | undefined, purpose: 'rule' | 'guard', who: (actor: Actor) => boolean) => {
        if (text === undefined) return
        const key = `${what} of ${entity.name}: ${text}`
        const met = this.#met.get(key) ?? { holds: false, fails: false }
        this.#met.set(key, met)
        for (const actor of actors.filter(who))
          for (const row of stage.rows(entity.name)) {
            if (met.holds && met.fails) return
            met[stage.holds(entity, text, purpose, row, actor) ? 'holds' : 'fails'] = true
          }
      }
      for (const grant of entity.access) {
        note(`${grant.can.join(', ')} by ${grant.role}`, grant.when, 'rule', actor => held(grant, actor))
        note(`${grant.can.join(', ')} by ${grant.role}, after`, grant.after, 'rule', actor => held(grant, actor))
      }
      for (const transition of stage.workflow(entity.name)?.transitions ?? []) {
        note(`who takes ${transition.name}`, transition.by, 'rule', actor => actor.roles.length > 0)
        note(`the guard of ${transition.name}`, transition.guard?.when, 'guard', actor => actor.roles.length > 0)
        for (const step of transition.approval?.steps ?? [])
          note(`step ${step.name} of ${transition.name}`, step.when, 'rule', () => true)
      }
    }
  }

  unmet(): string[] {
    return [...this.#met]
      .filter(([, met]) => !(met.holds && met.fails))
      .map(([key, met]) => `${key} (${met.holds ? 'always held' : 'never held'})`)
  }
}
