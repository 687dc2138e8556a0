/** A file to look at without taking it home: images as the server lets them be shown, text as text, PDFs as pictures of their pages. Nothing here runs what somebody attached. */
import type { FileReference } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Loader, Modal, ScrollArea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { readFileText } from '../client/file-text.ts'
import { sentenceOf } from '../client/http.ts'
import { Awaiting, part } from '../kit/part.tsx'
import classes from './file.module.css'
import { Picture } from './picture.tsx'

const PdfPreview = part(() => import('./pdf-preview.tsx'), 'panel')

export const isPreviewable = ({ type }: FileReference) =>
  type === 'text/plain' || type === 'application/pdf' || type?.startsWith('image/') === true

interface FilePreviewProps {
  readonly address: string
  readonly file: FileReference
  /** What tells it from other versions. */
  readonly about?: ReactNode
  readonly onClose: () => void
}

export function FilePreview({ address, file, about, onClose }: FilePreviewProps) {
  const { t } = useLingui()
  const title = file.title ?? ''
  return (
    <Modal opened onClose={onClose} title={<bdi>{title}</bdi>} size="xl">
      {file.type === 'text/plain' ? (
        <TextOf address={address} />
      ) : file.type === 'application/pdf' ? (
        <Awaiting meanwhile={<Loader size="sm" aria-label={t`Loading`} />}>
          <PdfPreview address={address} title={title} />
        </Awaiting>
      ) : (
        <Picture
          className={classes.picture}
          src={`${address}&inline=1`}
          alt={t`Preview of ${title}`}
          instead={<p role="alert">{t`This picture cannot be shown here. Download it to look at it.`}</p>}
        />
      )}
      <p className={classes.foot}>
        <Anchor href={address} download={title} size="sm">
          <Trans>Download</Trans>
        </Anchor>
        {about && <span className={classes.hint}>{about}</span>}
      </p>
    </Modal>
  )
}

function TextOf({ address }: { readonly address: string }) {
  const { t } = useLingui()
  // Asked anew each time: whoever may no longer read it gets nothing from before.
  const read = useQuery({
    queryKey: ['file text', address],
    queryFn: ({ signal }) => readFileText(address, signal),
    gcTime: 0,
    staleTime: 0,
  })
  if (read.isPending) return <Loader size="sm" aria-label={t`Loading`} />
  if (read.isError) return <p role="alert">{sentenceOf(read.error)}</p>
  return (
    <>
      <ScrollArea.Autosize mah="70vh" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t`Text of the file` }}>
        <pre className={classes.text} dir="auto">
          {read.data.text}
        </pre>
      </ScrollArea.Autosize>
      {read.data.isCut && (
        <p className={classes.hint}>
          <Trans>It goes on: only the beginning is shown here.</Trans>
        </p>
      )}
    </>
  )
}
