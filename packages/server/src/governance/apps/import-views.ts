/** Lists under a name that come with an example. Held against its definition: a view that asks for what is not there would be the first thing somebody sees. */
import { entityOfList } from '@bailiwick/definition/entity-of-list.ts'
import { checkExpression } from '@bailiwick/definition/expressions/index.ts'
import type { Definition } from '@bailiwick/definition/model/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import type { ViewQuestion } from '@bailiwick/definition/wire/index.ts'
import type { ClientBase } from 'pg'

export interface ImportedView {
  readonly owner: string
  readonly list: string
  readonly name: string
  readonly question: ViewQuestion
  readonly roles?: readonly string[]
  readonly locked?: boolean
  readonly default?: boolean
}

/** @throws a sentence for a view that the app could not answer */
export async function importViews(
  admin: ClientBase,
  definition: Definition,
  views: readonly ImportedView[],
  personId: ReadonlyMap<string, string>,
): Promise<void> {
  for (const view of views) {
    checkView(definition, view)
    const owner = personId.get(view.owner)
    if (!owner) throw new Error(`The seed’s view “${view.name}” belongs to ${view.owner}, who is not there.`)
    const taken = await admin.query(
      `SELECT FROM bailiwick.saved_view v WHERE v.app = $1 AND v.list = $2 AND bailiwick.name_read(v.name) = bailiwick.name_read($3)
        AND CASE WHEN $5::text[] = '{}' THEN v.roles = '{}' AND v.owner = $4 ELSE v.roles && $5::text[] END`,
      [definition.app.name, view.list, view.name, owner, view.roles ?? []],
    )
    if (taken.rowCount)
      throw new Error(`The seed’s view “${view.name}” of ${view.list} has a name that another has for the same people.`)
    await admin.query(
      `INSERT INTO bailiwick.saved_view (app, list, name, question, owner, roles, locked, first_for) VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7, $8)`,
      [
        definition.app.name,
        view.list,
        view.name,
        JSON.stringify(view.question),
        owner,
        view.roles ?? [],
        view.locked ?? true,
        view.default ? (view.roles ?? []) : [],
      ],
    )
  }
}

function checkView(definition: Definition, { list, name, question, roles = [] }: ImportedView): void {
  const wrong = (what: string) => new Error(`The seed’s view “${name}” ${what}.`)
  const entity = entityOfList(definition, list)
  if (!entity) throw wrong(`is of ${list}, which the app does not have`)
  for (const role of roles)
    if (!definition.roles.some(each => each.name === role && !each.public))
      throw wrong(`is for ${role}, which is no role of the app`)
  if (question.filter !== undefined) {
    const checking = checkExpression(question.filter, scopeFor(definition, entity, 'filter'))
    if (!checking.ok) throw wrong(`has a filter that is not valid: ${checking.problems.map(({ message }) => message).join(' ')}`)
  }
  const known = new Set([...entity.fields.map(field => field.name), ...system])
  for (const each of namesIn(question)) if (!known.has(each)) throw wrong(`names ${each}, which is no field of ${entity.name}`)
}

const system = ['id', 'created_at', 'created_by', 'updated_at', 'updated_by']

/** Fields that stand in it: `a,b`, `a desc`, `week(a)`, `sum(a)`, `a:120`. */
function* namesIn({ columns, orderBy, group, summary, widths }: ViewQuestion): Generator<string> {
  for (const part of [columns, orderBy, group, summary, widths].flatMap(text => text?.split(',') ?? [])) {
    const found = /^\s*(?:\w+\()?(\w+)/.exec(part)
    if (found && part.trim() !== 'count()') yield found[1]!
  }
}
