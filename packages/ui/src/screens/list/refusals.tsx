/** Records that were refused, by the reason why. */
import type { OneOfMany } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { saidOf } from '../../client/http.ts'
import { countText } from '../../client/language.ts'
import classes from './list.module.css'

export interface Refusal {
  readonly name: string
  readonly problem: NonNullable<OneOfMany['problem']>
  /** Said behind its name. */
  readonly more?: ReactNode
}

const mostNamed = 20

export function Refusals({ refused }: { readonly refused: readonly Refusal[] }) {
  const { t } = useLingui()
  const reasons = new Map<string, Refusal[]>()
  for (const refusal of refused) {
    const { problem } = refusal
    const said = saidOf(problem.fields ?? [])
    const reason = said ? `${problem.title}: ${said}` : problem.title
    reasons.set(reason, [...(reasons.get(reason) ?? []), refusal])
  }
  return [...reasons].map(([reason, records]) => {
    const more = countText(records.length - mostNamed)
    return (
      <div key={reason}>
        <Text size="sm" fw={500}>
          {reason}
        </Text>
        <ul className={classes.refused}>
          {records.slice(0, mostNamed).map(({ name, more }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two records may be called the same, and the list never changes
            <li key={index}>
              {name}
              {more && <>: {more}</>}
            </li>
          ))}
          {records.length > mostNamed && <li>{t`and ${more} more`}</li>}
        </ul>
      </div>
    )
  })
}
