/** Others changed lines while they were written here: what was written stands on what is there now, and nothing is saved before somebody has looked. */
import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Alert } from '@mantine/core'
import { listFormat } from '../../client/language.ts'
import type { Moved } from './edited-lines.ts'

export function MovedNotice({ moved: { by, gone } }: { readonly moved: Moved }) {
  const { t } = useLingui()
  const names = by.length > 0 ? listFormat().format(by) : t`Somebody`
  return (
    <Alert color="yellow" variant="light" role="status" title={t`${names} changed this meanwhile`}>
      <Trans>What you wrote stands on how it is now. Look at it, and save again.</Trans>
      {gone > 0 &&
        ` ${t`${plural(gone, { one: 'A line that you changed is no longer there.', other: '# lines that you changed are no longer there.' })}`}`}
    </Alert>
  )
}

/** Whether both wrote the cell at this place (`items[3].price`). */
export const isWrittenByBoth = (moved: Moved | undefined, line: string, place: string) =>
  moved?.both.some(({ index, field }) => place === `${line}[${index}].${field}`) === true
