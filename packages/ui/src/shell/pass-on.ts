/** The tab passes to somebody else: nothing of whoever had it stays in it, and nothing of theirs arrives later. */
import { notifications } from '@mantine/notifications'
import type { QueryClient } from '@tanstack/react-query'
import { dropAnswers } from '../client/http.ts'
import { forgetPresence } from '../client/presence.ts'
import { forgetAllUndo } from '../client/undo.ts'

export function passOn(cache: QueryClient): void {
  dropAnswers()
  forgetPresence()
  forgetAllUndo()
  notifications.clean()
  cache.clear()
}
