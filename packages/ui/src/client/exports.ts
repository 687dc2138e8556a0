/** A list as a file: the browser fetches it itself, so that a long one is never in memory. */
import { weeksOf } from './figures.ts'
import { request } from './http.ts'

interface Exported {
  readonly filter: string | undefined
  readonly orderBy: string | undefined
  readonly search: string | undefined
  readonly shared: 'me' | undefined
}

export function exportAddress(app: string, entity: string, question: Exported): string {
  const given = Object.entries(question).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return `/api/apps/${app}/${entity}/export?${new URLSearchParams([['format', 'csv'], ...given])}`
}

/** The figures of a question, of what may be exported. */
export function figuresAddress(
  app: string,
  entity: string,
  question: {
    readonly groupBy: string
    readonly measures: string
    readonly filter: string | undefined
    readonly atLeast?: string
  },
): string {
  const given = Object.entries({ ...question, ...weeksOf(question.groupBy) }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return `/api/apps/${app}/${entity}/aggregate/export?${new URLSearchParams(given)}`
}

/** A list or figures. Asks first: a download that is refused would tell nobody why, and a large one needs a sign-in that is young. @throws as `request` does */
export async function downloadList(address: string): Promise<void> {
  await request('GET', `${address}&check=true`)
  downloadFrom(address)
}

function downloadFrom(address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}
