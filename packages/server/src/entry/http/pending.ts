/** What goes on behind an answer that is out, and must be done before a node's connections close. */
export class Pending {
  readonly #all = new Set<Promise<unknown>>()

  /** A failure is nobody's to answer: there is no request any more. */
  add(work: Promise<unknown>): void {
    const settled = work.catch(() => undefined).finally(() => this.#all.delete(settled))
    this.#all.add(settled)
  }

  /** @param milliseconds after which it is left alone: a node must stop. */
  async settled(milliseconds: number): Promise<void> {
    const enough = new Promise<'enough'>(resolve => setTimeout(resolve, milliseconds, 'enough').unref())
    while (this.#all.size > 0) if ((await Promise.race([enough, Promise.all(this.#all)])) === 'enough') return
  }
}
