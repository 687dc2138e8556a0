/** Every way in which this test spoils a compiled app: each derived object taken away, and each made harmless where others need it to be there. */

import type { CompiledApp, Derived } from '@bailiwick/definition/compile/compiled.ts'
import { entityNames } from '@bailiwick/definition/compile/names.ts'

export interface Mutation {
  readonly name: string
  readonly object: Derived['kind'] | 'right'
  readonly alter: (app: CompiledApp) => CompiledApp
}

/** @param app the scratch app's names differ from run to run; objects are found by their place */
export function mutationsOf(app: CompiledApp): Mutation[] {
  const plain = (text: string) => text.replaceAll('"', '').replaceAll(`${app.schema}.`, '').replaceAll(/\s+/g, ' ')
  const made: Mutation[] = []
  const add = (index: number, what: string, change: (object: Derived, app: CompiledApp) => Derived | undefined) => {
    const object = app.derived[index]!
    const changed = change(object, app)
    if (changed?.sql === object.sql && changed.role === object.role) return
    made.push({
      name: `${object.kind} ${plain(object.name)}: ${what}`,
      object: object.kind,
      alter: other => ({
        ...other,
        derived: other.derived.flatMap((each, at) => {
          if (at !== index) return [each]
          const instead = change(each, other)
          return instead ? [instead] : []
        }),
      }),
    })
  }
  const sql = (change: (text: string) => string) => (object: Derived) => ({ ...object, sql: change(object.sql) })
  for (const [index, object] of app.derived.entries()) {
    const name = plain(object.name)
    if (object.kind === 'policy') {
      add(index, 'missing', () => undefined)
      if (!/USING \(true\)( WITH CHECK \(true\))?;$/.test(object.sql))
        add(
          index,
          'open',
          sql(text => text.replace(/(USING|WITH CHECK) \([\s\S]*\);$/, '$1 (true);')),
        )
    }
    if (object.kind === 'trigger') add(index, 'missing', () => undefined)
    if (object.kind === 'grant') {
      if (/\nGRANT EXECUTE/.test(object.sql)) {
        add(index, 'for everyone', () => undefined)
        add(
          index,
          'missing',
          sql(text => text.replace(/\nGRANT EXECUTE[^;]*;/, '')),
        )
      } else
        for (const [part] of object.sql.split('\n').entries())
          add(
            index,
            `part ${part + 1} missing`,
            sql(text =>
              text
                .split('\n')
                .filter((_, at) => at !== part)
                .join('\n'),
            ),
          )
    }
    if (object.kind === 'view') {
      add(
        index,
        'unmasked',
        sql(text =>
          text.replaceAll(
            /CASE WHEN (?:(?!CASE WHEN)[\s\S])*? THEN ((?:t\.|\(SELECT )(?:(?!CASE WHEN)[\s\S])*?) END AS/g,
            '$1 AS',
          ),
        ),
      )
      add(
        index,
        'masks said to be open',
        sql(text => text.replaceAll(/coalesce\((?:(?!coalesce)[\s\S])*?, false\) AS ("[a-z_]+\$readable")/g, 'true AS $1')),
      )
      add(
        index,
        'with the trash',
        sql(text => text.replace(/WHERE t\.deleted_at IS NULL$|WHERE t\.deleted_at IS NULL;$/, ';').replace(';;', ';')),
      )
      if (name.endsWith('$trash')) {
        add(
          index,
          'without the restore right',
          sql(text => text.replace(/IS NOT NULL AND \([\s\S]*\);$/, 'IS NOT NULL;')),
        )
        add(
          index,
          'without the trash condition',
          sql(text => text.replace('t.deleted_at IS NOT NULL AND', '')),
        )
      }
      if (name.endsWith('$inbox')) {
        add(
          index,
          'of everybody',
          sql(text => text.replaceAll(/\n {2}AND \((?!SELECT)[^\n]*\n/g, '\n')),
        )
        add(
          index,
          'without four eyes',
          sql(text => text.replaceAll(/\n {2}AND NOT coalesce\([^\n]*\n/g, '\n')),
        )
        add(
          index,
          'after voting',
          sql(text => text.replaceAll(/\n {2}AND NOT EXISTS[^\n;]*/g, '')),
        )
        add(
          index,
          'in every state',
          sql(text => text.replaceAll(/WHERE t\."status" IN \([^)]*\)/g, 'WHERE true')),
        )
      }
      if (name.endsWith('$write') || name.endsWith('$votes')) add(index, 'of a stronger owner', strongerOwner)
    }
    if (object.kind === 'function') {
      const body = (text: string) => sql(was => was.replace(/AS ?(\$\w+\$)[\s\S]*\1/, `AS $1${text}$1`))
      if (name === 'customer$guard()' || name === 'refund$guard()') {
        add(index, 'lets everything through', body('BEGIN RETURN NEW; END'))
        for (const [at, code] of refusals(object.sql).entries())
          add(
            index,
            `without ${code} (${at + 1})`,
            sql(text => withoutRefusal(text, at)),
          )
        for (const [at] of problemsIn(object.sql).entries())
          add(
            index,
            `without problem ${at + 1}`,
            sql(text => withoutProblem(text, at)),
          )
        add(
          index,
          'without stamping who',
          sql(text => text.replaceAll('NEW.updated_by := acting;', '').replaceAll('NEW.created_by := acting;', '')),
        )
        add(
          index,
          'without moving the version',
          sql(text => text.replace('NEW.version := OLD.version + 1;', '')),
        )
        add(
          index,
          'without voiding votes',
          sql(text => text.replaceAll('NEW.approval_round := OLD.approval_round + 1;', '')),
        )
      } else if (name.includes('$audit()')) add(index, 'writes nothing', body('BEGIN RETURN NULL; END'))
      else {
        add(index, 'missing', object => ({ ...object, sql: '', role: object.role }))
        if (name.includes('$can(')) add(index, 'offers nothing', body('BEGIN RETURN NULL; END'))
        if (name.includes('$history(')) {
          add(
            index,
            'unmasked',
            sql(text => text.replaceAll('WHERE e.key = ANY (v.fields)', '')),
          )
          add(index, 'of everybody', (each, other) => ({
            ...each,
            sql: each.sql
              .replaceAll(
                /FROM "[a-z0-9_]+"\."([a-z]+)\$(read|trash)" r/g,
                (_, entity) => `FROM ${entityNames(other.schema, entity).table} r`,
              )
              .replaceAll(/r\."[a-z]+\$readable"/g, 'true'),
          }))
        }
        if (name.includes('$search('))
          add(
            index,
            'finds everything',
            sql(text => text.replaceAll(/ AND \((?:(?!\$\w*\$)[\s\S])*(?=\$\w+\$ USING)/g, '')),
          )
        for (const [at, code] of refusals(object.sql).entries())
          add(
            index,
            `without ${code} (${at + 1})`,
            sql(text => withoutRefusal(text, at)),
          )
      }
    }
  }
  // A function that is missing takes what grants it along.
  const alone = made.map(mutation => (/^function .*: missing$/.test(mutation.name) ? withoutItsGrant(mutation) : mutation))
  return [...alone, ...rightsMore(app)]
}

const refusal = /IF (?:(?!\bIF\b|END IF)[\s\S])*? THEN\s+RAISE EXCEPTION '([a-z.-]+)'(?:(?!END IF)[\s\S])*?END IF;/g
const problem = /IF (?:(?!\bIF\b|END IF)[\s\S])*? THEN\s+problems := (?:(?!END IF)[\s\S])*?END IF;/g
const refusals = (text: string) => [...text.matchAll(refusal)].map(match => match[1]!)
const problemsIn = (text: string) => [...text.matchAll(problem)].map(match => match[0])
const without = (pattern: RegExp) => (text: string, place: number) => {
  let at = -1
  return text.replaceAll(pattern, whole => {
    at += 1
    return at === place ? 'NULL;' : whole
  })
}
const withoutRefusal = without(refusal)
const withoutProblem = without(problem)

function strongerOwner(object: Derived): Derived {
  return { ...object, role: 'bailiwick_guard' }
}

function withoutItsGrant(mutation: Mutation): Mutation {
  const place = /^function ([a-z$]+)\(/.exec(mutation.name)?.[1]
  return {
    ...mutation,
    alter: app => {
      const altered = mutation.alter(app)
      return {
        ...altered,
        derived: altered.derived.filter(
          each => !(each.kind === 'grant' && each.name.replaceAll('"', '') === `EXECUTE ${app.schema}.${place}`),
        ),
      }
    },
  }
}

/** Rights that nobody should have. */
function rightsMore(app: CompiledApp): Mutation[] {
  const entities = [...new Set(app.tables.map(table => table.name.replace(/\$.*/, '')))]
  const more = (name: string, role: Derived['role'], sql: (names: ReturnType<typeof entityNames>) => string) =>
    entities.map(
      (entity): Mutation => ({
        name: `${name} of ${entity}`,
        object: 'right',
        alter: other => ({
          ...other,
          derived: [...other.derived, { kind: 'grant', name, role, sql: `${sql(entityNames(other.schema, entity))};` }],
        }),
      }),
    )
  return [
    ...more('reading the table', 'bailiwick_owner', names => `GRANT SELECT ON ${names.table} TO bailiwick_runtime`),
    ...more('reading what rules read', 'bailiwick_rule', names => `GRANT SELECT ON ${names.rule} TO bailiwick_runtime`),
    ...more(
      'reading what is written through',
      'bailiwick_writer',
      names => `GRANT SELECT ON ${names.write} TO bailiwick_runtime`,
    ),
    ...more(
      'setting who made it',
      'bailiwick_writer',
      names => `GRANT UPDATE (created_by) ON ${names.write} TO bailiwick_runtime`,
    ),
    ...more('giving an id', 'bailiwick_writer', names => `GRANT INSERT (id) ON ${names.write} TO bailiwick_runtime`),
    ...more('calling the guard', 'bailiwick_guard', names => `GRANT EXECUTE ON FUNCTION ${names.guard}() TO bailiwick_runtime`),
  ]
}
