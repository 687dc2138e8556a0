/** Ports for the nodes of tests. The public address must be known before anything listens. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

const had: number[] = []

/** One that is free at this moment, and rather one that this process had before: at the same address a browser finds again what it has compiled. */
export async function freePort(): Promise<number> {
  for (const port of had) if (await isFree(port)) return port
  const port = await listens(0)
  had.push(port)
  return port
}

const isFree = (port: number) =>
  listens(port).then(
    () => true,
    () => false,
  )

async function listens(port: number): Promise<number> {
  const probe = createServer().listen(port, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return address.port
}
