/** Sends a file with its progress, which `fetch` does not tell. The server decides what it is and how much it takes. */
import type { Problem, UploadedFile } from '@bailiwick/definition/wire/index.ts'
import { clientId, Refused, tellSignedOut, unreachable } from './http.ts'
import { chosenLanguage, say } from './language.ts'

export interface UploadPlace {
  readonly app: string
  readonly entity: string
  readonly field: string
}

/** The server takes so many of one person at once; the others wait here, where nothing of them is sent in vain. */
const atOnce = 3
/** Told to come again later than this, in seconds, nobody waits for it. */
const longestWait = 60

let underWay = 0
const waiting: (() => void)[] = []

/** Other tabs and other people send as well: what is told to come again does so by itself. @param onProgress told the share that has been sent, 0 to 1 */
export async function uploadFile(
  place: UploadPlace,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<UploadedFile> {
  while (underWay >= atOnce) await orCancelled(signal, go => waiting.push(go))
  underWay += 1
  try {
    for (;;) {
      const sent = await send(place, file, onProgress, signal)
      if (typeof sent !== 'number') return sent
      onProgress(0)
      await orCancelled(signal, go => setTimeout(go, sent * 1_000))
    }
  } finally {
    underWay -= 1
    // All of them: one may have been cancelled meanwhile.
    for (const go of waiting.splice(0)) go()
  }
}

function orCancelled(signal: AbortSignal, wait: (go: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled())
    const stop = () => reject(cancelled())
    signal.addEventListener('abort', stop, { once: true })
    wait(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    })
  })
}

const cancelled = () => new DOMException(say('The upload was cancelled.'), 'AbortError')

/** @returns the seconds after which to send it again, where the server is busy */
function send(
  { app, entity, field }: UploadPlace,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<UploadedFile | number> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest()
    sending.open('POST', `/api/apps/${app}/${entity}/files?${new URLSearchParams({ field, name: file.name || 'file' })}`)
    sending.setRequestHeader('x-client-id', clientId)
    const chosen = chosenLanguage()
    if (chosen) sending.setRequestHeader('accept-language', chosen)
    sending.upload.onprogress = event => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    sending.onload = () => {
      if (sending.status === 201) return resolve(JSON.parse(sending.responseText) as UploadedFile)
      if (sending.status === 401) tellSignedOut()
      const refused = refusalOf(sending)
      const after = Number(sending.getResponseHeader('retry-after'))
      if (busy.has(refused.problem.code) && after > 0 && after <= longestWait) return resolve(after)
      reject(refused)
    }
    sending.onerror = () => reject(unreachable(say('The file was not sent. Choose it again when the connection is back.')))
    sending.onabort = () => reject(cancelled())
    signal.addEventListener('abort', () => sending.abort(), { once: true })
    sending.send(file)
  })
}

const busy = new Set(['request.too-many', 'server.busy'])

function refusalOf(sent: XMLHttpRequest): Refused {
  try {
    return new Refused(JSON.parse(sent.responseText) as Problem)
  } catch {
    return unreachable(say('The file was not sent. Try again in a moment.'))
  }
}
