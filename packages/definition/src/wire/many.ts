/** Many records in one request: what became of each. */
import type { Problem } from './problem.ts'

/** One record of many, in the order they were sent. */
export interface OneOfMany {
  /** Its place in the request, from 0. */
  readonly index: number
  /** Of the record that was changed or made; absent where none was made. */
  readonly id?: string
  /** Of a record that was changed, as it now is: the same as before where nothing was to change; absent where it is out of one's sight. */
  readonly version?: number
  /** Why it was not done; absent: it was. */
  readonly problem?: Pick<Problem, 'code' | 'title' | 'hint' | 'detail' | 'fields' | 'currentVersion'>
}

/** `POST …/{entity}/bulk`, `POST …/{entity}/import` */
export interface ManyView {
  /** How many were done, or would have been where it was only checked. */
  readonly done: number
  readonly refused: number
  /** True: everything was tried and taken back. */
  readonly checked: boolean
  readonly results: readonly OneOfMany[]
}
