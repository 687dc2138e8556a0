/** Many records changed by the server while nobody waits. */
import type { Problem } from './problem.ts'

/** What is done with each record: exactly one of the four; none where the job takes another one back and each record has what it had. */
export interface JobAct {
  readonly change?: Readonly<Record<string, unknown>>
  readonly transition?: { readonly name: string; readonly fields?: Readonly<Record<string, unknown>>; readonly comment?: string }
  readonly trash?: true
  readonly restore?: true
}

/** `POST …/{entity}/jobs` → 202; `GET /api/jobs/{job}` */
export interface JobView {
  readonly id: string
  readonly app: string
  readonly entity: string
  readonly act: JobAct
  /** True: only records that still have the version they had when it was begun. */
  readonly ifUnchanged: boolean
  /** The job that this one takes back. */
  readonly undoes?: string
  /** The newest job that takes this one back. */
  readonly undoneBy?: string
  /** `waiting` for its turn, `running`; ended: `done` whatever became of each record, `cancelled` by its person, `stopped` because it may not go on. */
  readonly state: 'waiting' | 'running' | 'done' | 'cancelled' | 'stopped'
  /** Why it stopped. */
  readonly reason?: Pick<Problem, 'code' | 'title' | 'hint' | 'detail' | 'fields'>
  /** The records meant, fixed when it was begun. */
  readonly total: number
  readonly done: number
  readonly refused: number
  /** They were so already. */
  readonly unchanged: number
  /** How many of those done can be taken back. */
  readonly undoable: number
  readonly createdAt: string
  readonly endedAt?: string
  /** When its results are removed, and with them the way back. */
  readonly keptUntil?: string
}

/** `GET /api/jobs` */
export interface JobsPage {
  /** Newest first. */
  readonly items: readonly JobView[]
}

export interface JobResult {
  /** Its place in the job, from 1. */
  readonly number: number
  readonly id: string
  /** What it is called; null where one does not read it now. */
  readonly title: string | null
  readonly outcome: 'done' | 'refused' | 'unchanged'
  /** Absent where it was refused, or is out of one's sight. */
  readonly version?: number
  readonly problem?: Pick<Problem, 'code' | 'title' | 'hint' | 'detail' | 'fields' | 'currentVersion'>
}

/** `GET /api/jobs/{job}/results` */
export interface JobResultsPage {
  readonly items: readonly JobResult[]
  readonly nextPageToken?: string
}
