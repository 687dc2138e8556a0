/** A comment that was begun where none can be written now, as in the trash: it is not lost, and can be taken elsewhere. */
import { useLingui } from '@lingui/react/macro'
import { Button, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef } from 'react'
import { useViewing } from '../../client/viewing.ts'
import { growing } from '../../kit/growing.ts'
import { commentKey, readComment } from './comment-draft.ts'
import classes from './record.module.css'
import own from './together.module.css'
import { useWriter } from './writer.ts'

interface KeptCommentProps {
  readonly app: string
  readonly entity: string
  readonly id: string
  readonly inTrash: boolean
}

export function KeptComment({ app, entity, id, inTrash }: KeptCommentProps) {
  const { t } = useLingui()
  const box = useRef<HTMLTextAreaElement>(null)
  const person = useWriter()
  const viewing = useViewing()
  const { text } = readComment(commentKey(person, app, entity, id))
  if (text === '' || viewing) return null
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      notifications.show({ message: t`Your comment is copied.` })
    } catch {
      // No clipboard without a secure address, or without leave: it is chosen, for the keys that copy.
      box.current?.select()
    }
  }
  return (
    <div className={`${classes.foot} ${own.composer}`}>
      <Textarea
        ref={box}
        style={{ flex: 1 }}
        size="xs"
        {...growing(1, 6)}
        readOnly
        label={t`Your comment, not sent`}
        description={
          inTrash ? t`It is kept and can be sent when the record is restored.` : t`It is kept. You may not comment here now.`
        }
        value={text}
      />
      <Button size="xs" variant="default" onClick={() => void copy()}>
        {t`Copy`}
      </Button>
    </div>
  )
}
