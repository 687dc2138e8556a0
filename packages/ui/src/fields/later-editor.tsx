/** Editors come when something is edited: a list that is only read goes without them. Until they are there a field keeps what is typed for them. */
import type { FieldTypeName } from '@bailiwick/definition/model/field.ts'
import { TextInput } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { onceOnLine } from '../client/reach.ts'
import { writeInto } from '../kit/write-into.ts'
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
    const [wasLate] = useState(!loaded)
    const [editors, setEditors] = useState(loaded)
    const place = useRef<HTMLDivElement>(null)
    const typed = useRef<string[]>([])
    // Who went elsewhere meanwhile is not called back.
    const [isMeant, setMeant] = useState(props.autoFocus === true)
    useEffect(() => {
      if (!editors)
        void onceOnLine()
          .then(fetchEditors)
          .then(setEditors, () => undefined)
    }, [editors])
    useEffect(() => {
      if (!editors || typed.current.length === 0 || !place.current) return
      writeInto(place.current, typed.current, false)
      typed.current = []
    }, [editors])
    if (!editors) {
      const { id, label, help, field } = props
      return (
        <TextInput
          id={id}
          label={label}
          description={help}
          size="xs"
          readOnly
          autoFocus={props.autoFocus}
          aria-label={label ? undefined : field.title}
          onFocus={() => setMeant(true)}
          onBlur={() => setMeant(false)}
          onKeyDown={event => {
            if (keep(event)) typed.current.push(event.key)
          }}
        />
      )
    }
    const Editor = editors[type]
    if (!wasLate) return <Editor {...props} />
    return (
      <div ref={place} style={{ display: 'contents' }}>
        <Editor {...props} autoFocus={isMeant} />
      </div>
    )
  }
}

/** Keys that write, and the one that is done with it. */
function keep(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  if ([...event.key].length !== 1 && event.key !== 'Backspace' && event.key !== 'Enter') return false
  event.preventDefault()
  event.stopPropagation()
  return true
}
