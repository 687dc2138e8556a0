/** Where a file is read, and how its size is told. */
import type { FileReference } from '@bailiwick/definition/wire/index.ts'
import { numberFormat } from '../client/language.ts'

export interface FilePlace {
  readonly app: string
  readonly entity: string
  readonly id: string
  readonly field: string
}

export const addressOf = ({ app, entity, id, field }: FilePlace, file: FileReference) =>
  `/api/apps/${app}/${entity}/${id}/files/${field}?version=${file.id}`

const units = ['kilobyte', 'megabyte', 'gigabyte'] as const

export function fileSize(bytes: number): string {
  if (bytes < 1024) return numberFormat({ style: 'unit', unit: 'byte', unitDisplay: 'long' }).format(bytes)
  let size = bytes
  let unit = -1
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024
    unit += 1
  }
  const rounded = size < 10 ? Math.floor(size * 10) / 10 : Math.floor(size)
  return numberFormat({ style: 'unit', unit: units[unit]! }).format(rounded)
}
