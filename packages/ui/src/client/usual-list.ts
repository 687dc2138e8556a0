/** Where records of an entity are listed when nobody says where: the app's own list of all of them, with its title and columns, where this person may open one. */
import type { AppView } from '@bailiwick/definition/wire/index.ts'

export function usualList(app: AppView | undefined, entity: string): string | undefined {
  return app?.screens.find(screen => screen.kind === 'list' && screen.entity === entity && screen.filter === undefined)?.name
}
