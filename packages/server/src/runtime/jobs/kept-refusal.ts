/** A refusal as a job keeps it, to be put into words when somebody reads them. */
import { type ProblemCode, type ProblemExtra, problem, type Refusal, type Speaker } from '../../problems.ts'
import { told } from '../records/many.ts'

export interface KeptRefusal {
  readonly code: ProblemCode
  readonly extra: ProblemExtra
}

export function keep({ code, extra }: Refusal): KeptRefusal {
  return { code, extra }
}

export function inWords({ code, extra }: KeptRefusal, speaker: Speaker): ReturnType<typeof told> {
  return told(problem(code, extra), speaker)
}
