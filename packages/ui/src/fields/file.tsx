/** Files: by name and size, with a way to get them; an image small beside it. */
import type { FileReference, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Anchor, Tooltip } from '@mantine/core'
import { IconDownload, IconFile, IconFileText, IconFileZip, IconPhoto } from '@tabler/icons-react'
import { type ReactNode, use, useState } from 'react'
import { Empty } from './empty.tsx'
import { type DisplayProps, type FieldLook, isReference } from './field-ui.ts'
import classes from './file.module.css'
import { FileMenu } from './file-menu.tsx'
import { FilePreview, isPreviewable } from './file-preview.tsx'
import { addressOf, fileSize } from './file-words.ts'
import { Picture } from './picture.tsx'
import { RecordPlace } from './record-place.ts'

/** Uploaded, but no record has it yet: there is no address to read it at. */
export interface WaitingFile extends FileReference {
  readonly waiting: true
}

export function isFile(value: WireValue | undefined): value is FileReference | WaitingFile {
  return isReference(value) && 'size' in value
}

export function TypeIcon({ type }: { readonly type: string | null }) {
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
  const look = dense ? classes.file : classes.whole
  if (place?.id === undefined || 'waiting' in value) {
    return (
      <span className={look}>
        <span className={classes.file}>{named}</span>
        {size}
      </span>
    )
  }
  const at = { app, entity: place.entity, id: place.id, field: field.name }
  const address = addressOf(at, value)
  const { title } = value
  const link = (
    <span className={look}>
      <Opening address={address} file={value}>
        {named}
      </Opening>
      {dense ? null : (
        <span className={classes.tools}>
          {size}
          <Tooltip label={t`Download`}>
            <ActionIcon
              component="a"
              href={address}
              download={title}
              variant="subtle"
              color="gray"
              size={24}
              aria-label={t`Download ${title}`}
            >
              <IconDownload size={14} />
            </ActionIcon>
          </Tooltip>
          <FileMenu place={at} file={value} />
        </span>
      )}
    </span>
  )
  if (dense || !isPicture(value)) return link
  return (
    <span className={classes.shown}>
      {link}
      <Opening address={address} file={value}>
        <Picture
          className={classes.thumbnail}
          src={`${address}&inline=1`}
          alt={t`Preview of ${title}`}
          lazy
          instead={<span className={classes.hint}>{t`No preview`}</span>}
        />
      </Opening>
    </span>
  )
}

interface OpeningProps {
  readonly address: string
  readonly file: FileReference
  readonly children: ReactNode
}

/** Opens what can be looked at here; anything else is taken home. */
function Opening({ address, file, children }: OpeningProps) {
  const [opened, setOpened] = useState(false)
  if (!isPreviewable(file)) {
    return (
      <Anchor
        href={address}
        download={file.title ?? ''}
        size="sm"
        className={classes.file}
        onClick={event => event.stopPropagation()}
      >
        {children}
      </Anchor>
    )
  }
  return (
    // What is pressed in the preview is not pressed in the row beneath it.
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here, it only goes no further
    <span
      className={classes.file}
      onClick={event => event.stopPropagation()}
      onKeyDown={event => opened && event.stopPropagation()}
    >
      <Anchor component="button" type="button" size="sm" className={classes.file} onClick={() => setOpened(true)}>
        {children}
      </Anchor>
      {opened && <FilePreview address={address} file={file} onClose={() => setOpened(false)} />}
    </span>
  )
}

export const file: FieldLook = { Display: FileDisplay, width: 180, hasLinks: true, wide: true }
