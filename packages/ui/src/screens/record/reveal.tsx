/** Shows a masked value for a while to whoever may see it. That they did stands in the audit before it is on the screen. */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useContext, useEffect, useState } from 'react'
import { revealField } from '../../client/changes.ts'
import { sentenceOf } from '../../client/http.ts'
import { onlyViewing, useViewing } from '../../client/viewing.ts'
import { isMasked } from '../../fields/masked.tsx'
import { RecordPlace } from '../../fields/record-place.ts'

const shownFor = 60_000

/** @returns the revealed value while it is shown, and the button that shows and hides it */
export function useReveal(app: string, field: FieldView, value: WireValue | undefined, may: boolean) {
  const [revealed, setRevealed] = useState<{ value: WireValue } | undefined>()
  const { t } = useLingui()
  const place = useContext(RecordPlace)
  const viewing = useViewing()
  const cache = useQueryClient()
  useEffect(() => {
    if (!revealed) return
    const timer = setTimeout(() => setRevealed(undefined), shownFor)
    return () => clearTimeout(timer)
  }, [revealed])
  const { entity, id } = place ?? {}
  // The right to have it shown says nothing of whoever reads it in the clear anyway.
  if (!may || !isMasked(value) || !entity || !id) return { revealed: undefined, button: null }
  const show = async () => {
    try {
      setRevealed(await revealField(app, entity, id, field.name))
      await cache.invalidateQueries({ queryKey: [app, entity, 'one', id, 'history'] })
    } catch (error) {
      notifications.show({ color: 'red', title: t`It is not shown`, message: sentenceOf(error) })
    }
  }
  const { title } = field
  const words = revealed ? t`Hide ${title}` : t`Show ${title}; it will be recorded that you did`
  const button = (
    <Tooltip label={viewing ? onlyViewing() : words}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={words}
        data-disabled={viewing ? true : undefined}
        onClick={() => (viewing ? undefined : revealed ? setRevealed(undefined) : void show())}
      >
        {revealed ? <IconEyeOff size={14} /> : <IconEye size={14} />}
      </ActionIcon>
    </Tooltip>
  )
  return { revealed, button }
}
