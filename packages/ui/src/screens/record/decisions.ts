/** What somebody decided, after their name. */
import type { Vote } from '@bailiwick/definition/wire/index.ts'
import { say } from '../../client/language.ts'

export type Decision = Vote['decision']

export function decisionWords(decision: Decision): string {
  switch (decision) {
    case 'approve':
      return say('approved')
    case 'reject':
      return say('rejected')
    case 'ask_changes':
      return say('asked for changes')
  }
}
