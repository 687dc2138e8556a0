/**
 * Names for statements that are worth preparing on every connection. The texts come from a bounded set; when the set is full, further ones are sent unprepared rather than
 * filling the server's memory.
 */
const most = 2_000
let names = new Map<string, string>()
let generation = 0

/** @returns `{ name }` to spread into a statement, or nothing */
export function preparedName(release: string, text: string): { name?: string } {
  const key = `${release} ${text}`
  let name = names.get(key)
  if (name === undefined) {
    if (names.size >= most) return {}
    name = `s${generation}_${names.size}`
    names.set(key, name)
  }
  return { name }
}

/** After a release nothing of before is asked again; names are not used twice, because connections remember them. */
export function forgetStatements(): void {
  names = new Map()
  generation += 1
}
