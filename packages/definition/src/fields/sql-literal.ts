/** Quoting for the constants of CHECK constraints and wire expressions. Values of requests never come here: they are parameters. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Names of a definition as PostgreSQL's own text of an array, which is a value. They are lower-case words; one of them means nothing at all where it has no quotes. */
export function namesAsArray(names: readonly string[]): string {
  return `{${names.map(name => (name === 'null' ? '"null"' : name)).join(',')}}`
}

export function textArrayLiteral(texts: readonly string[]): string {
  return `ARRAY[${texts.map(textLiteral).join(', ')}]::text[]`
}
