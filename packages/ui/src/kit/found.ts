/** How options are searched. Apart from what shows them: lists search without it. */
import { language } from '../client/language.ts'

/** Without what letters wear above them: whoever types “u” finds “Überfällig” as well. */
export const bare = (text: string) => text.trim().normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase(language())

export const begins = (label: string, text: string) => bare(label).startsWith(bare(text))

/** @returns those that have it, those that begin with it first */
export function found<T extends { readonly label: string }>(options: readonly T[], text: string): T[] {
  const wanted = bare(text)
  const having = options.filter(({ label }) => bare(label).includes(wanted))
  const isFirst = ({ label }: T) => begins(label, text)
  return [...having.filter(isFirst), ...having.filter(option => !isFirst(option))]
}
