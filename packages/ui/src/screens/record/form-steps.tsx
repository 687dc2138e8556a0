/** Where one is in a form of several pages: steps of a wizard, which are taken in order, or tabs. */

import { Trans, useLingui } from '@lingui/react/macro'
import { UnstyledButton } from '@mantine/core'
import { useLayoutEffect, useRef } from 'react'
import { keyAlong } from '../../kit/key-along.ts'
import type { FormPage } from './form-sections.ts'
import classes from './record.module.css'

interface StepsProps {
  readonly pages: readonly FormPage[]
  readonly at: number
}

export function WizardSteps({ pages, at }: StepsProps) {
  const { t } = useLingui()
  return (
    <ol className={classes.steps} aria-label={t`Steps`}>
      {pages.map(({ name, title }, index) => (
        <li key={name} aria-current={index === at ? 'step' : undefined} data-done={index < at || undefined}>
          <span className={classes.stepNumber} aria-hidden>
            {index + 1}
          </span>
          {title}
        </li>
      ))}
    </ol>
  )
}

interface TabsProps extends StepsProps {
  readonly label: string
  /** Tabs in which something has to be corrected. */
  readonly wrong: ReadonlySet<number>
  readonly panelId: (index: number) => string
  readonly onGo: (index: number) => void
}

export function FormTabs({ pages, at, label, wrong, panelId, onGo }: TabsProps) {
  const list = useRef<HTMLDivElement>(null)
  // A word that something is to be corrected makes tabs wider, and the one that is open goes out of sight. Not `scrollIntoView`, which moves the form too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another is open, or has more to say
  useLayoutEffect(() => {
    const open = list.current?.querySelector<HTMLElement>('[aria-selected="true"]')
    if (!list.current || !open) return
    const [line, tab] = [list.current.getBoundingClientRect(), open.getBoundingClientRect()]
    const [before, after] = [tab.left - line.left, tab.right - line.right]
    if (before < 0 || after > 0) list.current.scrollLeft += before < 0 ? before : Math.min(before, after)
  }, [at, wrong.size])
  const go = (index: number) => {
    onGo(index)
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[index]?.focus()
  }
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: (at + 1) % pages.length,
    ArrowLeft: (at + pages.length - 1) % pages.length,
    Home: 0,
    End: pages.length - 1,
  }
  return (
    <div className={classes.formTabs} role="tablist" aria-label={label} ref={list}>
      {pages.map(({ name, title }, index) => (
        <UnstyledButton
          key={name}
          className={classes.formTab}
          role="tab"
          aria-selected={index === at}
          aria-controls={panelId(index)}
          tabIndex={index === at ? 0 : -1}
          onClick={() => onGo(index)}
          onKeyDown={event => {
            const next = moves[keyAlong(event)]
            if (next === undefined) return
            event.preventDefault()
            go(next)
          }}
        >
          {title}
          {wrong.has(index) && (
            <span className={classes.wrong}>
              {' '}
              <Trans>– to correct</Trans>
            </span>
          )}
        </UnstyledButton>
      ))}
    </div>
  )
}
