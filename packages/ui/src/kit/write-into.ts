/** Writes into a control as a person would, so that it does what it does when somebody types. */

/** @param keys as they came: letters, Backspace, Enter @param replaces what was there; what is chosen is replaced anyway */
export function writeInto(place: HTMLElement, keys: readonly string[], replaces: boolean): void {
  const control = place.querySelector<HTMLInputElement | HTMLTextAreaElement>('input:not([type="hidden"]), textarea')
  if (!control || control.readOnly) return
  if (control.type === 'checkbox') {
    for (const key of keys)
      if (key === ' ') control.click()
      else control.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    return
  }
  const isChoice = control.getAttribute('aria-haspopup') !== null
  const letters = replaces || isChoice ? [] : [...control.value]
  for (const key of keys)
    if (key === 'Backspace') letters.pop()
    else if ([...key].length === 1) letters.push(key)
  const text = letters.join('')
  // A space opens a list of choices, and is nothing to look for in it.
  if (text.trim() !== '' || !isChoice) {
    const { prototype } = control instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement
    Object.getOwnPropertyDescriptor(prototype, 'value')!.set!.call(control, text)
    control.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText' }))
    control.setSelectionRange(text.length, text.length)
  }
  if (keys.includes('Enter'))
    // Once what was written is drawn.
    setTimeout(() => control.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })))
}
