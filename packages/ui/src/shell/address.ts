/** What stands behind the `?` of an address is text, whoever wrote it: `?filter=true` asks by a condition, and a number or a list in its place would take the page down. */

/** Earlier addresses have in quotes what could be read as something else: `"2026"`. */
function unquoted(text: string): string {
  if (!text.startsWith('"')) return text
  try {
    return String(JSON.parse(text))
  } catch {
    return text
  }
}

/** @param search with or without its `?`; of a name that is given twice the last counts */
export function readAddress(search: string): Record<string, string> {
  return Object.fromEntries([...new URLSearchParams(search)].map(([name, value]) => [name, unquoted(value)]))
}

/** Commas and colons stand as they are: a list of many columns has hundreds of them, and a proxy takes 8 KB. */
export function writeAddress(search: Readonly<Record<string, unknown>>): string {
  const written = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined) continue
    const text = String(value)
    written.set(name, text.startsWith('"') ? JSON.stringify(text) : text)
  }
  const text = String(written).replaceAll('%2C', ',').replaceAll('%3A', ':')
  return text && `?${text}`
}
