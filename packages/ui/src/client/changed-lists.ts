/** Lists in which records changed. How they are renewed comes with the first change: a page is drawn without it. */
import type { QueryClient } from '@tanstack/react-query'

/** @returns when everything that shows them has been told */
export async function changedInLists(cache: QueryClient, app: string, entity: string, ids: readonly string[]): Promise<void> {
  // Without a connection it may not come; the lists then ask for themselves once there is one.
  const renewing = await import('./renew-lists.ts').catch(() => undefined)
  if (renewing) await renewing.renewLists(cache, app, entity, ids)
  else await cache.invalidateQueries({ queryKey: [app, entity, 'list'] })
}
