/** What stands behind the `?` of an address is text, whoever wrote it: `?filter=true` asks by a condition, and a number or a list in its place would take the page down. */

/** The router writes what could be read as something else in quotes: `"2026"`. */
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
