import type { Texts, Translation } from '../model/translation.ts'
import type { LanguageText } from './text-form.ts'

export function buildTranslation({ language, texts, at, personas }: LanguageText): Translation {
  const record = (map: ReadonlyMap<string, string> | undefined): Texts => Object.fromEntries(map ?? [])
  return {
    language,
    texts: record(texts),
    at: Object.fromEntries([...(at ?? [])].map(([place, here]) => [place, record(here)])),
    ...(personas && { personas: record(personas) }),
  }
}
