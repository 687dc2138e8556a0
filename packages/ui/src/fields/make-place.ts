/** Where a picker stands that can make the record it does not find. Absent: it only picks. */
import { createContext } from 'react'

export interface Made {
  readonly id: string
  readonly title: string
}

export interface MakePlace {
  /** What a record of the entity is called, where this person may make one. */
  labelOf(entity: string): string | undefined
  /** @param title what was searched for @returns undefined when it was thought better of */
  make(entity: string, title: string): Promise<Made | undefined>
}

export const MakePlace = createContext<MakePlace | undefined>(undefined)
