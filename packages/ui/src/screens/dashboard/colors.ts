/** Colours of what is shown side by side: those the definition gives, and never the same twice. Each is a variable of dashboard.module.css. */

/** In this order where the definition gives none. */
const plain = ['indigo', 'green', 'orange', 'pink', 'teal', 'violet', 'blue', 'red']
const given = ['gray', 'blue', 'violet', 'orange', 'green', 'red']

export function distinctColors(wanted: readonly (string | undefined)[]): string[] {
  const taken = new Set<string>()
  const free = () => plain.find(color => !taken.has(color)) ?? 'gray'
  return wanted.map(color => {
    const own = color !== undefined && given.includes(color) ? [color, `${color}-pale`].find(each => !taken.has(each)) : undefined
    const chosen = own ?? free()
    taken.add(chosen)
    return chosen
  })
}

export const paint = (color: string) => `var(--figure-${color})`
