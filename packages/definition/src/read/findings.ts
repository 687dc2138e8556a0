/** Collects what there is to say while a definition is read. */
import type { Finding, Place } from '../model/finding.ts'
import { type FindingCode, findingKinds } from '../validate/finding-kinds.ts'
import { Places } from './places.ts'

export interface Said {
  readonly path: string
  readonly message: string
  readonly hint?: string | undefined
  readonly place?: Place | undefined
}

export class Findings {
  readonly places = new Places()
  readonly list: Finding[] = []
  /** Something the model needs is missing or unreadable: what would be said about the rest could be wrong. */
  broken = false

  /** As many as anybody reads; a file of nothing but mistakes must not become a list of a million. */
  static readonly most = 500

  /** @returns undefined, so that a reader can say so and give nothing in one line */
  add(code: FindingCode, said: Said): undefined {
    if (this.list.length > Findings.most) return undefined
    if (this.list.length === Findings.most) {
      this.broken = true
      this.list.push({
        level: 'error',
        code: 'file.too-many-mistakes',
        message: 'There are more mistakes than are listed.',
        hint: 'Put these right first.',
        path: said.path,
      })
      return undefined
    }
    const place = said.place ?? this.places.find(said.path)
    this.list.push({
      level: findingKinds[code].level,
      code,
      message: said.message,
      ...(said.hint === undefined ? {} : { hint: said.hint }),
      ...(place === undefined ? {} : { place }),
      path: said.path,
    })
    return undefined
  }

  /** As `add`, for what leaves a hole in the model. */
  hole(code: FindingCode, said: Said): undefined {
    this.broken = true
    return this.add(code, said)
  }
}
