/** Quoting for the constants of CHECK constraints and wire expressions. Values of requests never come here: they are parameters. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export function textArrayLiteral(texts: readonly string[]): string {
  return `ARRAY[${texts.map(textLiteral).join(', ')}]::text[]`
}
