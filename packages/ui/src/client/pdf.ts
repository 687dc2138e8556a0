/**
 * PDFs as pictures of their pages. They are read in a worker that may load our own scripts and neither ask nor send anything; what a PDF brings to be run, opened or
 * filled in is left alone. Loaded when somebody looks at one.
 */
import { getDocument, PDFWorker, version } from 'pdfjs-dist'
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import { requestRaw } from './http.ts'

/** What a page is drawn with at most, in pixels of the screen: pages may be as large as somebody says. */
const most = { width: 2400, height: 7200 }
/** Pictures inside with more pixels are left out; a page scanned finely has 35 million. */
const mostOfPicture = 64 * 1024 * 1024
const assets = `/assets/pdfjs-${version}`

export interface Pdf {
  readonly pages: number
  /**
   * @param number from 1
   * @param width of the screen, in its own pixels
   * @returns what is written on the page
   * @throws `AbortError` where the signal says so; any other error where the page cannot be drawn
   */
  draw(number: number, canvas: HTMLCanvasElement, width: number, signal: AbortSignal): Promise<string>
}

/** Somebody has to say a password before it opens. */
export class Protected extends Error {}

/**
 * @param signal ends it, and everything that was opened with it
 * @throws what the server said instead, `Protected`, or any other error for what cannot be read as a PDF
 */
export async function openPdf(address: string, signal: AbortSignal): Promise<Pdf> {
  const data = new Uint8Array(await (await requestRaw(address, signal)).arrayBuffer())
  signal.throwIfAborted()
  // Our own, not the reader's: where a worker cannot be had it would read in the page itself.
  const thread = new Worker(workerAddress, { type: 'module' })
  const worker = PDFWorker.create({ port: thread })
  const task = getDocument({
    ...{ data, worker, maxImageSize: mostOfPicture, useWasm: false, useWorkerFetch: false },
    // What a machine calls Helvetica has other widths than the PDF counts on.
    useSystemFonts: false,
    ...{ cMapUrl: `${assets}/cmaps/`, standardFontDataUrl: `${assets}/standard_fonts/`, wasmUrl: `${assets}/wasm/` },
  })
  const close = () => {
    void task.destroy().catch(() => undefined)
    thread.terminate()
  }
  signal.addEventListener('abort', close)
  const failed = new Promise<never>((_, reject) => {
    thread.addEventListener('error', () => reject(new Error('the worker cannot be loaded')))
    signal.addEventListener('abort', () => reject(signal.reason))
  })
  try {
    const whole = await Promise.race([task.promise, failed])
    return {
      pages: whole.numPages,
      draw: async (number, canvas, width, signal) => {
        const page = await whole.getPage(number)
        signal.throwIfAborted()
        const plain = page.getViewport({ scale: 1 })
        const scale = Math.min(Math.min(width, most.width) / plain.width, most.height / plain.height)
        const viewport = page.getViewport({ scale })
        // Drawn aside, so that what is shown is always a whole page.
        const sheet = document.createElement('canvas')
        sheet.width = Math.max(1, Math.floor(viewport.width))
        sheet.height = Math.max(1, Math.floor(viewport.height))
        const drawing = page.render({ canvas: sheet, viewport })
        signal.addEventListener('abort', () => drawing.cancel())
        await drawing.promise
        const { items } = await page.getTextContent()
        page.cleanup()
        signal.throwIfAborted()
        Object.assign(canvas, { width: sheet.width, height: sheet.height })
        canvas.getContext('2d')?.drawImage(sheet, 0, 0)
        return items.map(item => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')
      },
    }
  } catch (error) {
    close()
    throw error instanceof Error && error.name === 'PasswordException' ? new Protected() : error
  }
}
