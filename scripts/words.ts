/**
 * `npm run words`: brings the catalogs to what the screens say, and tells what has no translation. People write translations into `locales/<tag>.po` beside the code.
 */
import { fileURLToPath } from 'node:url'
import { faultsOf, readWords, staleCatalogs, translated, writeCatalogs } from '../packages/ui/words/catalogs.ts'

/** One sentence per fault, empty when all is well. */
export function wordFaults(): string[] {
  const said = readWords()
  return translated.flatMap(language => {
    const stale = staleCatalogs(said, language).length > 0
    return [
      ...(stale ? [`The catalogs in ${language} are not what the screens say. Run: npm run words`] : []),
      ...faultsOf(said, language),
    ]
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const said = readWords()
  for (const language of translated) {
    writeCatalogs(said, language)
    const faults = faultsOf(said, language)
    for (const fault of faults) console.log(fault)
    const all = [...said.values()].reduce((sum, entries) => sum + entries.size, 0)
    console.log(`${language}: ${all} texts, ${faults.length === 0 ? 'all translated' : `${faults.length} to do`}`)
  }
}
