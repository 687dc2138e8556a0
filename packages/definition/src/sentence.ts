/** Sentences with named gaps, so that each language says them in its own order. A gap is `{name}`, or `{name|lowered}` for a title in the middle of an English one. */

export type Values = Readonly<Record<string, string | number>>

type Plain<N extends string> = N extends `${infer Name}|lowered` ? Name : N
type Gaps<T extends string> = T extends `${string}{${infer N}}${infer Rest}` ? Plain<N> | Gaps<Rest> : never
/** What a template needs to be whole. */
export type ValuesOf<T extends string> = { readonly [N in Gaps<T>]: string | number }
/** Left out where there is no gap. */
export type Given<T extends string> = ValuesIn<T, string | number>
/** The same with values of another kind, for whoever words them. */
export type ValuesIn<T extends string, V> = Gaps<T> extends never ? [] : [values: { readonly [N in Gaps<T>]: V }]

/** @param language BCP 47: numbers are written its way, texts stay as they are */
export function fill(template: string, values: Values, language: string): string {
  return template.replaceAll(/\{([a-zA-Z]+)(\|lowered)?\}/g, (gap, name: string, low?: string) => {
    const value = values[name]
    if (typeof value === 'number') return new Intl.NumberFormat(language).format(value)
    return value === undefined ? gap : low ? lowered(value) : value
  })
}

/** The names of the gaps, for whoever compares two templates. */
export function gapsOf(template: string): string[] {
  return [...new Set([...template.matchAll(/\{([a-zA-Z]+)(?:\|lowered)?\}/g)].map(match => match[1]!))].sort()
}

/** A title in the middle of an English sentence; IBAN stays IBAN. */
export function lowered(title: string): string {
  return /^\p{Lu}(\p{Ll}|\s|$)/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title
}
