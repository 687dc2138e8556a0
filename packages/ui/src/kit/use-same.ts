/** A value that is made anew with each drawing and mostly says the same: whoever stands still for what is the same stands still for it. */
import { useRef } from 'react'

/** @param value of plain data, not much of it. @returns the one before, as long as it says the same */
export function useSame<T>(value: T): T {
  const text = JSON.stringify(value)
  const kept = useRef({ text, value })
  if (kept.current.text !== text) kept.current = { text, value }
  return kept.current.value
}
