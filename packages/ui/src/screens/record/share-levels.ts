/** What a share lets somebody do, after "may". */
import type { ShareView } from '@bailiwick/definition/wire/index.ts'

export const levelWords: Readonly<Record<ShareView['level'], string>> = {
  read: 'read',
  comment: 'read and comment',
  edit: 'read, comment and edit',
}
