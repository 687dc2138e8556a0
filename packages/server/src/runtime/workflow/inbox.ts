/** Decisions waiting for a person, over all apps: derived from the records themselves at each look, so nothing waits unseen and nothing is shown twice. */
import { quote } from '@bailiwick/definition/compile/names.ts'
import type { InboxView } from '@bailiwick/definition/wire/index.ts'
import type { LiveApp } from '../../database/live-model.ts'
import type { Statement } from '../../database/with-actor.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import type { Plan } from '../records/list.ts'
import { preparedName } from '../records/statement-names.ts'
import { surfaceOf } from '../records/surface.ts'
import { reference, timestampSql } from '../records/values.ts'

const most = 200

function asked(release: string, text: string): Statement {
  return { ...preparedName(release, text), text, values: [] }
}

export function planInbox(apps: readonly LiveApp[], actor: Actor): Plan<InboxView> {
  const questions: { app: string; entity: string; statement: Statement }[] = []
  for (const app of apps) {
    for (const { entity, workflow } of app.entities.values()) {
      if (!workflow?.transitions.some(transition => transition.approval) || !surfaceOf(app, entity.name, actor)) continue
      const inbox = `${quote(app.name)}.${quote(`${entity.name}$inbox`)}`
      questions.push({
        app: app.name,
        entity: entity.name,
        statement: asked(
          app.release,
          `SELECT i.id, i.version, i.title, i.number, i.transition, i.step, ${timestampSql('i.since')}, ${timestampSql('i.due')}, i.requested_by FROM ${inbox} i ORDER BY i.due NULLS LAST, i.since, i.id LIMIT ${most}`,
        ),
      })
    }
  }
  return {
    statements: questions.map(question => question.statement),
    answer: (results, directory: Directory) => ({
      items: results.flatMap((result, index) =>
        result.rows.map(row => {
          const [id, version, title, number, transition, step, since, due, by] = row as (string | null)[]
          return {
            app: questions[index]?.app ?? '',
            entity: questions[index]?.entity ?? '',
            id: String(id),
            version: Number(version),
            title: String(title ?? ''),
            ...(number ? { number: String(number) } : {}),
            transition: String(transition),
            step: String(step),
            since: since ?? null,
            due: due ?? null,
            requestedBy: reference(by ?? null, directory.personName(by ?? null)),
          }
        }),
      ),
    }),
  }
}
