/** Gives a file: by choosing, dropping or pasting. It is sent at once, and attached when the record is saved. */
import type { WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Button, Input, Progress } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconCamera, IconX } from '@tabler/icons-react'
import { use, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Refused, sentenceOf } from '../client/http.ts'
import { uploadFile } from '../client/upload.ts'
import type { EditorProps } from './field-ui.ts'
import classes from './file.module.css'
import { isFile, TypeIcon, type WaitingFile } from './file.tsx'
import { fileSize } from './file-words.ts'
import { RecordPlace } from './record-place.ts'

interface Sending {
  readonly name: string
  readonly share: number
}

export function FileEditor({ value, onChange, field, app, id, error, autoFocus, onDone, onBusy, label, help }: EditorProps) {
  const { t } = useLingui()
  const place = use(RecordPlace)
  const input = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  const byFinger = useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false })
  const [sending, setSending] = useState<Sending | undefined>()
  const [refused, setRefused] = useState<string | undefined>()
  const [over, setOver] = useState(false)
  const upload = useRef<AbortController>(undefined)
  const busy = useRef(onBusy)
  busy.current = onBusy
  const onItsWay = useRef('')
  const tellStopped = useRef<() => void>(undefined)
  tellStopped.current = () => {
    const name = onItsWay.current
    notifications.show({
      color: 'red',
      title: t`“${name}” was not uploaded`,
      message: t`It was still on its way when you left. Choose it again where you want it.`,
    })
  }
  // An editor that is closed sends no further, and nobody waits for it.
  useEffect(
    () => () => {
      if (!upload.current) return
      upload.current.abort()
      busy.current?.(false)
      tellStopped.current?.()
    },
    [],
  )
  const present = isFile(value) ? value : undefined
  const { title } = field
  const zone = useRef<HTMLDivElement>(null)
  const isWithin = useRef(false)
  // The button that had the focus gives way to another one here: that takes it, or the focus would go on to another field.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these change which buttons there are
  useLayoutEffect(() => {
    if (isWithin.current && document.activeElement === document.body) zone.current?.querySelector('button')?.focus()
  }, [sending === undefined, present?.id])

  const uploading = (name: string) => t`Uploading ${name}`
  const settle = (next: WireValue) => {
    onChange(next)
    onDone?.(next)
  }
  const send = async (file: File | undefined) => {
    if (!file || !place || sending) return
    setRefused(undefined)
    if (field.max !== undefined && file.size > field.max) {
      const { name } = file
      const most = fileSize(field.max)
      setRefused(t`“${name}” is too large. A file may have at most ${most}.`)
      return
    }
    const controller = new AbortController()
    upload.current = controller
    onItsWay.current = file.name
    setSending({ name: file.name, share: 0 })
    onBusy?.(true)
    try {
      const made = await uploadFile(
        { app, entity: place.entity, field: field.name },
        file,
        share => setSending({ name: file.name, share }),
        controller.signal,
      )
      const waiting: WaitingFile = { id: made.id, title: made.name, size: made.size, type: made.type, waiting: true }
      settle(waiting)
    } catch (failure) {
      if (!controller.signal.aborted) setRefused(refusalOf(failure))
    } finally {
      upload.current = undefined
      setSending(undefined)
      busy.current?.(false)
    }
  }
  return (
    <Input.Wrapper
      label={label}
      description={help}
      error={refused ?? error}
      size="xs"
      labelElement="div"
      errorProps={{ role: refused ? 'alert' : undefined }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping and pasting are short cuts for the button inside */}
      <div
        ref={zone}
        className={classes.zone}
        onFocus={() => {
          isWithin.current = true
        }}
        onBlur={event => {
          if (event.relatedTarget) isWithin.current = event.currentTarget.contains(event.relatedTarget)
        }}
        data-over={over || undefined}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={event => {
          event.preventDefault()
          setOver(false)
          void send(event.dataTransfer.files[0])
        }}
        onPaste={event => {
          if (event.clipboardData.files.length > 0) event.preventDefault()
          void send(event.clipboardData.files[0])
        }}
      >
        <input
          ref={input}
          type="file"
          hidden
          aria-label={field.title}
          onChange={event => {
            void send(event.currentTarget.files?.[0])
            // The same file may be chosen again after a refusal.
            event.currentTarget.value = ''
          }}
        />
        {byFinger && (
          <input
            ref={camera}
            type="file"
            hidden
            accept="image/*"
            capture="environment"
            aria-label={t`Take a photo: ${title}`}
            onChange={event => {
              void send(event.currentTarget.files?.[0])
              event.currentTarget.value = ''
            }}
          />
        )}
        {sending ? (
          <>
            <span className={classes.grow}>
              <bdi className={classes.name}>{sending.name}</bdi>
              <Progress value={sending.share * 100} size="xs" aria-label={uploading(sending.name)} />
            </span>
            <span className={classes.size}>{Math.floor(sending.share * 100)} %</span>
            <Button size="compact-xs" variant="default" onClick={() => upload.current?.abort()}>
              {t`Cancel`}
            </Button>
          </>
        ) : (
          <>
            {present ? (
              <span className={classes.grow}>
                <span className={classes.file}>
                  <TypeIcon type={present.type} />
                  <bdi className={classes.name}>{present.title ?? t`Not available`}</bdi>
                </span>
                {present.size !== null && <span className={classes.size}>{fileSize(present.size)}</span>}
              </span>
            ) : null}
            <Button
              id={id}
              size="compact-xs"
              variant="default"
              autoFocus={autoFocus}
              data-autofocus={autoFocus || undefined}
              aria-describedby={help ? `${id}-description` : undefined}
              aria-label={present ? t`Replace: ${title}` : t`Choose a file: ${title}`}
              onClick={() => input.current?.click()}
            >
              {present ? t`Replace` : t`Choose a file`}
            </Button>
            {byFinger && (
              <Button
                size="compact-xs"
                variant="default"
                leftSection={<IconCamera size={14} />}
                aria-label={t`Take a photo: ${title}`}
                onClick={() => camera.current?.click()}
              >
                {t`Take a photo`}
              </Button>
            )}
            {present
              ? !field.required && (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={24}
                    aria-label={t`Remove: ${title}`}
                    onClick={() => settle(null)}
                  >
                    <IconX size={14} />
                  </ActionIcon>
                )
              : !byFinger && <span className={classes.hint}>{t`or drop it here, or paste it`}</span>}
          </>
        )}
      </div>
    </Input.Wrapper>
  )
}

/** Of a file that does not fit also how much there is room for. */
function refusalOf(failure: unknown): string {
  if (!(failure instanceof Refused && failure.problem.code.startsWith('file.') && failure.problem.detail))
    return sentenceOf(failure)
  const { title, detail, hint } = failure.problem
  return [`${title}.`, detail, hint].filter(Boolean).join(' ')
}
