/** One node per data folder. The lock is a file with the holder's process; a holder that is gone has none. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Holder {
  readonly pid: number
  /** When the process began, as the system counts; a number reused by another process has another. */
  readonly began: string
  readonly url: string
}

/** @throws a sentence that names the running node; @returns gives the lock back */
export function lockInstallation(dataFolder: string, url: string): () => void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o755 })
  const file = join(dataFolder, 'running.json')
  const mine: Holder = { pid: process.pid, began: beganAt(process.pid), url }
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx', mode: 0o644 })
      return () => {
        if (holderIn(file)?.pid === process.pid) rmSync(file, { force: true })
      }
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error
      const holder = holderIn(file)
      if (holder && beganAt(holder.pid) !== '' && beganAt(holder.pid) === holder.began) {
        throw new Error(
          `Bailiwick is already running on this data folder (process ${holder.pid}, ${holder.url}). Stop it first, or set BAILIWICK_DATA and PORT for a second one.`,
        )
      }
      rmSync(file, { force: true })
    }
  }
  throw new Error(`The lock ${file} cannot be taken.`)
}

function holderIn(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

/** '' when there is no such process. */
function beganAt(pid: number): string {
  try {
    // Field 22 counts from after the command, which may hold spaces and brackets.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ')[19] ?? ''
  } catch {
    try {
      process.kill(pid, 0)
      return process.platform === 'linux' ? '' : 'alive'
    } catch {
      return ''
    }
  }
}
