/**
 * Which of the languages there are is read best by somebody who wants these, best first. A wanted `de-AT` is served by `de`, and `de` by a `de-CH` that is all there is.
 * @returns undefined where none of them is
 */
export function chooseLanguage(wanted: readonly string[], available: readonly string[]): string | undefined {
  const find = (test: (tag: string) => boolean) => available.find(tag => test(tag.toLowerCase()))
  for (const tag of wanted) {
    const parts = tag.toLowerCase().split('-')
    for (let length = parts.length; length > 0; length -= 1) {
      const shorter = parts.slice(0, length).join('-')
      const found = find(each => each === shorter)
      if (found) return found
    }
    const wider = find(each => each.startsWith(`${parts[0]}-`))
    if (wider) return wider
  }
  return undefined
}
