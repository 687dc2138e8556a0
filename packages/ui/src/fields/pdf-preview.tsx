/** A PDF, a page at a time. */
import { Trans, useLingui } from '@lingui/react/macro'
import { ActionIcon, Loader, ScrollArea, VisuallyHidden } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { Refused, sentenceOf } from '../client/http.ts'
import { countText } from '../client/language.ts'
import { openPdf, type Pdf, Protected } from '../client/pdf.ts'
import classes from './file.module.css'

interface PdfPreviewProps {
  readonly address: string
  readonly title: string
}

export default function PdfPreview({ address, title }: PdfPreviewProps) {
  const { t } = useLingui()
  const [pdf, setPdf] = useState<Pdf>()
  const [failure, setFailure] = useState<unknown>()
  const [number, setNumber] = useState(1)
  /** What stands on the page that is drawn; undefined while one is. */
  const [text, setText] = useState<string>()
  const canvas = useRef<HTMLCanvasElement>(null)
  const view = useRef<HTMLDivElement>(null)
  // Asked anew each time: whoever may no longer read it gets nothing from before.
  useEffect(() => {
    const ending = new AbortController()
    openPdf(address, ending.signal).then(setPdf, error => ending.signal.aborted || setFailure(error))
    return () => ending.abort()
  }, [address])
  useEffect(() => {
    if (!pdf || !canvas.current) return
    const ending = new AbortController()
    const width = canvas.current.parentElement!.clientWidth * devicePixelRatio
    setText(undefined)
    pdf.draw(number, canvas.current, width, ending.signal).then(
      written => {
        view.current?.scrollTo({ top: 0 })
        setText(written)
      },
      error => ending.signal.aborted || setFailure(error),
    )
    return () => ending.abort()
  }, [pdf, number])
  if (failure !== undefined)
    return (
      <p role="alert">
        {failure instanceof Refused
          ? sentenceOf(failure)
          : failure instanceof Protected
            ? t`This PDF asks for a password. Download it to open it.`
            : t`This PDF cannot be shown here. Download it to open it.`}
      </p>
    )
  if (!pdf) return <Loader size="sm" aria-label={t`Loading`} />
  const [page, pages] = [countText(number), countText(pdf.pages)]
  const turn = (label: string, Icon: typeof IconChevronLeft, to: number) => (
    <ActionIcon variant="default" size={28} aria-label={label} disabled={to < 1 || to > pdf.pages} onClick={() => setNumber(to)}>
      <Icon size={16} />
    </ActionIcon>
  )
  return (
    <>
      {pdf.pages > 1 && (
        <div className={classes.pages}>
          {turn(t`Previous page`, IconChevronLeft, number - 1)}
          <span role="status">
            <Trans>
              Page {page} of {pages}
            </Trans>
          </span>
          {turn(t`Next page`, IconChevronRight, number + 1)}
        </div>
      )}
      <ScrollArea.Autosize
        mah="70vh"
        viewportRef={view}
        viewportProps={{
          tabIndex: 0,
          role: 'region',
          'aria-label': t`Page ${page} of ${title}`,
          'aria-busy': text === undefined,
        }}
      >
        <div className={classes.sheet}>
          <canvas ref={canvas} aria-hidden />
          {text === undefined && <Loader className={classes.drawing} size="sm" aria-label={t`Loading`} />}
        </div>
        <VisuallyHidden>{text}</VisuallyHidden>
      </ScrollArea.Autosize>
    </>
  )
}
