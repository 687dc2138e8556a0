/** The words of the screens in Vite: files that have some go through Babel, all others do not, and each language is one chunk, loaded by whoever reads it. */
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import type { Language } from '../src/client/languages.ts'
import { compiledCatalog, translated } from './catalogs.ts'
import { mayHaveWords, transformWords, transModule } from './transform.ts'

const name = 'virtual:words'
const trans = fileURLToPath(new URL('../src/client/trans.ts', import.meta.url))

export function words(): Plugin {
  return {
    name: 'bailiwick-words',
    enforce: 'pre',
    resolveId(id) {
      if (id === transModule) return trans
      return id === name || id.startsWith(`${name}/`) ? `\0${id}` : undefined
    },
    load(id) {
      if (id === `\0${name}`)
        return `export const catalogs = { ${translated.map(each => `${each}: () => import('${name}/${each}')`).join(', ')} }`
      if (!id.startsWith(`\0${name}/`)) return undefined
      const catalog = compiledCatalog(id.slice(name.length + 2) as Language)
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(catalog))})`
    },
    transform(code, id) {
      const file = id.split('?')[0]!
      if (!/\/packages\/ui\/src\/.*\.tsx?$/.test(file) || !mayHaveWords(code)) return undefined
      const { code: made, map } = transformWords(code, file)
      return { code: made, map: map as never }
    },
  }
}
