/** Made by `packages/ui/words/vite-plugin.ts` from the catalogs. */
declare module 'virtual:words' {
  import type { Messages } from '@lingui/core'

  export const catalogs: Readonly<Record<string, (() => Promise<{ readonly default: Messages }>) | undefined>>
}
