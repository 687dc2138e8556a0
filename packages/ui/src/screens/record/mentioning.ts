/** `@` in a comment: what is searched for, what becomes of a choice, and how names become ids when it is sent. */
import type { Reference } from '@bailiwick/definition/wire/index.ts'

/** What stands between an `@` and the caret: up to three words, as names have. */
const asked = /(?:^|[\s(])@((?:[\p{L}\p{N}'.-]+(?: [\p{L}\p{N}'.-]*){0,2})?)$/u

/** @returns undefined where the caret follows no `@` */
export function searchedFor(text: string, caret: number): string | undefined {
  return asked.exec(text.slice(0, caret))?.[1]
}

/** Puts a name in the place of what was typed. */
export function withName(text: string, caret: number, name: string): { readonly text: string; readonly caret: number } {
  const start = caret - (searchedFor(text, caret)?.length ?? 0)
  const before = `${text.slice(0, start)}${name} `
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length }
}

/** Names that were chosen, as the server keeps them: each stands for the choice of its turn, so that two people of one name are two. */
export function withIds(text: string, chosen: readonly Reference[]): string {
  const left = [...chosen]
  const names = [...new Set(chosen.map(({ title }) => title ?? ''))].sort((one, other) => other.length - one.length)
  if (names.length === 0) return text
  const any = new RegExp(`@(${names.map(name => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})(?![\\p{L}\\p{N}])`, 'gu')
  return text.replaceAll(any, (whole, name: string) => {
    const same = left.filter(({ title }) => title === name)
    const [taken] = same
    if (!taken) return whole
    // The last of a name stands for all further ones.
    if (same.length > 1) left.splice(left.indexOf(taken), 1)
    return `@[${taken.id}]`
  })
}

/** A mark of punctuation typed right behind a choice takes the place of the space that came with it. */
export function withoutGap(text: string, caret: number, chosen: readonly Reference[]): string {
  const written = text.slice(0, caret)
  const fits = /[,.;:!?)]$/.test(written) && chosen.some(({ title }) => written.slice(0, -1).endsWith(`@${title} `))
  return fits ? written.slice(0, -2) + written.slice(-1) + text.slice(caret) : text
}
