/** A cell of a pasted table as a value of its field, or a sentence that says what is wrong with it. */
import type { AppView, FieldView, PersonView, RecordPage, TeamView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { request } from '../../client/http.ts'
import { listFormat, say, timeZone } from '../../client/language.ts'
import { readIn } from '../../client/zones.ts'
import { readDay, readNumber } from '../../fields/written.ts'

export type Read = { readonly value: WireValue } | { readonly problem: string }

const yes = /^(yes|y|true|1|ja|j|wahr|x)$/i
const no = /^(no|n|false|0|nein|falsch)$/i
const moment = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?$/

/** Reads cells of one app; each name is looked up once. */
export class CellReader {
  readonly #app: AppView
  readonly #names = new Map<string, Promise<Read>>()

  constructor(app: AppView) {
    this.#app = app
  }

  async read(field: FieldView, written: string): Promise<Read> {
    const text = written.trim()
    const { title } = field
    if (text === '') return field.required ? { problem: say('{title} is needed.', { title }) } : { value: null }
    switch (field.type) {
      case 'integer':
      case 'decimal':
      case 'money':
        return numberOf(field, text)
      case 'boolean':
        if (yes.test(text)) return { value: true }
        return no.test(text) ? { value: false } : { problem: say('“{text}” is neither Yes nor No.', { text }) }
      case 'date':
        return readDay(text)
      case 'datetime':
        return momentOf(text)
      case 'choice':
        return optionOf(field, text)
      case 'multi_choice':
        return optionsOf(field, text)
      case 'person':
      case 'team':
      case 'relation':
        return this.#named(field, text)
      case 'file':
      case 'json':
      case 'rich_text':
        return { problem: say('{title} is not pasted into a list. Open the record for it.', { title }) }
      default:
        return { value: written }
    }
  }

  #named(field: FieldView, text: string): Promise<Read> {
    const key = `${field.type} ${field.to ?? ''} ${text.toLowerCase()}`
    const known = this.#names.get(key)
    if (known) return known
    const found = this.#find(field, text)
    this.#names.set(key, found)
    return found
  }

  async #find(field: FieldView, text: string): Promise<Read> {
    const candidates = await this.#candidates(field, text)
    const exact = candidates.filter(({ title }) => title.toLowerCase() === text.toLowerCase())
    const [first, second] = exact
    if (first && !second) return { value: first }
    if (first) return { problem: say('There is more than one “{text}”. Open the record to say which.', { text }) }
    return { problem: say('There is nobody and nothing called “{text}” that you can see.', { text }) }
  }

  async #candidates(field: FieldView, text: string): Promise<readonly { readonly id: string; readonly title: string }[]> {
    if (field.type === 'person') {
      const query = new URLSearchParams({ app: this.#app.name, search: text })
      const { items } = await request<{ items: PersonView[] }>('GET', `/api/directory/people?${query}`)
      return items.filter(({ active }) => active).map(({ id, name }) => ({ id, title: name }))
    }
    if (field.type === 'team') {
      const { items } = await request<{ items: TeamView[] }>('GET', '/api/directory/teams')
      return items.map(({ id, name }) => ({ id, title: name }))
    }
    const target = this.#app.entities.find(({ name }) => name === field.to)
    if (!target) return []
    const title = target.titleField
    const query = new URLSearchParams({ pageSize: '20', fields: title, filter: `record.${title} == ${JSON.stringify(text)}` })
    const page = await request<RecordPage>('GET', `/api/apps/${this.#app.name}/${target.name}?${query}`)
    return page.items.map(item => ({ id: item.id, title: String(item[title] ?? '') }))
  }
}

function numberOf(field: FieldView, text: string): Read {
  const scale = field.type === 'integer' ? 0 : (field.scale ?? 2)
  const bare = field.currency
    ? text.replace(new RegExp(`^(?:${field.currency}|[$€£])|(?:${field.currency}|[$€£])$`, 'gi'), '')
    : text
  const read = readNumber(bare, { scale })
  if ('problem' in read || read.value === null) return read
  return { value: field.type === 'integer' ? Number(read.value) : read.value }
}

function momentOf(text: string): Read {
  const found = moment.exec(text)
  const day = found ? undefined : readDay(text)
  const written = found ? `${found[1]} ${found[2]}` : day && 'value' in day ? `${day.value} 00:00` : ''
  const at = found?.[3] ? Date.parse(`${found[1]}T${found[2]}${found[3]}`) : readIn(written, timeZone())
  return Number.isNaN(at)
    ? {
        problem: say('“{text}” is not read as a moment. Write year-month-day hour:minute, like {example}.', {
          text,
          example: '2026-11-24 14:30',
        }),
      }
    : { value: new Date(at).toISOString() }
}

function optionOf(field: FieldView, text: string): Read {
  const wanted = text.toLowerCase()
  const found = field.options?.find(({ name, title }) => name.toLowerCase() === wanted || title?.toLowerCase() === wanted)
  if (found) return { value: found.name }
  const options = listFormat({ type: 'unit' }).format((field.options ?? []).map(({ title, name }) => title ?? name))
  return { problem: say('“{text}” is none of {options}.', { text, options }) }
}

function optionsOf(field: FieldView, text: string): Read {
  const read = text.split(/[,;]/).map(part => optionOf(field, part.trim()))
  const wrong = read.find(each => 'problem' in each)
  return wrong ?? { value: read.map(each => String((each as { value: WireValue }).value)) }
}
