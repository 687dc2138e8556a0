/**
 * Where each part of the model stands in the source: model path → place. Findings name a path; this turns it into file, line and column.
 * A part without a place of its own has that of the nearest part around it.
 */
import type { Place } from '../model/finding.ts'

export class Places {
  readonly #places = new Map<string, Place>()
  readonly #textStarts = new Map<string, Place>()
  readonly #moved = new Map<string, string>()

  /** The first place said for a path stays. */
  set(path: string, place: Place): void {
    if (!this.#places.has(path)) this.#places.set(path, place)
  }

  /** Where the first character of a text stands whose characters follow one for one in the file. */
  setTextStart(path: string, place: Place): void {
    this.#textStarts.set(path, place)
  }

  /** The model's `path` was read from another one: a grant of several roles, the number key. */
  move(path: string, from: string): void {
    this.#moved.set(path, from)
  }

  /** @param offset characters into the text that stands at `path` */
  find(path: string, offset?: number): Place | undefined {
    const start = offset === undefined ? undefined : (this.#textStarts.get(this.#source(path)) ?? this.#textStarts.get(path))
    if (start) return { ...start, column: start.column + offset! }
    for (let at = path; at !== ''; at = parent(at)) {
      const place = this.#places.get(this.#source(at)) ?? this.#places.get(at)
      if (place) return place
    }
    return undefined
  }

  /** The path with every moved prefix replaced by where it came from. */
  #source(path: string): string {
    for (let at = path; at !== ''; at = parent(at)) {
      const from = this.#moved.get(at)
      if (from !== undefined) return from + path.slice(at.length)
    }
    return path
  }
}

function parent(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')))
}
