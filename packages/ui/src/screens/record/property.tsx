/** One property of a record: text until it is touched, then a control; saved on leaving, given back with the server's sentence when it is refused. */
import type { FieldView, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Button, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { onlyViewing, useViewing } from '../../client/viewing.ts'
import { fieldUi } from '../../fields/registry.ts'
import { isBusyElsewhere } from '../../kit/busy-elsewhere.ts'
import { useIsShown } from '../records/use-is-shown.ts'
import classes from './record.module.css'
import { useReveal } from './reveal.tsx'

interface PropertyProps {
  readonly app: string
  readonly field: FieldView
  readonly view: RecordView
  readonly editable: boolean
  /** With the record as it was when the control was opened, not as a refetch left it meanwhile. */
  readonly onSave: (value: WireValue, opened: RecordView, back: () => boolean) => void
  /** The record's title: stands alone, as the heading of the panel or of its page. */
  readonly heading?: 'h1' | 'h2'
}

interface Draft {
  readonly value: WireValue | undefined
  readonly opened: RecordView
  /** From the start; what comes back unsaved takes the focus from nobody. */
  readonly isFocused: boolean
}

/** From so many letters on a text has the width of the panel, and from so many its end is shown to who asks. */
const [longText, endlessText] = [280, 1_500]

export function Property({ app, field, view, editable, onSave, heading: Heading }: PropertyProps) {
  const { t } = useLingui()
  const { title } = field
  const value = view.record[field.name]
  const [draft, setDraft] = useState<Draft>()
  const control = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  // Left by Enter, Escape or a pick, the focus goes back to where it came from; left by Tab or a click, it is already elsewhere.
  const comesBack = useRef(false)
  useEffect(() => {
    if (draft || !comesBack.current) return
    comesBack.current = false
    // Later: the key that ended the editing would press the button at once.
    setTimeout(() => button.current?.focus())
  }, [draft])
  const open = useRef(false)
  open.current = draft !== undefined
  const end = () => {
    open.current = false
    comesBack.current = control.current?.contains(document.activeElement) ?? false
    setDraft(undefined)
  }
  const { Display, Editor, hasLinks, wide } = fieldUi(field)
  const length = typeof value === 'string' && wide && !draft ? value.length : 0
  const [unfolded, setUnfolded] = useState(false)
  const viewing = useViewing()
  const { revealed, button: eye } = useReveal(app, field, value, view.can.reveal?.includes(field.name) ?? false)
  const isDrawn = useIsShown()
  const finish = (settled?: WireValue) => {
    if (!draft || !open.current) return
    const next = settled === undefined ? draft.value : settled
    end()
    if (JSON.stringify(next ?? null) !== JSON.stringify(draft.opened.record[field.name] ?? null))
      onSave(next === '' || next === undefined ? null : next, draft.opened, () => {
        // It is being written anew, or is not drawn any more.
        if (open.current || !isDrawn()) return false
        setDraft({ ...draft, value: next, isFocused: !isBusyElsewhere() })
        return true
      })
  }
  const taken = useRef<() => void>(undefined)
  taken.current = () => finish()
  // The record is left by Back, or goes: what is written goes where it goes when one leaves the control. A moment later, when it is known not to be drawn again.
  useEffect(
    () => () => {
      setTimeout(() => isDrawn() || taken.current?.())
    },
    [isDrawn],
  )
  const shown = <Display app={app} field={field} value={revealed ? revealed.value : value} />
  const text = draft ? (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is heard for whatever control stands inside
    <div
      ref={control}
      className={classes.editing}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation()
          end()
        }
      }}
    >
      <Editor
        app={app}
        field={field}
        value={draft.value}
        autoFocus={draft.isFocused}
        onChange={next => setDraft(before => before && { ...before, value: next })}
        onDone={finish}
      />
    </div>
  ) : eye ? (
    <div className={classes.linked}>
      <div className={classes.value}>{shown}</div>
      {eye}
    </div>
  ) : editable && viewing ? (
    <Tooltip label={onlyViewing()} position="bottom-start">
      <div className={classes.value}>{shown}</div>
    </Tooltip>
  ) : editable && hasLinks ? (
    <div className={classes.linked}>
      <div className={classes.value}>{shown}</div>
      <ActionIcon
        className={classes.pencil}
        variant="subtle"
        color="gray"
        size={28}
        aria-label={t`Edit ${title}`}
        onClick={() => setDraft({ value, opened: view, isFocused: true })}
      >
        <IconPencil size={14} />
      </ActionIcon>
    </div>
  ) : editable ? (
    <button
      ref={button}
      type="button"
      className={classes.value}
      data-editable
      onClick={() => setDraft({ value, opened: view, isFocused: true })}
    >
      <VisuallyHidden>{t`Edit ${title}:`} </VisuallyHidden>
      {shown}
    </button>
  ) : (
    <div className={classes.value}>{shown}</div>
  )
  if (Heading) {
    // A heading's name is what is read first: without the words that say it can be edited.
    return (
      <Heading className={classes.title} {...(draft ? {} : { 'aria-label': typeof value === 'string' ? value : undefined })}>
        {text}
      </Heading>
    )
  }
  return (
    <div className={classes.property} data-field={field.name} data-long={length > longText || undefined}>
      <div className={classes.label}>
        <span>{title}</span>
      </div>
      {length > endlessText ? (
        <div>
          <div className={classes.fold} data-open={unfolded || undefined}>
            {text}
          </div>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            className={classes.unfold}
            aria-expanded={unfolded}
            onClick={() => setUnfolded(!unfolded)}
          >
            {unfolded ? t`Show less` : t`Show all of it`}
          </Button>
        </div>
      ) : (
        text
      )}
    </div>
  )
}
