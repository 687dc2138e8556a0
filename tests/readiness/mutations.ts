/**
 * Every way in which this test spoils a compiled app: each derived object taken away with all that stands on it, each made to ask less than it should while the others stand,
 * and rights given that nobody should have.
 */

import { compile } from '@bailiwick/definition/compile/compile.ts'
import type { CompiledApp, Derived } from '@bailiwick/definition/compile/compiled.ts'
import { factsOf } from '@bailiwick/definition/compile/facts.ts'
import { entityNames } from '@bailiwick/definition/compile/names.ts'
import { grantsFor, RuleCompiler, rulesFor } from '@bailiwick/definition/compile/rules.ts'
import type { Definition } from '@bailiwick/definition/model/index.ts'
import type { Spoiling } from '../../packages/server/src/governance/readiness/prove/trial.ts'
import { weakeningsOf } from './weakenings.ts'

/** @param app the scratch app's names differ from run to run; objects are found by their place */
export type Mutation = Omit<Spoiling, 'isUnseen'>
type Change = Pick<Mutation, 'name' | 'alter'>

/**
 * @param withForgotten also each object as it were without one condition of the definition: compiling it so often takes a while
 * @param tried hears of each way in which some object should be spoiled, also where that changes nothing
 */
export function mutationsOf(
  definition: Definition,
  withForgotten = true,
  tried: (what: string) => void = () => undefined,
): Mutation[] {
  const app = compile(definition)
  const plain = (text: string) => text.replaceAll('"', '').replaceAll(`${app.schema}.`, '').replaceAll(/\s+/g, ' ')
  const made: Change[] = []
  const add = (index: number, what: string, change: (object: Derived, app: CompiledApp) => Derived | undefined) => {
    tried(what)
    const object = app.derived[index]!
    const changed = change(object, app)
    if (changed?.sql === object.sql) return
    made.push({
      name: `${object.kind} ${plain(object.name)}: ${what}`,
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
    if (object.kind === 'policy') {
      add(
        index,
        'for every role',
        sql(text => text.replace(/ TO bailiwick_\w+ /, ' TO PUBLIC ')),
      )
    }
    if (object.kind === 'trigger') {
      add(index, 'missing', () => undefined)
      for (const event of ['INSERT', 'UPDATE', 'DELETE'])
        add(
          index,
          `not on ${event}`,
          sql(text => text.replace(` OR ${event}`, '').replace(`${event} OR `, '')),
        )
    }
    if (object.kind === 'view' || object.kind === 'function') made.push(dropped(index, object, plain(object.name)))
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
        sql(text => text.replaceAll(/\n {2}\((?:(?!\n {2}\S)[\s\S])*?\) IS TRUE AS ("[a-z_]+\$readable")/g, '\n  true AS $1')),
      )
      add(
        index,
        'masked text whole',
        sql(text => text.replaceAll(/THEN [^\n]* END AS ("([a-z]+)\$masked")/g, 'THEN t."$2"::text END AS $1')),
      )
      add(
        index,
        'masked text for everybody',
        sql(text => text.replaceAll(/ IS NOT TRUE AND (?:(?! THEN )[\s\S])* THEN /g, ' IS NOT TRUE THEN ')),
      )
      add(
        index,
        'masked text beside the value',
        sql(text => text.replaceAll(/CASE WHEN \((?:(?!CASE WHEN)[\s\S])*?\) IS NOT TRUE AND /g, 'CASE WHEN ')),
      )
      add(
        index,
        'files of other records',
        sql(text => text.replaceAll(' AND f.record = t.id', '')),
      )
      add(
        index,
        'with the trash',
        sql(text => text.replace(/WHERE t\.deleted_at IS NULL(?:;$| AND )/, end => (end.endsWith(';') ? ';' : 'WHERE '))),
      )
      if (name.endsWith('$export')) {
        add(
          index,
          'without the export right',
          sql(text => text.replace(/IS NULL AND \([\s\S]*\);$/, 'IS NULL;')),
        )
        add(
          index,
          'also what is not read',
          sql(text => withoutPart(text, 0)),
        )
        add(
          index,
          'all that is read',
          sql(text => withoutPart(text, 1)),
        )
      }
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
          sql(text => text.replaceAll(/\n {2}AND \((?![^\n]*count\()(?:[^\n]|\n {4}OR)*\n/g, '\n')),
        )
        add(
          index,
          'before its turn',
          sql(text => text.replaceAll(/\n {2}AND \([^\n]*count\([^\n]*\n/g, '\n')),
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
      made.push(strongerOwner(index, name))
    }
    if (object.kind === 'function') {
      const body = (text: string) => sql(was => was.replace(/AS ?(\$\w+\$)[\s\S]*\1/, `AS $1${text}$1`))
      if (name.endsWith('$guard()')) {
        add(index, 'lets everything through', body('BEGIN RETURN NEW; END'))
        for (const [at, code] of refusals(object.sql).entries())
          add(
            index,
            `without ${code} (${at + 1})`,
            sql(text => withoutRefusal(text, at)),
          )
        for (const [at, text] of problemsIn(object.sql).entries())
          add(
            index,
            `without the problem ${problemNamed(text)} (${at + 1})`,
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
        add(
          index,
          'without noting who edits',
          sql(text => text.replaceAll(/NEW\."status\$editors" := array_append\([\s\S]*?;/g, 'NULL;')),
        )
        add(
          index,
          'keeping who edited before',
          sql(text => text.replaceAll(`NEW."status$editors" := '{}';`, '')),
        )
        add(
          index,
          'with anybody’s files',
          sql(text => text.replaceAll(/ AND NOT bailiwick\.attach_file\([^)]*\)/g, ' AND false')),
        )
        add(
          index,
          'without what is shared',
          sql(text => text.replaceAll(/shared := [^;]*;/g, 'shared := NULL;')),
        )
        add(
          index,
          'with every field for whom it is shared with',
          sql(text =>
            text.replaceAll(
              `granted := granted || coalesce(shared, '{}');`,
              'IF shared IS NOT NULL THEN granted := touched; END IF;',
            ),
          ),
        )
        add(
          index,
          'with old words to search',
          sql(text => text.replaceAll(/NEW\.search_text := to_tsvector[^;]*;/g, 'NEW.search_text := OLD.search_text;')),
        )
      } else if (name.includes('$lines()')) {
        add(index, 'tells the record nothing', body('BEGIN RETURN NULL; END'))
        add(
          index,
          'tells of the new record alone',
          sql(text => text.replaceAll(/, CASE WHEN was\$ THEN OLD\.[^\]]*\]/g, ']')),
        )
        add(
          index,
          'counts what came alone',
          sql(text => text.replaceAll(/ - coalesce\(CASE WHEN was\$ [^)]*\)/g, '')),
        )
        add(
          index,
          'counts what is in the trash',
          sql(text => text.replaceAll(/ AND (NEW|OLD)\.deleted_at IS NULL/g, '')),
        )
      } else if (name.includes('$whole()')) {
        add(index, 'judges nothing', body('BEGIN RETURN NULL; END'))
      } else if (name.includes('$audit()')) add(index, 'writes nothing', body('BEGIN RETURN NULL; END'))
      else {
        add(
          index,
          'tells the audit nothing',
          sql(text => text.replace(/INSERT INTO bailiwick\.audit [\s\S]*?;/, 'NULL;')),
        )
        if (/\$(share[a-z_]*|unshare|why|access)\(/.test(name)) {
          add(
            index,
            'also what is ended',
            sql(text => text.replaceAll('s.ended_at IS NULL AND ', '').replaceAll(' AND s.ended_at IS NULL', '')),
          )
          add(
            index,
            'also what is over',
            sql(text => text.replaceAll(' AND s.until > now()', '')),
          )
          add(
            index,
            'for everybody',
            sql(text => text.replaceAll('(s.person = acting$ OR s.team = ANY (reached$))', 'true')),
          )
          add(
            index,
            'in the trash too',
            sql(text => text.replaceAll(' AND t.deleted_at IS NULL', '')),
          )
          add(
            index,
            'not by teams',
            sql(text => text.replaceAll(' OR s.team = ANY (reached$)', '')),
          )
          add(
            index,
            'whatever the level',
            sql(text =>
              text
                .replaceAll(`s.level IN ('comment', 'edit') AND `, '')
                .replaceAll(` AND s.level = 'edit'`, '')
                .replaceAll(`s.level = 'edit' AND `, ''),
            ),
          )
          for (const operation of ['read', 'share', 'comment', 'update'] as const)
            add(index, `whether or not the sharer may ${operation}`, (each, other) => ({
              ...each,
              sql: ['t', 'before_it'].reduce(
                (text, alias) => text.replaceAll(sharersRight(definition, other, name, operation, alias), 'true'),
                each.sql,
              ),
            }))
        }
        if (/\$(why|access)\(/.test(name)) {
          add(
            index,
            'tells every rule',
            sql(text =>
              text.replace(/ELSE ARRAY\[.*\]::boolean\[\] END INTO told\$/, 'ELSE array_fill(true, ARRAY[100]) END INTO told$'),
            ),
          )
          add(
            index,
            'also of who holds no role',
            sql(text => text.replaceAll(/ AND EXISTS \(SELECT FROM unnest\(f\.roles\) r WHERE starts_with\(r, '[^']*'\)\)/g, '')),
          )
          add(
            index,
            'of shares with anybody',
            sql(text => text.replaceAll('(g.person = f.person OR g.team = ANY (f.above))', 'true')),
          )
          add(
            index,
            'of records that are not seen',
            sql(text =>
              text.replace(/FROM \(SELECT r\.id.*\) r\n +JOIN (\S+) t ON t\.id = r\.id;/, 'FROM $1 t WHERE t.id = of$$record;'),
            ),
          )
        }
        if (name.includes('$shared_fields('))
          add(
            index,
            'every field',
            sql(text => text.replaceAll(/CASE WHEN [\s\S]*? THEN (jsonb_build_object\('[a-z]+', true\)) ELSE '\{\}' END/g, '$1')),
          )
        if (name.includes('$shares(')) {
          add(
            index,
            'of everybody',
            sql(text => text.replace(/\n {4}AND EXISTS \(SELECT FROM "[^"]+"\."[a-z]+\$read"[^\n]*/, '')),
          )
          add(
            index,
            'said to work',
            sql(text => text.replace(/EXISTS \(SELECT FROM bailiwick\.facts_of[\s\S]*?\)\n {2}FROM/, 'true\n  FROM')),
          )
        }
        if (name.includes('$files(')) {
          add(
            index,
            'unmasked',
            sql(text => text.replace(/\n {2}WHERE s\.readable/, '')),
          )
          add(
            index,
            'of other fields',
            sql(text => text.replace(' AND f.field = s.field_id', '')),
          )
        }
        if (name.includes('$file_part('))
          add(
            index,
            'for everybody',
            sql(text => text.replace(/IF NOT EXISTS \(SELECT FROM "[^"]+"\."[a-z]+\$files[\s\S]*?END IF;/, '')),
          )
        if (name.includes('$upload('))
          add(
            index,
            'for everybody',
            sql(text => text.replaceAll(/ AND \((?:(?!THEN)[\s\S])*THEN\n( +RETURN bailiwick\.begin_file)/g, ' THEN\n$1')),
          )
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
  const entities = definition.entities.map(entity => entity.name).join('|')
  return [...made, ...(withForgotten ? forgotten(definition, app, plain) : []), ...rightsMore(app)].map(change => {
    // Grants name columns before the object.
    const [, object, entity] = new RegExp(`(?:^grant .* ON |^.*?\\b)((${entities})(?:\\$[a-z_]+)?)\\b`).exec(change.name)!
    return { ...change, object: object!, entity: entity! }
  })
}

/** Of each `(what is read) AND (what may leave)` in a view of exports one of the two. */
function withoutPart(text: string, part: 0 | 1): string {
  const [head, ...conditions] = text.split(/(?<=CASE WHEN |\n {2}\()(?=\()/)
  const changed = conditions.map(each => {
    const first = endOfBrackets(each)
    const second = first + ' AND '.length
    if (!each.startsWith(' AND (', first)) return each
    const both = second + endOfBrackets(each.slice(second))
    return (part === 0 ? each.slice(second, both) : each.slice(0, first)) + each.slice(both)
  })
  return [head, ...changed].join('')
}

/** After the bracket that closes the first one. */
function endOfBrackets(text: string): number {
  let depth = 0
  for (const [at, sign] of [...text].entries()) {
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0
    if (depth === 0) return at + 1
  }
  return text.length
}

/** Made first and then dropped with whatever stands on it: what is made after it could not be made without it. */
function dropped(index: number, object: Derived, name: string): Change {
  return {
    name: `${object.kind} ${name}: missing`,
    alter: app => {
      const { kind, role, name: at } = app.derived[index]!
      const drop: Derived = { kind, role, name: `no ${at}`, sql: `DROP ${kind === 'view' ? 'VIEW' : 'FUNCTION'} ${at} CASCADE;` }
      return { ...app, derived: [...app.derived, drop] }
    },
  }
}

/** Of the same text as the views and functions that are spoiled so. */
const sameText = /\$(read_all|read_some|trash|access)\b|^(read_all|read_some) ON /

/** One object as the compiler would make it that had forgotten a condition; everything else as it should be. */
function forgotten(definition: Definition, app: CompiledApp, plain: (text: string) => string): Change[] {
  return weakeningsOf(definition).flatMap(weakening => {
    const weak = byPlace(compile(weakening.definition))
    return app.derived.flatMap((object, index): Change[] => {
      const instead = weak.get(placeOf(object))
      if (!instead || instead.sql === object.sql || object.kind === 'grant' || sameText.test(object.name)) return []
      return [
        {
          name: `${object.kind} ${plain(object.name)}: ${weakening.name}`,
          alter: other => {
            const { definition: weaker } = weakening
            const made = byPlace(compile({ ...weaker, app: { ...weaker.app, name: other.schema } }))
            return { ...other, derived: other.derived.map((each, at) => (at === index ? made.get(placeOf(each))! : each)) }
          },
        },
      ]
    })
  })
}

const placeOf = (object: Derived) => `${object.kind} ${object.name}`
const byPlace = (app: CompiledApp) => new Map(app.derived.map(object => [placeOf(object), object]))

const refusal = /IF (?:(?!\bIF\b|END IF)[\s\S])*? THEN\s+RAISE EXCEPTION '([a-z.-]+)'(?:(?!END IF)[\s\S])*?END IF;/g
const problem = /IF (?:(?!\bIF\b|END IF)[\s\S])*? THEN\s+problems := (?:(?!END IF)[\s\S])*?END IF;/g
const refusals = (text: string) => [...text.matchAll(refusal)].map(match => match[1]!)
const problemsIn = (text: string) => [...text.matchAll(problem)].map(match => match[0])
/** Its field, and its code or sentence. */
const problemNamed = (text: string) =>
  /'field', (?:'(\w+)'|NULL::text), '(?:code|message)', '([^']*)'/.exec(text)?.slice(1).join(' ').trim()
const without = (pattern: RegExp) => (text: string, place: number) => {
  let at = -1
  return text.replaceAll(pattern, whole => {
    at += 1
    return at === place ? 'NULL;' : whole
  })
}
const withoutRefusal = without(refusal)
const withoutProblem = without(problem)

/** As the functions of shares say it. */
function sharersRight(
  definition: Definition,
  app: CompiledApp,
  place: string,
  operation: 'read' | 'share' | 'comment' | 'update',
  alias: string,
): string {
  const entity = definition.entities.find(each => place.startsWith(`${each.name}$`))!
  const compiler = new RuleCompiler({ ...definition, app: { ...definition.app, name: app.schema } }).asking(factsOf('sharer'))
  return `coalesce(${compiler.anyOf(rulesFor(grantsFor(entity, operation)), entity, alias)}, false)`
}

/** Of the role whose policies show every row; what it grants it then grants as that role. */
function strongerOwner(index: number, name: string): Change {
  return {
    name: `view ${name}: of a stronger owner`,
    alter: app => {
      const at = app.derived[index]!.name
      return {
        ...app,
        derived: app.derived.map((each, place) =>
          place === index || (each.kind === 'grant' && each.sql.includes(` ON ${at} TO `))
            ? { ...each, role: 'bailiwick_guard' }
            : each,
        ),
      }
    },
  }
}

/** Rights that nobody should have. */
function rightsMore(app: CompiledApp): Change[] {
  const entities = [...new Set(app.tables.map(table => table.name.replace(/\$.*/, '')))]
  const more = (name: string, role: Derived['role'], sql: (names: ReturnType<typeof entityNames>) => string) =>
    entities.map(
      (entity): Change => ({
        name: `${name} of ${entity}`,
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
