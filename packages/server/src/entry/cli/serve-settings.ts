/** What `serve` is told, by words behind it and by variables. It imports nothing that must be brought first: `npm start` reads it before it builds. */
import { isIP } from 'node:net'
import type { FileRoom } from '../../runtime/files/room.ts'

export interface ServeSettings {
  readonly demo: boolean
  readonly port: number
  readonly trustedProxies: readonly string[]
  readonly fileLimit: number
  readonly fileRoom: FileRoom
}

/** Asked wrongly, as distinct from a setting that is wrong. */
export class NotUnderstood extends Error {}

/** @throws with a sentence that says what to do */
export function readServeSettings(args: readonly string[]): ServeSettings {
  let demo = process.env.BAILIWICK_DEMO !== 'off'
  let port: number | undefined
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at]!
    if (word === '--no-demo') demo = false
    else if (word === '--port') port = portOf(word, args[++at] ?? '')
    else if (word.startsWith('--port=')) port = portOf('--port', word.slice('--port='.length))
    // What is not understood starts nothing: a slip in `--no-demo` would open the door of a demo.
    else
      throw new NotUnderstood(
        `There is no “${word}” here. Settings other than --no-demo and --port are variables: BAILIWICK_DATA, DATABASE_URL, BAILIWICK_URL.`,
      )
  }
  return {
    demo,
    port: port ?? portOf('PORT', process.env.PORT ?? '4000'),
    trustedProxies: readProxies(),
    fileLimit: readWhole('BAILIWICK_FILE_LIMIT', 25, 1000, 'MB') * 1024 ** 2,
    fileRoom: {
      ofPersonADay: readWhole('BAILIWICK_DAY_LIMIT', 1_000, 1_000_000, 'MB') * 1024 ** 2,
      ofAll: readWhole('BAILIWICK_FILES_LIMIT', 50, 100_000, 'GB') * 1024 ** 3,
    },
  }
}

function portOf(name: string, given: string): number {
  const port = Number(given)
  if (given.trim() === '' || !Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error(`${name} is “${given}”; it must be a number from 1 to 65535.`)
  return port
}

/** Addresses and networks, comma-separated. */
function readProxies(): string[] {
  const given = (process.env.BAILIWICK_PROXIES ?? '').split(',').map(part => part.trim())
  const proxies = given.filter(part => part !== '')
  for (const proxy of proxies) {
    const [address = '', bits = '0', ...rest] = proxy.split('/')
    if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (isIP(address) === 4 ? 32 : 128) || rest.length > 0)
      throw new Error(`BAILIWICK_PROXIES holds “${proxy}”; it takes addresses and networks such as 10.0.0.5, 10.1.0.0/16.`)
  }
  return proxies
}

function readWhole(name: string, absent: number, most: number, unit: string): number {
  const given = process.env[name]
  const limit = Number(given ?? absent)
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    throw new Error(`${name} is “${given}”; it must be a whole number of ${unit} from 1 to ${most}.`)
  return limit
}
