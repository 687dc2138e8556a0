/** A record made in the place where one was to be picked: its form over the one that asked, and the new record picked when it is saved. */
import type { AppView, EntityView } from '@bailiwick/definition/wire/index.ts'
import { type ComponentType, type ReactNode, useMemo, useState } from 'react'
import { inSentence } from '../../client/language.ts'
import type { Made, MakePlace } from '../../fields/make-place.ts'
import type { Values } from './edited.ts'
import type { RecordFormProps } from './record-form.tsx'

interface Asking {
  readonly target: EntityView
  readonly starting: Values
  readonly end: (made: Made | undefined) => void
}

/** @param Form the form of records, which asks for this itself */
export function useMaking(
  app: AppView,
  Form: ComponentType<RecordFormProps>,
): { readonly place: MakePlace; readonly form: ReactNode } {
  const [asking, setAsking] = useState<Asking>()
  const place = useMemo((): MakePlace => {
    const targetOf = (name: string) => app.entities.find(each => each.name === name && each.can.includes('create'))
    return {
      labelOf: name => {
        const target = targetOf(name)
        return target && inSentence(target.label)
      },
      make: (name, title, starting) =>
        new Promise(resolve => {
          const target = targetOf(name)
          if (!target) return resolve(undefined)
          setAsking({
            target,
            starting: { ...starting, ...(title && { [target.titleField]: title }) },
            end: made => {
              setAsking(undefined)
              resolve(made)
            },
          })
        }),
    }
  }, [app])
  const form = asking && (
    <Form
      app={app}
      entity={asking.target}
      starting={asking.starting}
      onClose={() => asking.end(undefined)}
      onSaved={(id, record) => asking.end(record && { id, title: String(record[asking.target.titleField] ?? '') })}
    />
  )
  return { place, form }
}
