/** How wide columns are: what must be read whole gets what it needs, names and words give way, and what then is still too wide scrolls inside the list. */
import type { FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { language, say } from '../../client/language.ts'
import { listedDateText } from '../../fields/date-words.ts'
import { isReference } from '../../fields/field-ui.ts'

const padding = 16

/** Widths of letters in the face and size of the rows, a little generous: measuring would cost a layout. */
const capital = 9.6
const small = 7.7
const digit = 8.4
const narrow = 4.8
const broad = 11.8

export interface Column {
  readonly field: FieldView
  readonly usual: number
  readonly isTitle: boolean
  /** As this person left it. */
  readonly chosen?: number | undefined
  /** What stands beneath it: over all records, and so longer than any of theirs. */
  readonly figure?: { readonly words: string; readonly value: string } | undefined
}

/** Five hundred rows of two hundred columns have a million letters. */
const ofAscii = Float32Array.from({ length: 128 }, (_, code) => widthOf(String.fromCharCode(code)))

function words(text: string): number {
  let width = 0
  for (const sign of text) width += ofAscii[sign.codePointAt(0)!] ?? widthOf(sign)
  return Math.ceil(width)
}

function widthOf(sign: string): number {
  if (/[fijlrtI .,:;'’|()-]/.test(sign)) return narrow
  if (/[mwMW@%]/.test(sign)) return broad
  return /\p{Lu}/u.test(sign) ? capital : /\d/.test(sign) ? digit : small
}

interface Need {
  readonly need: number
  readonly least: number
}

/** A list is drawn anew in each frame that it scrolls, over the same rows. */
let needs = new WeakMap<readonly RecordRow[], Map<FieldView, Need>>()
let measuredIn = language()

function knownNeedOf(column: Column, rows: readonly RecordRow[]): Need {
  if (measuredIn !== language()) {
    needs = new WeakMap()
    measuredIn = language()
  }
  const known = needs.get(rows) ?? new Map<FieldView, Need>()
  needs.set(rows, known)
  const need = known.get(column.field) ?? needOf(column, rows)
  known.set(column.field, need)
  return need
}

/** Names and words give way anyway: the first rows say how long they are. */
const enough = 500
/** Each takes the words of a language, and they come in few lengths. */
const someDays = 60

/** As it is written: in groups of three digits, with its currency. */
function ofNumber(text: string, field: FieldView): number {
  const groups = Math.floor(Math.max(0, text.replace(/^-|\..*$/g, '').length - 1) / 3)
  return words(`${text}${'.'.repeat(groups)}${field.currency ? ` ${field.currency}` : ''}`)
}

/** With what stands beneath, which changes while the rows stay. */
function withFigure({ need, least }: Need, { field, figure }: Column): Need {
  if (!figure) return { need, least }
  const isNumber = ['money', 'decimal', 'integer'].includes(field.result ?? field.type)
  const width = words(`${figure.words} `) + (isNumber ? ofNumber(figure.value, field) + padding : need)
  return { need: Math.max(need, width), least: Math.max(least, width) }
}

/** What the content needs; whole: it is never cut. */
function needOf({ field, usual, isTitle }: Column, rows: readonly RecordRow[]): Need {
  const head = words(field.title) + padding + (field.sortable ? 14 : 0)
  const longestOf = (some: readonly RecordRow[], textOf: (value: unknown) => string) =>
    some.reduce((most, row) => Math.max(most, row[field.name] == null ? 0 : words(textOf(row[field.name]))), 0)
  const longest = (textOf: (value: unknown) => string) => longestOf(rows.slice(0, enough), textOf)
  // Digits are equally wide: of all the rows, the one with the most signs.
  const longestNumber = () =>
    rows.reduce((most, row) => {
      const text = row[field.name] == null ? '' : String(row[field.name])
      return text.length > most.length ? text : most
    }, '')
  const whole = (width: number) => ({ need: Math.max(head, width), least: Math.max(head, width) })
  if (isTitle) return { need: Math.max(usual, head), least: Math.min(200, usual) }
  switch (field.result ?? field.type) {
    case 'money':
    case 'decimal':
    case 'integer':
      return whole(ofNumber(longestNumber(), field) + padding)
    case 'auto_number':
      return whole(words(longestNumber().replaceAll('-', '0')) + padding + 4)
    case 'choice': {
      const seen = new Set(rows.map(row => row[field.name]))
      const title = (field.options ?? [])
        .filter(option => seen.has(option.name))
        .reduce((most, { title }) => Math.max(most, words(title)), 0)
      return whole(title + padding + (field.managed ? 18 : 14))
    }
    case 'date':
    case 'datetime': {
      // As far away as any may come to be; where room is scarce, what is there now. Of a thousand days some say how long the others are.
      const need = Math.max(head, field.name.endsWith('_due') ? 128 : 104)
      const now = longestOf(rows.slice(0, someDays), value => listedDateText(String(value), field))
      return { need, least: Math.min(need, Math.max(head, now + padding)) }
    }
    case 'boolean':
      return whole(56)
    case 'person':
    case 'team':
    case 'relation': {
      const name = longest(value =>
        isReference(value as never) ? ((value as { title: string | null }).title ?? say('Not visible to you')) : '',
      )
      const need = Math.max(head, name + padding + (field.type === 'person' ? 28 : 0))
      return { need: Math.min(need, 240), least: Math.min(need, Math.max(head, 96)) }
    }
    default: {
      const need = Math.max(head, longest(String) + padding)
      return { need: Math.min(need, usual), least: Math.min(need, Math.max(head, 96)) }
    }
  }
}

/** @returns pixels for each column, in order; together they fill what is available when they can, unless somebody left the widths */
export function columnWidths(columns: readonly Column[], rows: readonly RecordRow[], available: number): number[] {
  const wants = columns.map(column =>
    column.chosen === undefined ? withFigure(knownNeedOf(column, rows), column) : { need: column.chosen, least: column.chosen },
  )
  const sum = (pick: 'need' | 'least') => wants.reduce((total, want) => total + want[pick], 0)
  const over = sum('need') - available
  if (over > 0) {
    const give = sum('need') - sum('least')
    const share = give === 0 ? 0 : Math.min(1, over / give)
    return wants.map(({ need, least }) => Math.floor(need - (need - least) * share))
  }
  const title = columns.findIndex(column => column.isTitle && column.chosen === undefined)
  // Where somebody left the widths, no other column takes what is over: it stands at the end.
  const grows = title < 0 && columns.every(column => column.chosen === undefined) ? 0 : title
  return wants.map(({ need }, index) => (index === grows ? need - over : need))
}
