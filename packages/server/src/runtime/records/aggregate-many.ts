/** Many questions for figures, each answered as if it were asked alone: in a transaction of its own, so that what is refused or fails takes nothing else with it. */
import type { AggregateView, FiguresLine, Problem } from '@bailiwick/definition/wire/index.ts'
import type { AggregateRequest } from './aggregate.ts'

export interface FiguresQuestion extends AggregateRequest {
  readonly entity: string
}

/** In one request. */
export const mostQuestions = 50
/** Below a person's share of the connections, so that what else they do meanwhile is answered. */
const abreast = 4

/**
 * Lines in the order in which they are answered, so that a slow question keeps nobody waiting for the others.
 *
 * @param ask rejects with what was refused
 * @param told what is said of a rejection
 */
export async function* answerEach(
  questions: readonly FiguresQuestion[],
  ask: (question: FiguresQuestion) => Promise<AggregateView>,
  told: (error: unknown) => Problem,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const lines: string[] = []
  const waiting = questions.entries()
  let wake: () => void = () => undefined
  const put = (line: FiguresLine) => {
    lines.push(`${JSON.stringify(line)}\n`)
    wake()
  }
  let left = Math.min(abreast, questions.length)
  const work = async () => {
    // All of them take from the same questions.
    for (const [index, question] of waiting) {
      if (signal.aborted) break
      try {
        put({ index, figures: await ask(question) })
      } catch (error) {
        put({ index, problem: told(error) })
      }
    }
    left -= 1
    wake()
  }
  for (let lane = left; lane > 0; lane -= 1) void work()
  for (;;) {
    if (lines.length > 0) yield lines.splice(0).join('')
    else if (left === 0) return
    else
      await new Promise<void>(resolve => {
        wake = resolve
      })
  }
}
