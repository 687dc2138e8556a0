/** A field's text → the model's field. Says which keys a type needs and which it does not know. */
import { currencies } from '../fields/currencies.ts'
import { nearest } from '../fields/near.ts'
import type { ChoiceOption, Field, FieldDefault, FieldTypeName } from '../model/field.ts'
import type { Findings } from './findings.ts'
import type { FieldText } from './text-form.ts'
import { titleFromName } from './words.ts'

type FieldKey = keyof FieldText

const numbers: readonly FieldTypeName[] = ['integer', 'decimal', 'money']
const texts: readonly FieldTypeName[] = ['text', 'long_text', 'rich_text']
const computed: readonly FieldTypeName[] = ['auto_number', 'formula', 'rollup']

/** Keys that only some types know. Keys that are not here belong to every type. */
export const keyTypes: Partial<Record<FieldKey, readonly FieldTypeName[]>> = {
  to: ['relation'],
  inverse: ['relation'],
  options: ['choice', 'multi_choice', 'formula'],
  currency: ['money', 'formula'],
  scale: ['decimal', 'money', 'formula'],
  grouping: ['integer', 'formula', 'rollup'],
  prefix: ['auto_number'],
  result: ['formula'],
  is: ['formula'],
  over: ['rollup'],
  measure: ['rollup'],
  field: ['rollup'],
  kept: ['rollup'],
  min: numbers,
  max: [...texts, ...numbers],
  scan: ['text'],
}
/** Keys a computed field cannot have: nobody writes it. */
const writtenOnly: readonly FieldKey[] = ['required', 'require', 'default', 'validate', 'unique']

export const neededKeys: Partial<Record<FieldTypeName, readonly FieldKey[]>> = {
  relation: ['to'],
  choice: ['options'],
  multi_choice: ['options'],
  money: ['currency'],
  formula: ['result', 'is'],
  rollup: ['over', 'measure'],
}

export function buildField(name: string, text: FieldText, path: string, findings: Findings): Field {
  checkKeys(text, path, findings)
  return {
    id: text.id ?? name,
    name,
    type: text.type,
    title: text.title ?? titleFromName(name),
    ...(text.help && { help: text.help }),
    required: text.required ?? false,
    unique: text.unique ?? false,
    ...(text.default === undefined ? {} : { default: buildDefault(text.default, text.type) }),
    managed: false,
    search: text.search ?? false,
    sensitive: text.sensitive ?? false,
    ...(text.validate && { validate: text.validate }),
    ...(text.grouping === false && { grouping: false as const }),
    ...(text.scan && { scan: true as const }),
    ...pick(text, ['show', 'require']),
    ...pick(text, ['max', 'min', 'scale', 'currency', 'to', 'inverse', 'prefix']),
    ...(text.options && { options: text.options.map(buildOption) }),
    ...(text.is !== undefined && text.result && { formula: { expression: text.is, result: text.result } }),
    ...(text.over &&
      text.measure && {
        rollup: {
          over: text.over,
          measure: text.measure,
          ...(text.field && { field: text.field }),
          ...(text.kept && { kept: true as const }),
        },
      }),
  }
}

export function buildOption(
  option: string | { readonly name: string; readonly title?: string; readonly color?: string },
): ChoiceOption {
  if (typeof option === 'string') return { name: option, title: titleFromName(option) }
  return { name: option.name, title: option.title ?? titleFromName(option.name), ...(option.color && { color: option.color }) }
}

/** Exact numbers travel as text; YAML people write them bare. */
function buildDefault(written: string | number | boolean | readonly string[], type: FieldTypeName): FieldDefault {
  if (typeof written === 'string' && written.startsWith('= ')) return { kind: 'expression', expression: written.slice(2).trim() }
  if (typeof written === 'string' && /^\\[=\\]/.test(written)) return { kind: 'value', value: written.slice(1) }
  if (typeof written === 'number' && type !== 'integer') return { kind: 'value', value: String(written) }
  return { kind: 'value', value: written }
}

function pick<K extends keyof FieldText>(text: FieldText, keys: readonly K[]): Partial<Pick<FieldText, K>> {
  return Object.fromEntries(keys.filter(key => text[key] !== undefined).map(key => [key, text[key]])) as Partial<
    Pick<FieldText, K>
  >
}

function checkKeys(text: FieldText, path: string, findings: Findings): void {
  const { type } = text
  for (const key of Object.keys(text) as FieldKey[]) {
    const types = keyTypes[key]
    const computedType = computed.includes(type) && writtenOnly.includes(key) && !(text.kept && key === 'validate')
    if ((types === undefined || types.includes(type)) && !computedType) continue
    const message = `A field of type ${type} has no "${key}".`
    const computedHint =
      type === 'rollup' && key === 'validate'
        ? 'It is computed when it is read. With `kept: true` it can be judged.'
        : 'Its value is computed; nobody writes it.'
    const hint = types ? `It belongs to ${types.join(', ')}.` : computedHint
    findings.add('field.key-of-other-type', { path: `${path}.${key}`, message, hint })
  }
  if (type === 'formula' && text.options && text.result !== 'choice') {
    const message = `A formula that results in ${text.result ?? 'nothing'} has no "options".`
    findings.add('field.key-of-other-type', { path: `${path}.options`, message, hint: 'They belong to `result: choice`.' })
  }
  const needed = [...(neededKeys[type] ?? [])]
  if (type === 'formula' && text.result === 'money') needed.push('currency')
  if (type === 'formula' && text.result === 'choice') needed.push('options')
  if (type === 'rollup' && text.measure !== undefined && text.measure !== 'count') needed.push('field')
  for (const key of needed) {
    if (text[key] !== undefined) continue
    findings.hole('field.key-missing', { path, message: `A field of type ${type} needs "${key}".`, hint: exampleOf[key] })
  }
  if (text.currency && !currencies.includes(text.currency)) {
    const near = nearest(
      text.currency.toLowerCase(),
      currencies.map(code => code.toLowerCase()),
    )
    const hint = near ? `Did you mean "${near.toUpperCase()}"?` : 'Write the three letters of ISO 4217, such as EUR.'
    findings.add('field.unknown-currency', {
      path: `${path}.currency`,
      message: `There is no currency "${text.currency}".`,
      hint,
    })
  }
}

const exampleOf: Partial<Record<FieldKey, string>> = {
  to: 'Name the entity it points at: `to: customer`.',
  options: 'List them: `options: [low, high]`.',
  currency: 'Name the currency: `currency: EUR`.',
  result: 'Name the type of the result: `result: money`.',
  is: 'Write the expression: `is: record.net + record.tax`.',
  over: 'Name the children by the `inverse` of their relation: `over: lines`.',
  measure: 'Say what to compute: `measure: count`, or sum, min, max.',
  field: 'Name the measured field of the children: `field: amount`.',
}
