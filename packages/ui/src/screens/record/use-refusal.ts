/** What was refused of a form, and how much of it still stands: what is written anew is not told any longer. */
import { useState } from 'react'
import { Refused } from '../../client/http.ts'

type Problems = NonNullable<Refused['problem']['fields']>

export interface Refusal {
  readonly error: unknown
  /** All that it named, corrected or not. */
  readonly problems: Problems
  readonly left: Problems
  /** To be told above the form; undefined when nothing is left of it. */
  readonly told: unknown
  /** What is said at a field. */
  at(field: string): string | undefined
  set(error: unknown): void
  /** Something else was written at these. */
  correct(fields: readonly string[]): void
}

export function useRefusal(begun?: unknown): Refusal {
  const [error, setError] = useState<unknown>(begun)
  const [corrected, setCorrected] = useState<ReadonlySet<string>>(new Set())
  const problems = error instanceof Refused ? (error.problem.fields ?? []) : []
  // What must not be the same together is mended by any of it.
  const isTogether = error instanceof Refused && error.problem.code === 'record.duplicate'
  const isMended = isTogether && problems.some(({ field }) => corrected.has(field))
  const isCorrected = (field: string) => corrected.has(field) || [...corrected].some(each => each.startsWith(`${field}.`))
  const left = isMended ? [] : problems.filter(({ field }) => !isCorrected(field))
  return {
    error,
    problems,
    left,
    told: problems.length === 0 ? error : left.length > 0 ? withProblems(error as Refused, left) : undefined,
    at: field => left.find(problem => problem.field === field)?.message,
    set: refused => {
      setError(refused)
      setCorrected(new Set())
    },
    correct: fields => setCorrected(before => new Set([...before, ...fields])),
  }
}

/** The same refusal with these of its fields. */
export function withProblems(refused: Refused, fields: Problems): Refused {
  return new Refused({ ...refused.problem, fields })
}
