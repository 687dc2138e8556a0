/** The same definition with one thing less to stop anybody: what a compiler would make of it that had forgotten a condition. */
import type { Grant } from '@bailiwick/definition/model/access.ts'
import type { Definition, Entity } from '@bailiwick/definition/model/index.ts'
import type { Transition } from '@bailiwick/definition/model/workflow.ts'

export interface Weakening {
  readonly name: string
  readonly definition: Definition
}

export function weakeningsOf(definition: Definition): Weakening[] {
  const made: Weakening[] = []
  const ofEntity = (entity: Entity, what: string, changed: Partial<Entity>) =>
    made.push({
      name: what,
      definition: {
        ...definition,
        entities: definition.entities.map(each => (each === entity ? { ...each, ...changed } : each)),
      },
    })
  for (const entity of definition.entities) {
    for (const [index, grant] of entity.access.entries()) {
      const ofGrant = (
        what: string,
        { without, ...changed }: Partial<Grant> & { readonly without?: readonly (keyof Grant)[] },
      ) => {
        const kept = Object.fromEntries(Object.entries(grant).filter(([key]) => !without?.includes(key as keyof Grant)))
        ofEntity(entity, `grant ${index + 1} of ${entity.name} ${what}`, {
          access: entity.access.map(each => (each === grant ? ({ ...kept, ...changed } as Grant) : each)),
        })
      }
      if (grant.when !== undefined) ofGrant('on every record', { without: ['when'] })
      if (grant.after !== undefined) ofGrant('however it is left', { after: 'true' })
      if (grant.from !== undefined || grant.until !== undefined) ofGrant('on every day', { without: ['from', 'until'] })
      if (grant.fields.kind !== 'all' || grant.mask) ofGrant('for every field', { fields: { kind: 'all' }, without: ['mask'] })
    }
  }
  for (const workflow of definition.workflows) {
    for (const transition of workflow.transitions) {
      const ofStep = (what: string, changed: Partial<Transition>, without: readonly (keyof Transition)[] = []) =>
        made.push({
          name: `${transition.name} ${what}`,
          definition: {
            ...definition,
            workflows: definition.workflows.map(each =>
              each !== workflow
                ? each
                : {
                    ...each,
                    transitions: each.transitions.map(one =>
                      one !== transition
                        ? one
                        : (Object.fromEntries(
                            Object.entries({ ...one, ...changed }).filter(([key]) => !without.includes(key as keyof Transition)),
                          ) as unknown as Transition),
                    ),
                  },
            ),
          },
        })
      const { approval } = transition
      if (transition.by !== undefined) ofStep('by anybody', {}, ['by'])
      if (transition.roles.length > 0) ofStep('by every role', { roles: [] })
      if (transition.guard) ofStep('without its guard', {}, ['guard'])
      ofStep('from every state', { from: workflow.states.map(state => state.name) })
      if (!approval) continue
      ofStep('by two of the same eyes', { approval: { ...approval, never: [] } })
      for (const kind of approval.never)
        ofStep(`also by the ${kind}`, { approval: { ...approval, never: approval.never.filter(each => each !== kind) } })
      ofStep('voided by nothing', { approval: { ...approval, voidedBy: [] } })
      for (const step of approval.steps) {
        ofStep(`without asking ${step.name}`, { approval: { ...approval, steps: approval.steps.filter(each => each !== step) } })
        if (step.when !== undefined)
          ofStep(`asking ${step.name} always`, {
            approval: {
              ...approval,
              steps: approval.steps.map(each => (each === step ? (({ when: _, ...rest }) => rest)(each) : each)),
            },
          })
      }
    }
  }
  return made
}
