/** How the screens are built: one page, no inline anything (the policy forbids it), a chunk per route. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { pdfAssets } from './pdf-assets.ts'
import { words } from './words/vite-plugin.ts'

export default defineConfig({
  plugins: [words(), react(), pdfAssets()],
  build: {
    chunkSizeWarningLimit: 800,
    outDir: 'dist',
    target: 'es2023',
    // A data: URL would need its own permission in the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
    // What every page begins with is one file, not one for each set of parts that share it: it is asked for together, and packs smaller.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } } },
  },
  server: { proxy: { '/api': 'http://localhost:4000', '/problems': 'http://localhost:4000' } },
})
