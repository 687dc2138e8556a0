/** Editors come when something is edited: a list that is only read goes without them. Until they are there a field is one that takes nothing yet. */
import type { FieldTypeName } from '@bailiwick/definition/model/field.ts'
import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { onceOnLine } from '../client/reach.ts'
import type { EditorProps, FieldUi } from './field-ui.ts'

type Editors = Record<FieldTypeName, FieldUi['Editor']>

let loaded: Editors | undefined

/** For who knows that something will be edited soon. */
export async function fetchEditors(): Promise<Editors> {
  loaded ??= (await import('./editors.ts')).editors
  return loaded
}

export function laterEditor(type: FieldTypeName): FieldUi['Editor'] {
  return function LaterEditor(props: EditorProps) {
    const [editors, setEditors] = useState(loaded)
    useEffect(() => {
      if (!editors)
        void onceOnLine()
          .then(fetchEditors)
          .then(setEditors, () => undefined)
    }, [editors])
    if (!editors) {
      const { id, label, help, field } = props
      return (
        <TextInput id={id} label={label} description={help} size="xs" readOnly aria-label={label ? undefined : field.title} />
      )
    }
    const Editor = editors[type]
    return <Editor {...props} />
  }
}
