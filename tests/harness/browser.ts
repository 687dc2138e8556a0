/** What a page of ours sends, over a real socket: Host, Origin, Sec-Fetch-Site, JSON and cookies. For tests of the HTTP surface; pages themselves run in Chromium. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly bytes: Buffer
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came back
  readonly json: any
}

export interface Asking {
  readonly body?: unknown
  /** Sent as it is, instead of `body`. */
  readonly raw?: string | Buffer
  /** Undefined takes a header away that a browser would send. */
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** Keeps cookies and sends what a page of ours would send: Host, Origin, Sec-Fetch-Site, JSON. */
export class Browser {
  readonly cookies: Record<string, string>
  readonly #port: number
  readonly #host: string
  readonly #origin: string

  constructor(port: number, host: string, origin: string, cookies: Readonly<Record<string, string>>) {
    this.#port = port
    this.#host = host
    this.#origin = origin
    this.cookies = { ...cookies }
  }

  get = (path: string, asking: Asking = {}) => this.ask('GET', path, asking)
  post = (path: string, body?: unknown, asking: Asking = {}) => this.ask('POST', path, { body, ...asking })
  patch = (path: string, body?: unknown, asking: Asking = {}) => this.ask('PATCH', path, { body, ...asking })
  delete = (path: string, asking: Asking = {}) => this.ask('DELETE', path, asking)

  async ask(method: string, path: string, asking: Asking): Promise<Answer> {
    const payload = asking.raw ?? (asking.body === undefined ? undefined : JSON.stringify(asking.body))
    const cookie = Object.entries(this.cookies).map(([name, value]) => `${name}=${value}`)
    const writes = method !== 'GET' && method !== 'HEAD'
    const headers: Record<string, string | undefined> = {
      host: this.#host,
      ...(writes ? { origin: this.#origin, 'sec-fetch-site': 'same-origin' } : {}),
      ...(payload === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) }),
      ...(cookie.length > 0 ? { cookie: cookie.join('; ') } : {}),
      ...asking.headers,
    }
    const sent = Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined))
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: this.#port, method, path, headers: sent, setHost: false, agent: false },
        response => {
          const parts: Buffer[] = []
          response.on('data', part => parts.push(part))
          response.on('error', reject)
          response.on('end', () => {
            for (const line of response.headers['set-cookie'] ?? []) this.#keep(line)
            const bytes = Buffer.concat(parts)
            const text = bytes.toString('utf8')
            const isJson = /application\/(problem\+)?json/.test(response.headers['content-type'] ?? '')
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text,
              bytes,
              json: isJson && text ? JSON.parse(text) : undefined,
            })
          })
        },
      )
      request.on('error', reject)
      request.end(payload)
    })
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === '' || /max-age=0/i.test(line)) delete this.cookies[name]
    else this.cookies[name] = value
  }
}
