/** Beneath what stands on paper, where that is not all there is. */
import { useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { countText } from '../client/language.ts'
import { mostOnPaper, useOnPaper } from './on-paper.ts'

/** @param count of lines that there are */
export function CutOnPaper({ count }: { readonly count: number }) {
  const { t } = useLingui()
  const isOnPaper = useOnPaper()
  if (!isOnPaper || count <= mostOnPaper) return null
  const [shown, counted] = [countText(mostOnPaper), countText(count)]
  return <Text size="sm" c="dimmed" p="xs">{t`The first ${shown} of ${counted}`}</Text>
}
