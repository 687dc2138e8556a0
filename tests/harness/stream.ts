/** A server-sent event stream as a page holds it. */
import { request as httpRequest } from 'node:http'
import type { Browser } from './browser.ts'

export interface Event {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  readonly data: any
}

export class EventStream {
  /** Everything that came, as text. */
  raw = ''
  readonly events: Event[] = []
  ended = false
  #close: () => void = () => undefined

  static open(origin: string, browser: Browser, path: string): Promise<EventStream> {
    const { hostname, port } = new URL(origin)
    const stream = new EventStream()
    return new Promise((resolve, reject) => {
      const cookie = Object.entries(browser.cookies).map(([name, value]) => `${name}=${value}`)
      const request = httpRequest(
        { host: '127.0.0.1', port, path, headers: { host: `${hostname}:${port}`, cookie: cookie.join('; ') }, agent: false },
        response => {
          if (response.statusCode !== 200) reject(new Error(`The stream was answered ${response.statusCode}.`))
          response.setEncoding('utf8')
          response.on('data', text => stream.#take(text))
          response.on('close', () => {
            stream.ended = true
          })
          response.on('error', () => undefined)
          resolve(stream)
        },
      )
      stream.#close = () => request.destroy()
      request.on('error', error => (stream.ended ? undefined : reject(error)))
      request.end()
    })
  }

  /**
   * Events come behind every transaction that is still running in the cluster, so that none is missed; other test files run long ones.
   * @throws after so many seconds without what is waited for
   */
  async until(what: string, holds: (stream: EventStream) => boolean, seconds = 60): Promise<void> {
    const last = Date.now() + seconds * 1_000
    while (!holds(this)) {
      if (Date.now() > last) throw new Error(`${what} did not come; there came ${JSON.stringify(this.events)}`)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  of(id: string): Event[] {
    return this.events.filter(event => event.data.id === id)
  }

  close(): void {
    this.#close()
  }

  #take(text: string): void {
    this.raw += text
    const blocks = this.raw.split('\n\n').slice(0, -1)
    for (const block of blocks.slice(this.events.length)) {
      const field = (name: string) =>
        block
          .split('\n')
          .find(line => line.startsWith(`${name}: `))
          ?.slice(name.length + 2) ?? ''
      this.events.push({ name: field('event'), data: JSON.parse(field('data') || '{}') })
    }
  }
}
