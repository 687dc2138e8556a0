/** One property of a record: text until it is touched, then a control; saved on leaving, given back with the server's sentence when it is refused. */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { ActionIcon, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { onlyViewing, useViewing } from '../../client/viewing.ts'
import { fieldUi } from '../../fields/registry.ts'
import classes from './record.module.css'

interface PropertyProps {
  readonly app: string
  readonly field: FieldView
  readonly value: WireValue | undefined
  readonly editable: boolean
  readonly onSave: (value: WireValue) => void
  /** The record's title: stands alone, as the heading of the panel. */
  readonly heading?: boolean
}

export function Property({ app, field, value, editable, onSave, heading }: PropertyProps) {
  const [draft, setDraft] = useState<{ value: WireValue | undefined } | undefined>()
  const { Display, Editor, hasLinks } = fieldUi(field)
  const viewing = useViewing()
  const finish = (settled?: WireValue) => {
    if (!draft) return
    const next = settled === undefined ? draft.value : settled
    setDraft(undefined)
    if (JSON.stringify(next ?? null) !== JSON.stringify(value ?? null)) onSave(next === '' || next === undefined ? null : next)
  }
  const shown = <Display app={app} field={field} value={value} />
  const text = draft ? (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is heard for whatever control stands inside
    <div
      className={classes.editing}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation()
          setDraft(undefined)
        }
      }}
    >
      <Editor
        app={app}
        field={field}
        value={draft.value}
        autoFocus
        onChange={next => setDraft({ value: next })}
        onDone={finish}
      />
    </div>
  ) : editable && viewing ? (
    <Tooltip label={onlyViewing} position="bottom-start">
      <div className={classes.value}>{shown}</div>
    </Tooltip>
  ) : editable && hasLinks ? (
    <div className={classes.linked}>
      <div className={classes.value}>{shown}</div>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={`Edit ${field.title}`} onClick={() => setDraft({ value })}>
        <IconPencil size={14} />
      </ActionIcon>
    </div>
  ) : editable ? (
    <UnstyledButton className={classes.value} data-editable onClick={() => setDraft({ value })}>
      <VisuallyHidden>Edit {field.title}: </VisuallyHidden>
      {shown}
    </UnstyledButton>
  ) : (
    <div className={classes.value}>{shown}</div>
  )
  if (heading) {
    // A heading's name is what is read first: without the words that say it can be edited.
    return (
      <h2 className={classes.title} {...(draft ? {} : { 'aria-label': typeof value === 'string' ? value : undefined })}>
        {text}
      </h2>
    )
  }
  return (
    <div className={classes.property}>
      <div className={classes.label}>
        <span>{field.title}</span>
      </div>
      {text}
    </div>
  )
}
