/** On which record a value stands. Fields that have addresses of their own (files) are read and written there. */
import { createContext } from 'react'

export interface RecordPlaceValue {
  readonly entity: string
  /** Absent: a record that is not there yet. */
  readonly id?: string | undefined
}

export const RecordPlace = createContext<RecordPlaceValue | undefined>(undefined)
