/**
 * Names for statements that are worth preparing on every connection: planning a query through views and row policies takes longer than running it. Each connection keeps
 * each plan, so the set is bounded, and a text gets a name only when it is asked again; when the set is full, further ones are sent unprepared.
 */
const most = 600
const candidates = 2_000
let asked = new Set<string>()
let names = new Map<string, string>()
let generation = 0

/** @returns `{ name }` to spread into a statement, or nothing */
export function preparedName(release: string, text: string): { name?: string } {
  const key = `${release} ${text}`
  let name = names.get(key)
  if (name === undefined) {
    if (names.size >= most) return {}
    if (!asked.delete(key)) {
      if (asked.size >= candidates) asked.clear()
      asked.add(key)
      return {}
    }
    name = `s${generation}_${names.size}`
    names.set(key, name)
  }
  return { name }
}

/** After a release nothing of before is asked again; names are not used twice, because connections remember them. */
export function forgetStatements(): void {
  names = new Map()
  asked = new Set()
  generation += 1
}
