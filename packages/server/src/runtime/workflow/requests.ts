/** What somebody asked for and others decide on, over all apps: read from the records themselves, like the inbox of those who decide. */

import { quote } from '@bailiwick/definition/compile/names.ts'
import { namesAsArray } from '@bailiwick/definition/fields/sql-literal.ts'
import type { Transition } from '@bailiwick/definition/model/index.ts'
import type { RequestView, StepView } from '@bailiwick/definition/wire/index.ts'
import type { LiveApp } from '../../database/live-model.ts'
import type { Statement } from '../../database/with-actor.ts'
import type { Actor } from '../../security/access/actor.ts'
import { askedIn } from '../records/get.ts'
import type { Plan } from '../records/list.ts'
import { preparedName } from '../records/statement-names.ts'
import type { Surface } from '../records/surface.ts'
import { surfaceOf } from '../records/surface.ts'
import { namePartsSql } from '../records/titles.ts'
import { timestampSql } from '../records/values.ts'
import { speakerOf } from '../speaker.ts'

const most = 50

interface Question {
  readonly surface: Surface
  readonly transition: Transition
  readonly statement: Statement
}

export function planRequests(apps: readonly LiveApp[], actor: Actor): Plan<{ items: RequestView[] }> {
  const questions = apps.flatMap(app =>
    [...app.entities.values()].flatMap(({ entity, workflow }) => {
      const surface = workflow && surfaceOf(app, entity.name, actor)
      if (!surface) return []
      return workflow.transitions
        .filter(transition => transition.approval)
        .map(transition => questionOf(surface, workflow.field, transition, actor))
    }),
  )
  return {
    statements: questions.map(({ statement }) => statement),
    answer: results => ({
      items: results
        .flatMap((result, index) => result.rows.flatMap(row => viewOf(questions[index]!, row, actor.languages ?? [])))
        .sort((one, other) => (one.since ?? '').localeCompare(other.since ?? '')),
    }),
  }
}

function questionOf(surface: Surface, state: string, transition: Transition, actor: Actor): Question {
  const { names, app } = surface
  const { number = 'NULL', title = 'NULL' } = namePartsSql(surface)
  const column = `t.${quote(state)}`
  const text = `SELECT t.id, ${column}, ${timestampSql(`t.${quote(`${state}_since`)}`)}, ${timestampSql(`t.${quote(`${state}_due`)}`)}, ${names.can}(t.id) -> 'waiting' -> $2, ${number}, ${title}
FROM ${names.read} t WHERE t.created_by = $1::uuid AND ${column} = ANY ($3::text[]) ORDER BY t.id DESC LIMIT ${most}`
  const values = [actor.person, transition.name, namesAsArray(transition.from)]
  return { surface, transition, statement: { ...preparedName(app.release, text), text, values } }
}

function viewOf({ surface, transition }: Question, row: readonly unknown[], languages: readonly string[]): RequestView[] {
  const [id, state, since, due, waiting, number, title] = row
  const states = waiting as readonly StepView['state'][] | null
  const { steps } = transition.approval!
  const open = states?.indexOf('open') ?? -1
  const step = steps[open]
  if (!step) return []
  return [
    {
      app: surface.app.name,
      entity: surface.live.entity.name,
      id: String(id),
      ...(number ? { number: String(number) } : {}),
      title: String(title || surface.live.entity.label),
      transition: transition.name,
      state: String(state),
      since: since as string | null,
      due: due as string | null,
      asks: askedIn(surface, step, speakerOf(languages, surface.app, surface.live.entity.name)),
      step: states!.slice(0, open + 1).filter(each => each !== 'skipped').length,
      steps: states!.filter(each => each !== 'skipped').length,
    },
  ]
}
