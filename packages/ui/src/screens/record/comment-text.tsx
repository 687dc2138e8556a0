/** What somebody wrote, with the people it names by what they are called today. */
import type { Reference } from '@bailiwick/definition/wire/index.ts'
import { mentionPattern } from '@bailiwick/definition/wire/notification.ts'
import { say } from '../../client/language.ts'
import { LinkedText } from './linked-text.tsx'
import classes from './together.module.css'

interface CommentTextProps {
  readonly comment: string
  readonly mentions: readonly Reference[] | undefined
}

export function CommentText({ comment, mentions = [] }: CommentTextProps) {
  // Text and ids by turns.
  return comment.split(mentionPattern).map((part, index) =>
    index % 2 === 0 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: what was written does not change
      <LinkedText key={index} text={part} />
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: what was written does not change
      <span key={index} className={classes.mention} dir="auto">
        @{mentions.find(({ id }) => id === part)?.title ?? say('somebody')}
      </span>
    ),
  )
}

/** The same as plain text, for one line. */
export function plainComment(comment: string, mentions: readonly Reference[] = []): string {
  return comment.replaceAll(
    mentionPattern,
    (_, id: string) => `@${mentions.find(each => each.id === id)?.title ?? say('somebody')}`,
  )
}
