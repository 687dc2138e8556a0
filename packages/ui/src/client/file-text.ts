/** The text of a file, read no further than somebody reads on a screen. */
import { requestRaw } from './http.ts'

/** In bytes. */
const most = 256 * 1024

export interface FileText {
  readonly text: string
  /** There is more than is shown. */
  readonly isCut: boolean
}

/** @throws what the server said instead */
export async function readFileText(address: string, signal: AbortSignal): Promise<FileText> {
  const response = await requestRaw(address, signal)
  const reader = response.body!.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let left = most
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value.subarray(0, left), { stream: true })
    left -= part.value.length
    if (left >= 0) continue
    await reader.cancel()
    return { text, isCut: true }
  }
  return { text: text + decoder.decode(), isCut: false }
}
