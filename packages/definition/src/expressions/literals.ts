/** How constants reach SQL: in place for what the compiler writes, as parameters for what a request brings. */
import type { SqlContext } from './to-sql.ts'

type Value = string | bigint | boolean | number | null

function textOf(value: Value): string {
  return typeof value === 'boolean' ? (value ? 'true' : 'false') : String(value)
}

/** For DDL, where there are no parameters. */
export function inlineLiterals(): Pick<SqlContext, 'literal'> {
  return {
    literal: (value, pgType) => {
      if (value === null) return `NULL::${pgType}`
      const text = textOf(value)
      if (text.includes('\0')) throw new Error('a constant cannot hold NUL')
      const quoted = `'${text.replaceAll("'", "''")}'`
      return `${text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted}::${pgType}`
    },
  }
}

/**
 * The same constant is the same parameter, however often a part is written: PostgreSQL refuses parameters that its text does not use.
 * @param values where the parameters are collected; the first added here is `$<length + 1>`
 */
export function parameterLiterals(values: (string | number | boolean | null)[]): Pick<SqlContext, 'literal'> {
  const made = new Map<string, string>()
  return {
    literal: (value, pgType) => {
      const key = `${pgType} ${typeof value} ${String(value)}`
      const known = made.get(key)
      if (known) return known
      values.push(value === null ? null : textOf(value))
      const parameter = `$${values.length}::${pgType}`
      made.set(key, parameter)
      return parameter
    },
  }
}
