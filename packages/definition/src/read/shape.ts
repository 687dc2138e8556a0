/**
 * The text form of a definition as data: which keys there are, what each takes, what it is for.
 * One table serves four readers: the reader itself, the formatter (order and layout of keys), the JSON Schema and the reference page.
 */

/** A shape that reads as `T`. `reads` is never there; it carries the type. */
export interface Shape<T> {
  readonly reads?: T
  readonly form: Form
}

export type Form =
  | { readonly kind: 'text'; readonly max: number; readonly lines: 'one' | 'many' }
  | { readonly kind: 'name'; readonly max: number }
  | { readonly kind: 'flag' }
  | { readonly kind: 'number'; readonly whole: boolean; readonly least: number; readonly greatest: number }
  | { readonly kind: 'pattern'; readonly pattern: RegExp; readonly example: string; readonly words: string }
  | { readonly kind: 'expression' }
  | {
      readonly kind: 'word'
      readonly words: readonly string[]
      readonly aliases: Readonly<Record<string, string>>
      readonly what: string
    }
  /** A value of the field's own type: text, number, flag or a list of texts. Numbers keep their digits as written. */
  | { readonly kind: 'literal' }
  | { readonly kind: 'list'; readonly of: Form; readonly single: boolean; readonly max: number }
  | { readonly kind: 'names'; readonly of: Form; readonly max: number; readonly nameLength: number; readonly what: string }
  /** A map from texts, as they stand somewhere else, to things. */
  | { readonly kind: 'texts'; readonly of: Form; readonly max: number; readonly keyLength: number; readonly what: string }
  | Keys
  /** Told apart by which of these keys is there. */
  | { readonly kind: 'oneOf'; readonly by: Readonly<Record<string, Keys>>; readonly what: string }
  /** Told apart by what kind of YAML stands there. */
  | { readonly kind: 'either'; readonly scalar?: Form; readonly list?: Form; readonly map?: Form }

export interface Keys {
  readonly kind: 'keys'
  readonly keys: Readonly<Record<string, Key>>
}

export interface Key {
  readonly form: Form
  readonly required: boolean
  /** One sentence for the reference page and for editors. */
  readonly about: string
}

interface TypedKey<T, R extends boolean> extends Key {
  readonly reads?: T
  readonly required: R
}

/** The type a shape reads as. */
export type Reads<S> = S extends Shape<infer T> ? T : never

type KeyTable = Readonly<Record<string, TypedKey<unknown, boolean>>>
type KeyReads<K> = K extends TypedKey<infer T, boolean> ? T : never
type RequiredNames<K extends KeyTable> = { [N in keyof K]: K[N]['required'] extends true ? N : never }[keyof K]
export type ReadsKeys<K extends KeyTable> = { readonly [N in RequiredNames<K>]: KeyReads<K[N]> } & {
  readonly [N in Exclude<keyof K, RequiredNames<K>>]?: KeyReads<K[N]>
}

export function text(max = 200): Shape<string> {
  return { form: { kind: 'text', max, lines: 'one' } }
}
export function prose(max = 4_000): Shape<string> {
  return { form: { kind: 'text', max, lines: 'many' } }
}
export function name(max = 40): Shape<string> {
  return { form: { kind: 'name', max } }
}
export function flag(): Shape<boolean> {
  return { form: { kind: 'flag' } }
}
export function whole(least: number, greatest: number): Shape<number> {
  return { form: { kind: 'number', whole: true, least, greatest } }
}
export function number(least: number, greatest: number): Shape<number> {
  return { form: { kind: 'number', whole: false, least, greatest } }
}
export function pattern(regex: RegExp, words: string, example: string): Shape<string> {
  return { form: { kind: 'pattern', pattern: regex, words, example } }
}
export function expression(): Shape<string> {
  return { form: { kind: 'expression' } }
}
export function word<const W extends string>(
  what: string,
  words: readonly W[],
  aliases: Readonly<Record<string, W>> = {},
): Shape<W> {
  return { form: { kind: 'word', words, aliases, what } }
}
export function literal(): Shape<string | number | boolean | readonly string[]> {
  return { form: { kind: 'literal' } }
}
export function list<T>(of: Shape<T>, max: number): Shape<readonly T[]> {
  return { form: { kind: 'list', of: of.form, single: false, max } }
}
/** A list, or one item without brackets. */
export function oneOrMore<T>(of: Shape<T>, max: number): Shape<readonly T[]> {
  return { form: { kind: 'list', of: of.form, single: true, max } }
}
/** A map from names to the same kind of thing; order is kept. */
export function names<T>(what: string, of: Shape<T>, max: number, nameLength = 40): Shape<ReadonlyMap<string, T>> {
  return { form: { kind: 'names', of: of.form, max, nameLength, what } }
}
/** A map whose keys are texts; order is kept. */
export function texts<T>(what: string, of: Shape<T>, max: number, keyLength: number): Shape<ReadonlyMap<string, T>> {
  return { form: { kind: 'texts', of: of.form, max, keyLength, what } }
}
export function keys<K extends KeyTable>(table: K): Shape<ReadsKeys<K>> {
  return { form: { kind: 'keys', keys: table } }
}
/** Tables that share what they do not differ in; each is chosen by a key that only it has. */
export function oneOf<const T extends Readonly<Record<string, Shape<unknown>>>>(
  what: string,
  tables: T,
): Shape<Reads<T[keyof T]>> {
  const by = Object.fromEntries(
    Object.entries(tables).map(([key, { form }]) => {
      if (form.kind !== 'keys' || !form.keys[key]?.required) throw new Error(`The table chosen by "${key}" needs that key.`)
      return [key, form]
    }),
  )
  return { form: { kind: 'oneOf', by, what } }
}
/** The table that these keys choose; absent: they choose none. */
export function tableOf(form: Form | undefined, present: readonly string[]): Keys | undefined {
  if (form?.kind === 'keys') return form
  if (form?.kind !== 'oneOf') return undefined
  const chosen = Object.keys(form.by).find(key => present.includes(key))
  return chosen === undefined ? undefined : form.by[chosen]
}
interface Forms {
  readonly scalar?: Shape<unknown>
  readonly list?: Shape<unknown>
  readonly map?: Shape<unknown>
}
export function either<const F extends Forms>(forms: F): Shape<Reads<F[keyof F]>> {
  return {
    form: {
      kind: 'either',
      ...(forms.scalar && { scalar: forms.scalar.form }),
      ...(forms.list && { list: forms.list.form }),
      ...(forms.map && { map: forms.map.form }),
    },
  }
}

export function optional<T>(shape: Shape<T>, about: string): TypedKey<T, false> {
  return { form: shape.form, required: false, about }
}
export function required<T>(shape: Shape<T>, about: string): TypedKey<T, true> {
  return { form: shape.form, required: true, about }
}
