/** Files: by name and size, with a way to get them; an image small beside it. Given by choosing, dropping or pasting, sent at once and attached when the record is saved. */
import type { FileReference, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Anchor, Button, Input, Progress } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconCamera, IconFile, IconFileText, IconFileZip, IconPhoto, IconX } from '@tabler/icons-react'
import { use, useEffect, useRef, useState } from 'react'
import { sentenceOf } from '../client/http.ts'
import { uploadFile } from '../client/upload.ts'
import { Empty } from './empty.tsx'
import { type DisplayProps, type EditorProps, type FieldUi, isReference } from './field-ui.ts'
import classes from './file.module.css'
import { FileMenu } from './file-menu.tsx'
import { addressOf, fileSize } from './file-words.ts'
import { RecordPlace } from './record-place.ts'

/** Uploaded, but no record has it yet: there is no address to read it at. */
interface WaitingFile extends FileReference {
  readonly waiting: true
}

function isFile(value: WireValue | undefined): value is FileReference | WaitingFile {
  return isReference(value) && 'size' in value
}

function TypeIcon({ type }: { readonly type: string | null }) {
  const Icon = type?.startsWith('image/')
    ? IconPhoto
    : type === 'application/zip'
      ? IconFileZip
      : type === 'application/pdf' || type === 'text/plain'
        ? IconFileText
        : IconFile
  return <Icon size={14} aria-hidden />
}

/** A picture of many megabytes is fetched when somebody asks for it. */
const largestThumbnail = 4 * 1024 * 1024

const isPicture = (file: FileReference) => file.type?.startsWith('image/') === true && (file.size ?? 0) <= largestThumbnail

/** Where the browser finds the picture in a field of a record; undefined where the field holds none that is small enough to be shown. */
export function pictureAddress(
  app: string,
  place: { readonly entity: string; readonly id: string },
  field: string,
  value: WireValue | undefined,
): string | undefined {
  if (!isFile(value) || 'waiting' in value || value.title === null || !isPicture(value)) return undefined
  return `${addressOf({ app, ...place, field }, value)}&inline=1`
}

function FileDisplay({ value, field, app, dense }: DisplayProps) {
  const { t } = useLingui()
  const place = use(RecordPlace)
  if (!isFile(value)) return <Empty />
  if (value.title === null) return <span className={classes.hint}>{t`Not available`}</span>
  const named = (
    <>
      <TypeIcon type={value.type} />
      <bdi className={classes.name}>{value.title}</bdi>
    </>
  )
  const size = value.size === null ? null : <span className={classes.size}>{fileSize(value.size)}</span>
  if (place?.id === undefined || 'waiting' in value) {
    return (
      <span className={classes.file}>
        {named}
        {size}
      </span>
    )
  }
  const at = { app, entity: place.entity, id: place.id, field: field.name }
  const address = addressOf(at, value)
  const { title } = value
  const link = (
    <span className={classes.file}>
      <Anchor href={address} download={value.title} size="sm" className={classes.file} onClick={event => event.stopPropagation()}>
        {named}
      </Anchor>
      {dense ? null : (
        <>
          {size}
          <FileMenu place={at} file={value} />
        </>
      )}
    </span>
  )
  if (dense || !isPicture(value)) return link
  return (
    <span className={classes.shown}>
      {link}
      <img className={classes.thumbnail} src={`${address}&inline=1`} alt={t`Preview of ${title}`} loading="lazy" />
    </span>
  )
}

interface Sending {
  readonly name: string
  readonly share: number
}

function FileEditor({ value, onChange, field, app, id, error, autoFocus, onDone, onBusy, label, help }: EditorProps) {
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
  // An editor that is closed sends no further, and nobody waits for it.
  useEffect(
    () => () => {
      if (!upload.current) return
      upload.current.abort()
      busy.current?.(false)
    },
    [],
  )
  const present = isFile(value) ? value : undefined
  const { title } = field

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
      if (!controller.signal.aborted) setRefused(sentenceOf(failure))
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
        className={classes.zone}
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

export const file: FieldUi = { Display: FileDisplay, Editor: FileEditor, width: 180, hasLinks: true, wide: true }
