/** Free JSON, shown as it is. */
import { Empty } from './empty.tsx'
import type { DisplayProps, FieldLook } from './field-ui.ts'

function JsonDisplay({ value, dense }: DisplayProps) {
  if (value === null || value === undefined) return <Empty />
  const text = JSON.stringify(value, null, dense ? undefined : 2)
  return dense ? (
    <span>{text}</span>
  ) : (
    <pre style={{ margin: 0, fontSize: 12, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text}</pre>
  )
}

export const json: FieldLook = { Display: JsonDisplay, width: 200, wide: true }
