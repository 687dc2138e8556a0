/** Where a picker stands that can make the record it does not find. Absent: it only picks. */
import type { WireValue } from '@bailiwick/definition/wire/index.ts'
import { createContext } from 'react'

export interface Made {
  readonly id: string
  readonly title: string
}

export interface MakePlace {
  /** What a record of the entity is called, where this person may make one. */
  labelOf(entity: string): string | undefined
  /** @param title what was searched for @param starting what the record has to say to be picked @returns undefined when it was thought better of */
  make(entity: string, title: string, starting: Readonly<Record<string, WireValue>>): Promise<Made | undefined>
}

export const MakePlace = createContext<MakePlace | undefined>(undefined)
