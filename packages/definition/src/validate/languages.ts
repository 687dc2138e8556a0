/** The app's texts in other languages: each translates something that is there, and what is not translated yet is counted. */
import type { Definition } from '../model/app.ts'
import { lengths } from '../model/lengths.ts'
import { usualLanguage } from '../model/translation.ts'
import { type PlacedText, textsOf, translate, translated } from '../translate.ts'
import { type Complaints, didYouMean } from './complaint.ts'

export function checkLanguages(say: Complaints): void {
  const { definition } = say
  const { translations = [], app } = definition
  if (translations.length === 0) return
  const all = textsOf(definition)
  const places = placesOf(all)
  for (const translation of translations) {
    const path = `languages.${translation.language}`
    if (translation.language === (app.language ?? usualLanguage)) {
      say.add(
        'language.own',
        path,
        `"${translation.language}" is the language of the app itself.`,
        'Say it where the text stands, or name another `language` in app.yaml.',
      )
      continue
    }
    checkTexts(say, translation.texts, `${path}.texts`, all)
    for (const [place, texts] of Object.entries(translation.at)) {
      const here = places.get(place)
      if (here) checkTexts(say, texts, `${path}.at.${place}`, here)
      else
        say.add(
          'language.no-such-place',
          `${path}.at.${place}`,
          `No text stands at "${place}".`,
          didYouMean(place, places.keys()),
        )
    }
    checkOptions(say, translate(definition, translation), path)
    const lacking = [
      ...new Set(all.filter(({ text, at }) => translated(translation, text, at) === undefined).map(each => each.text)),
    ]
    if (lacking.length > 0) sayLacking(say, path, lacking, new Set(all.map(each => each.text)).size)
  }
}

/** Every place with the texts that stand there and beneath. */
function placesOf(texts: readonly PlacedText[]): ReadonlyMap<string, readonly PlacedText[]> {
  const places = new Map<string, PlacedText[]>()
  for (const text of texts)
    for (let place = text.at; place !== ''; place = place.slice(0, Math.max(0, place.lastIndexOf('.'))))
      places
        .set(place, places.get(place) ?? [])
        .get(place)!
        .push(text)
  return places
}

/** What ends a line anywhere: in a text of one line none of them stands. */
const lineEnd = /[\r\n\u2028\u2029]/

function checkTexts(
  say: Complaints,
  translations: Readonly<Record<string, string>>,
  path: string,
  texts: readonly PlacedText[],
): void {
  const known = new Map<string, number>()
  for (const { text, at } of texts) known.set(text, Math.min(known.get(text) ?? Number.POSITIVE_INFINITY, mostAt(at)))
  for (const [text, translation] of Object.entries(translations)) {
    const most = known.get(text)
    if (most === undefined)
      say.add(
        'language.no-such-text',
        `${path}.${text}`,
        `The definition says "${cut(text)}" nowhere${path.includes('.at.') ? ' there' : ''}.`,
        didYouMean(text, known.keys()),
      )
    else if (lineEnd.test(translation) && !lineEnd.test(text))
      say.add('language.lines', `${path}.${text}`, `"${cut(text)}" is one line, and so is what it is called in another language.`)
    else if (translation.length > most)
      say.add(
        'language.long',
        `${path}.${text}`,
        `"${cut(text)}" may have ${most} characters in any language, and has ${translation.length} here.`,
      )
  }
}

/** What may stand there, whatever the language; prose has its limit from the form. */
function mostAt(at: string): number {
  const key = at.slice(at.lastIndexOf('.') + 1)
  return Object.hasOwn(lengths, key) ? lengths[key as keyof typeof lengths] : Number.POSITIVE_INFINITY
}

/** Options that the definition tells apart are told apart in each language: by their title is all that people have. */
function checkOptions(say: Complaints, spoken: Definition, path: string): void {
  for (const [at, entity] of say.definition.entities.entries())
    for (const [index, { name, options = [] }] of entity.fields.entries()) {
      const titles = spoken.entities[at]?.fields[index]?.options?.map(option => option.title) ?? []
      const twin = titles.findIndex((title, position) => {
        const first = titles.indexOf(title)
        return first < position && options[first]?.title !== options[position]?.title
      })
      if (twin === -1) continue
      const [one, other] = [options[titles.indexOf(titles[twin]!)]!, options[twin]!]
      say.add(
        'language.same-title',
        path,
        `${entity.name}.${name} has two options called "${cut(titles[twin]!)}" in this language: "${cut(one.title)}" and "${cut(other.title)}".`,
        'Say one of them otherwise, beneath `at` where the text stands in other places too.',
      )
    }
}

function sayLacking(say: Complaints, path: string, lacking: readonly string[], all: number): void {
  const some = lacking.slice(0, 5).map(text => `"${cut(text)}"`)
  const more = lacking.length - some.length
  say.add(
    'language.lacking',
    path,
    `${lacking.length} of ${all} texts ${lacking.length === 1 ? 'is' : 'are'} not in this language yet: ${some.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    'They are shown as the definition says them.',
  )
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}
