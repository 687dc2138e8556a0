/** Said where somebody had written something that can no longer be saved. */
import type { AppView, EntityView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, CopyButton, Group } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { afterPaint } from '../../client/after-paint.ts'
import { forget } from '../../client/kept.ts'
import { useViewing } from '../../client/viewing.ts'
import { draftsOf, linesDraftKey, wordsOfDraft } from './draft.ts'
import classes from './record.module.css'
import { asText, type Unsaved } from './unsaved.ts'
import { useWriter } from './writer.ts'

interface UnsavedWordsProps {
  readonly unsaved: readonly Unsaved[]
  readonly onThrowAway: () => void
  readonly children: ReactNode
}

export function UnsavedWords({ unsaved, onThrowAway, children }: UnsavedWordsProps) {
  const { t } = useLingui()
  return (
    <section className={classes.unsaved} aria-label={t`What you had written`}>
      <Said>{children}</Said>
      <dl tabIndex={0}>
        {unsaved.map(({ title, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was written stands still
          <div key={index}>
            <dt>{title}</dt>
            <dd dir="auto">{text}</dd>
          </div>
        ))}
      </dl>
      <Group gap="xs">
        <CopyButton value={asText(unsaved)}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>
              {copied ? t`Copied` : t`Copy the text`}
            </Button>
          )}
        </CopyButton>
        <Button size="compact-xs" variant="default" onClick={onThrowAway}>
          <Trans>Throw it away</Trans>
        </Button>
      </Group>
    </section>
  )
}

/** Heard where it comes up: a live region tells what changes in it, not what it comes with. */
function Said({ children }: { readonly children: ReactNode }) {
  const [isThere, setThere] = useState(false)
  useEffect(() => {
    let isShown = true
    void afterPaint().then(() => isShown && setThere(true))
    return () => {
      isShown = false
    }
  }, [])
  return <p role="status">{isThere ? children : '\u00a0'}</p>
}

interface KeptWordsProps {
  readonly app: string
  readonly appView?: AppView | undefined
  /** Absent: whatever it was in the app, which this person has no more. */
  readonly entityName?: string | undefined
  /** Undefined: this person sees none of its kind any more. */
  readonly entity: EntityView | undefined
  /** Absent: one was to be created. */
  readonly record?: string | undefined
  /** Kinds of lines of the record that stand on the page and say their own. */
  readonly linesApart?: readonly string[]
}

/** Of a form that does not open any more: what this browser keeps of it for this person. */
export function KeptWords({ app, appView, entityName, entity, record, linesApart = [] }: KeptWordsProps) {
  const person = useWriter()
  const viewing = useViewing()
  const [drafts, setDrafts] = useState(() => {
    if (viewing) return []
    const apart = entityName && record ? linesApart.map(list => linesDraftKey(person, app, entityName, record, list)) : []
    return draftsOf(person, app, entityName, record).filter(({ key }) => !apart.includes(key))
  })
  const unsaved = drafts.flatMap(({ draft }) => wordsOfDraft(appView, entity, draft))
  if (unsaved.length === 0) return null
  const throwAway = () => {
    for (const { key } of drafts) forget(key)
    setDrafts([])
  }
  return (
    <UnsavedWords unsaved={unsaved} onThrowAway={throwAway}>
      <Trans>You had written something here that was not saved. It is kept on this device for you alone.</Trans>
    </UnsavedWords>
  )
}
