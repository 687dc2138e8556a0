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

/** @param values where the parameters are collected; the first added here is `$<length + 1>` */
export function parameterLiterals(values: (string | number | boolean | null)[]): Pick<SqlContext, 'literal'> {
  return {
    literal: (value, pgType) => {
      values.push(value === null ? null : textOf(value))
      return `$${values.length}::${pgType}`
    },
  }
}
