/** A demonstration of its own on a free port, in a data folder that goes with it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Demo {
  readonly origin: string
  stop(): Promise<void>
}

export async function startDemo(): Promise<Demo> {
  const port = await freePort()
  // Made by the demo itself: as root, the account its database runs as must be able to get in.
  const folder = join(tmpdir(), `bailiwick-pictures-${process.pid}`)
  const child = spawn(process.execPath, [fileURLToPath(new URL('./serve.ts', import.meta.url))], {
    env: { ...process.env, PORT: String(port), BAILIWICK_DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  }
  if (await isReady(child)) return { origin: `http://localhost:${port}`, stop }
  await stop()
  throw new Error('The demonstration ended before it was ready.')
}

async function isReady(child: ChildProcess): Promise<boolean> {
  const lines = createInterface({ input: child.stdout! })
  for await (const line of lines) {
    console.log(line)
    if (line.startsWith('ready:')) return true
  }
  return false
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  return port
}
