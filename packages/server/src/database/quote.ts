/** SQL text from names and constants of the compiled definition. Request values are always parameters and never come here. */

/** A double-quoted identifier. Throws on NUL, which PostgreSQL cannot hold. */
export function quoteIdentifier(name: string): string {
  if (name.includes('\0')) throw new Error('an identifier cannot hold NUL')
  return `"${name.replaceAll('"', '""')}"`
}

/** A string constant that reads the same whatever `standard_conforming_strings` says. */
export function quoteLiteral(value: string): string {
  if (value.includes('\0')) throw new Error('a constant cannot hold NUL')
  const quoted = `'${value.replaceAll("'", "''")}'`
  return value.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}
