/** Processor time of other processes, from /proc: what a request costs, beside how long it takes. */
import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const tick = 10

interface Process {
  readonly pid: number
  readonly parent: number
  readonly millis: number
}

function read(pid: number): Process | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    // Fields after the name: 1 is the parent; 11 to 14 user and system time, own and of children that have ended.
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0)
    return { pid, parent: Number(fields[1]), millis: ticks * tick }
  } catch {
    return undefined
  }
}

/** Milliseconds that a process and everything beneath it have computed so far. */
export function cpuOfTree(root: number): number {
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => read(Number(name)) ?? [])
  const children = Map.groupBy(all, each => each.parent)
  const sum = (pid: number): number => (children.get(pid) ?? []).reduce((total, each) => total + each.millis + sum(each.pid), 0)
  return (all.find(each => each.pid === root)?.millis ?? 0) + sum(root)
}

/** Resident memory in megabytes. */
export function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}
