/**
 * Many questions for figures, each answered as if it were asked alone. What reads the same records is read once, in a transaction of its own; where that is refused or fails, each
 * of its questions is asked by itself, so that nothing is taken along.
 */
import { readGrouping } from '@bailiwick/definition/fields/grouping.ts'
import type { AggregateView, FiguresLine, Problem } from '@bailiwick/definition/wire/index.ts'
import { type AggregateRequest, listed } from './aggregate.ts'
import type { Costs } from './aggregate-together.ts'

export interface FiguresQuestion extends AggregateRequest {
  readonly entity: string
}

/** Each rejects with what was refused. */
export interface Answering {
  alone(question: FiguresQuestion): Promise<AggregateView>
  together(entity: string, requests: readonly AggregateRequest[]): Promise<readonly AggregateView[]>
  /** As `planCostOfAll`. */
  costOfAll(entity: string): Promise<number>
  /** As `planCosts`. */
  costs(entity: string, requests: readonly AggregateRequest[]): Promise<ReadonlyMap<AggregateRequest, Costs>>
}

/** In one request. */
export const mostQuestions = 50
/** Below a person's share of the connections, so that what else they do meanwhile is answered. */
const abreast = 4
/** To read less than this is soon done, whichever way: it is not asked what each question costs. */
const muchToRead = 1_000
/** Parts of what it costs to read all records for a question. */
const [little, most] = [0.05, 0.5]
/** So many times the shortest way through all of them is no way through an index: the records themselves are read, and what an index has does not wait for that. */
const farMore = 4

/**
 * Lines in the order in which they are answered, so that a slow question keeps nobody waiting for the others.
 *
 * @param told what is said of a rejection
 */
export async function* answerEach(
  questions: readonly FiguresQuestion[],
  answering: Answering,
  told: (error: unknown) => Problem,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const lines: string[] = []
  let wake: () => void = () => undefined
  const put = (asked: Asked, line: Omit<FiguresLine, 'index'>) => {
    for (const index of asked.at) lines.push(`${JSON.stringify({ index, ...line })}\n`)
    wake()
  }
  const alone = async (asked: Asked) => {
    try {
      put(asked, { figures: await answering.alone(asked.question) })
    } catch (error) {
      put(asked, { problem: told(error) })
    }
  }
  const together = async (bundle: readonly Asked[]) => {
    const answers = await answering.together(
      bundle[0]!.question.entity,
      bundle.map(({ question }) => question),
    )
    for (const [index, asked] of bundle.entries()) put(asked, { figures: answers[index]! })
  }
  const answerBundle = async (bundle: readonly Asked[]) => {
    const done =
      bundle.length > 1 &&
      (await together(bundle).then(
        () => true,
        () => false,
      ))
    if (done) return
    for (const asked of bundle) if (!signal.aborted) await alone(asked)
  }
  let isOver = false
  const work = async () => {
    const bundles = (await bundlesOf(questions, answering)).values()
    // All lanes take from the same bundles.
    const lane = async () => {
      for (const bundle of bundles) if (!signal.aborted) await answerBundle(bundle)
    }
    await Promise.all(Array.from({ length: abreast }, lane))
    isOver = true
    wake()
  }
  void work()
  for (;;) {
    if (lines.length > 0) yield lines.splice(0).join('')
    else if (isOver) return
    else
      await new Promise<void>(resolve => {
        wake = resolve
      })
  }
}

/** One question, wherever it stands. */
interface Asked {
  readonly question: FiguresQuestion
  readonly at: number[]
}

/** What is best answered together, in the order in which it is: the one long reading first, that nothing waits for, then what is soon answered. */
async function bundlesOf(questions: readonly FiguresQuestion[], answering: Answering): Promise<Asked[][]> {
  const each = new Map<string, Asked>()
  for (const [index, question] of questions.entries()) {
    const key = JSON.stringify(Object.entries(question).sort())
    const asked = each.get(key)
    if (asked) asked.at.push(index)
    else each.set(key, { question, at: [index] })
  }
  // A search is asked again where it finds nothing, and so it stays by itself.
  const bySearch = Map.groupBy(each.values(), ({ question: { search = '' } }) => search.trim() !== '')
  const byEntity = Map.groupBy(bySearch.get(false) ?? [], ({ question }) => question.entity)
  const ofEntities = await Promise.all([...byEntity].map(([entity, asked]) => bundlesOfEntity(entity, asked, answering)))
  const alone = (bySearch.get(true) ?? []).map(asked => [asked])
  return [...ofEntities.flatMap(({ long }) => long), ...ofEntities.flatMap(({ short }) => short), ...alone]
}

interface Bundles {
  readonly long: readonly Asked[][]
  readonly short: readonly Asked[][]
}

/** Questions with one filter are over the same records; those that walk through nearly everything anyway walk together. */
async function bundlesOfEntity(entity: string, all: readonly Asked[], answering: Answering): Promise<Bundles> {
  const requests = all.map(({ question }) => question)
  try {
    const whole = all.length > 1 ? await answering.costOfAll(entity) : 0
    if (whole < muchToRead) return { long: [], short: byFilter(all) }
    const costs = await answering.costs(entity, requests)
    const costOf = ({ question }: Asked): Costs => costs.get(question) ?? { own: 0, ofAll: 0 }
    // What is refused takes none into its bundle, and what is quickly counted waits for none.
    const waitsForNone = (asked: Asked) => costOf(asked).own < Math.max(costOf(asked).ofAll, whole) * little
    const ownOf = (asked: Asked) => costOf(asked).own
    const quick = all
      .filter(asked => !costs.has(asked.question) || waitsForNone(asked))
      .sort((one, other) => ownOf(one) - ownOf(other))
    const rest = Map.groupBy(
      all.filter(asked => !quick.includes(asked)),
      asked => ownOf(asked) >= costOf(asked).ofAll * most,
    )
    const least = (bundle: readonly Asked[]) => Math.min(...bundle.map(ownOf))
    const short = byFilter(rest.get(false) ?? []).sort((one, other) => least(one) - least(other))
    // Two walks abreast, of two processors: to work out which day a moment is of takes as long as to count all that asks for none.
    const walkOf = (asked: Asked) =>
      costOf(asked).ofAll > whole * farMore ? 'records' : hasSpan(asked.question) ? 'days' : 'index'
    const walks = Map.groupBy(rest.get(true) ?? [], walkOf)
    return { long: [...walks.values()], short: [...quick.map(asked => [asked]), ...short] }
  } catch {
    // Whatever it is, each question is told it.
    return { long: [], short: all.map(asked => [asked]) }
  }
}

const hasSpan = ({ groupBy }: AggregateRequest) => listed(groupBy).some(name => readGrouping(name)?.span !== undefined)

const byFilter = (all: readonly Asked[]): Asked[][] => [...Map.groupBy(all, ({ question: { filter = '' } }) => filter).values()]
