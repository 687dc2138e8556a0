/** A proof for people: Markdown. */
import type { Proof } from './proof.ts'
import { faultsOf, isProved } from './proof.ts'
import type { FieldLine } from './tally.ts'

export function printProof(proof: Proof): string {
  const faults = faultsOf(proof)
  return [
    `# Proof of the access rules of ${proof.app}, release ${proof.release.number}`,
    verdict(proof),
    table(
      ['', ''],
      [
        ['Release', `${proof.release.number} (${proof.release.id})`],
        ['Proved at', proof.at],
        ['Seed', String(proof.seed)],
        ['Cases', `${proof.cases} in ${proof.rounds} rounds of generated records`],
        ['Differences', String(proof.differing)],
        ['Took', `${proof.seconds.toFixed(1)} s`],
        ['Live catalog', `${proof.catalog.objects} objects compared, ${proof.catalog.differences.length} differences`],
        ['Permitted, but kept out by a constraint', String(proof.constrained)],
        ['Versions', `compiler ${proof.versions.compiler}, PostgreSQL ${proof.versions.postgres}, Node ${proof.versions.node}`],
      ],
    ),
    ...(faults.length > 0 ? ['## What speaks against it', faults.map(fault => `- ${oneLine(fault)}`).join('\n')] : []),
    ...(proof.unmet.length > 0
      ? [
          '## Rules met in one direction only',
          'The dice found no record on which these come out both ways. What they decide is proved for the direction named.',
          proof.unmet.map(rule => `- ${oneLine(rule)}`).join('\n'),
        ]
      : []),
    '## Who may do what',
    'Each number is a count of cases in which the database decided as the evaluator did, unless the last column says otherwise.',
    ...byEntity(proof.lines).map(([entity, lines]) =>
      [
        `### ${entity}`,
        table(
          ['As', 'Operation', 'Cases', 'Allowed', 'Refused', 'Differences'],
          [...lines]
            .sort((a, b) => compare(a.role, b.role) || compare(a.operation, b.operation))
            .map(line => [line.role, line.operation, line.cases, line.allowed, line.refused, line.differences].map(String)),
        ),
      ].join('\n\n'),
    ),
    '## Who reads and writes which field',
    'Read: by how many roles, alone or with another, on at least one record; a dash: on none.',
    ...byEntity(proof.fields).map(([entity, fields]) => `### ${entity}\n\n${fieldTable(fields)}`),
    '',
  ].join('\n\n')
}

/** One sentence. */
export function verdict(proof: Proof): string {
  return isProved(proof)
    ? `All ${proof.cases} cases came out as the evaluator says, and the live schema is the one they were run on.`
    : `Not proved: ${proof.differing} of ${proof.cases} cases came out otherwise, ${proof.catalog.differences.length} objects of the live schema are not as the release makes them, ${proof.lint.length} faults were found in the catalog.`
}

function fieldTable(fields: readonly FieldLine[]): string {
  const names = [...new Set(fields.map(line => line.field))]
  const roles = (field: string, of: (line: FieldLine) => number, not: (line: FieldLine) => number) =>
    fields
      .filter(line => line.field === field && of(line) > 0)
      .map(line => (not(line) > 0 ? `${line.role} (some)` : line.role))
      .join(', ') || '–'
  return table(
    ['Field', 'Read by', 'Written by'],
    names.map(field => [
      field,
      roles(
        field,
        line => line.read,
        line => line.hidden,
      ),
      roles(
        field,
        line => line.written,
        line => line.refused,
      ),
    ]),
  )
}

function byEntity<T extends { readonly entity: string }>(lines: readonly T[]): [string, T[]][] {
  const groups = new Map<string, T[]>()
  for (const line of lines) groups.set(line.entity, [...(groups.get(line.entity) ?? []), line])
  return [...groups].sort(([a], [b]) => compare(a, b))
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ')

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
