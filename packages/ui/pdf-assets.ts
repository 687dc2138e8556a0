/**
 * What the reader of PDFs asks for by name while it reads: fonts that every PDF may assume, tables of East Asian letters, and decoders of scanned pictures. They are
 * put beside the other assets as they are, their licences with them, in a folder that has the reader's version in its name.
 */
import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import type { Plugin } from 'vite'

// The decoders that need no WebAssembly: the policy of the page and of its workers allows none.
const wanted = ['cmaps/*', 'standard_fonts/*', 'wasm/*_nowasm_fallback.js', 'wasm/LICENSE*']

export function pdfAssets(): Plugin {
  return {
    name: 'pdf-assets',
    generateBundle() {
      const manifest = createRequire(import.meta.url).resolve('pdfjs-dist/package.json')
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
      const folder = dirname(manifest)
      for (const file of globSync(wanted, { cwd: folder }))
        this.emitFile({
          type: 'asset',
          fileName: `assets/pdfjs-${version}/${basename(dirname(file))}/${basename(file)}`,
          source: readFileSync(join(folder, file)),
        })
    },
  }
}
