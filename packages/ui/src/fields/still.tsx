/** Controls that stand still while something else in their form changes: a letter typed in one field draws that field, not the thirty beside it. */
import { memo, useRef, useState } from 'react'
import type { EditorProps, FieldUi } from './field-ui.ts'

/** What a control calls is new each time its form is drawn; it calls the newest, and is not drawn for it. */
export function still(ui: FieldUi): FieldUi {
  const Drawn = memo(ui.Editor)
  function Editor(props: EditorProps) {
    const newest = useRef(props)
    newest.current = props
    const [calls] = useState(() => ({
      onChange: (value: Parameters<EditorProps['onChange']>[0]) => newest.current.onChange(value),
      onDone: (...settled: Parameters<NonNullable<EditorProps['onDone']>>) => newest.current.onDone?.(...settled),
      onBusy: (busy: boolean) => newest.current.onBusy?.(busy),
    }))
    return (
      <Drawn
        {...props}
        onChange={calls.onChange}
        // Whether they are there says something to a control.
        {...(props.onDone && { onDone: calls.onDone })}
        {...(props.onBusy && { onBusy: calls.onBusy })}
      />
    )
  }
  return { ...ui, Editor }
}
