/** How high the rows of lists are, as this person has it in this browser. */
import { useLocalStorage } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from '../../client/queries.ts'

export const densities = { compact: 30, normal: 34, comfortable: 40 } as const
export type Density = keyof typeof densities

export function useDensity(): readonly [Density, (density: Density) => void] {
  const person = useQuery(sessionQuery).data?.person.id ?? ''
  const [kept, keep] = useLocalStorage<Density>({
    key: `density ${person}`,
    defaultValue: 'normal',
    getInitialValueInEffect: false,
  })
  return [kept in densities ? kept : 'normal', keep]
}
