/** Sends a file with its progress, which `fetch` does not tell. The server decides what it is and how much it takes. */
import type { Problem, UploadedFile } from '@bailiwick/definition/wire/index.ts'
import { clientId, Refused, tellSignedOut, unreachable } from './http.ts'
import { say } from './language.ts'

export interface UploadPlace {
  readonly app: string
  readonly entity: string
  readonly field: string
}

/** @param onProgress told the share that has been sent, 0 to 1 */
export function uploadFile(
  { app, entity, field }: UploadPlace,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest()
    sending.open('POST', `/api/apps/${app}/${entity}/files?${new URLSearchParams({ field, name: file.name || 'file' })}`)
    sending.setRequestHeader('x-client-id', clientId)
    sending.upload.onprogress = event => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    sending.onload = () => {
      if (sending.status === 201) return resolve(JSON.parse(sending.responseText) as UploadedFile)
      if (sending.status === 401) tellSignedOut()
      reject(refusalOf(sending))
    }
    sending.onerror = () => reject(unreachable(say('The file was not sent. Choose it again when the connection is back.')))
    sending.onabort = () => reject(new DOMException(say('The upload was cancelled.'), 'AbortError'))
    signal.addEventListener('abort', () => sending.abort(), { once: true })
    sending.send(file)
  })
}

function refusalOf(sent: XMLHttpRequest): Error {
  try {
    return new Refused(JSON.parse(sent.responseText) as Problem)
  } catch {
    return unreachable(say('The file was not sent. Try again in a moment.'))
  }
}
