/** A load generator that costs little itself: keep-alive sockets, one request at a time on each, answers told apart by their content-length. */
import { connect, type Socket } from 'node:net'

export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Answer {
  readonly status: number
  readonly body: string
}

/** One keep-alive connection to a local port. */
export class Line {
  readonly #socket: Socket
  #buffer: Buffer = Buffer.alloc(0)
  #waiting: ((answer: Answer) => void) | undefined
  #failed: ((error: Error) => void) | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', chunk => this.#take(chunk as Buffer))
    socket.on('error', error => this.#failed?.(error))
    socket.on('close', () => this.#failed?.(new Error('the server closed the connection')))
  }

  static open(port: number): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Line(socket)))
      socket.once('error', reject)
    })
  }

  ask(request: Request, host: string): Promise<Answer> {
    const body = request.body === undefined ? '' : JSON.stringify(request.body)
    const headers = Object.entries({
      host,
      ...request.headers,
      ...(body ? { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) } : {}),
    })
    const head = `${request.method} ${request.path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`
    return new Promise((resolve, reject) => {
      this.#waiting = resolve
      this.#failed = reject
      this.#socket.write(head + body)
    })
  }

  close(): void {
    this.#failed = undefined
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk])
    const end = this.#buffer.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = this.#buffer.toString('latin1', 0, end)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (this.#buffer.length < end + 4 + length) return
    const answer = { status: Number(head.slice(9, 12)), body: this.#buffer.toString('utf8', end + 4, end + 4 + length) }
    this.#buffer = this.#buffer.subarray(end + 4 + length)
    this.#waiting?.(answer)
  }
}

export interface Measured {
  readonly requests: number
  readonly seconds: number
  /** Milliseconds of each request. */
  readonly times: readonly number[]
}

/**
 * @param next the next request of a connection, told the answer to the one before; called once more at the end, so that it has seen every answer
 * @throws on the first answer that is not a success: a benchmark of refusals would look fast
 */
export async function drive(
  port: number,
  host: string,
  connections: number,
  seconds: number,
  next: (connection: number, last: Answer | undefined) => Request,
): Promise<Measured> {
  const lines = await Promise.all(Array.from({ length: connections }, () => Line.open(port)))
  const times: number[] = []
  const start = performance.now()
  const end = start + seconds * 1000
  try {
    await Promise.all(
      lines.map(async (line, connection) => {
        let last: Answer | undefined
        while (performance.now() < end) {
          const request = next(connection, last)
          const at = performance.now()
          last = await line.ask(request, host)
          times.push(performance.now() - at)
          if (last.status < 200 || last.status > 299)
            throw new Error(`${request.method} ${request.path} answered ${last.status}: ${last.body.slice(0, 500)}`)
        }
        next(connection, last)
      }),
    )
  } finally {
    for (const line of lines) line.close()
  }
  return { requests: times.length, seconds: (performance.now() - start) / 1000, times }
}

export function percentile(times: readonly number[], part: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}
