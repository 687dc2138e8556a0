/**
 * An app of the camera's own, for what no example has: an entity of 200 columns, text from right to left, text of 10,000 letters, and lines that two people may write at
 * once. Its files are written to a temporary folder, and it is installed like an example.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readDefinition } from '@bailiwick/definition/index.ts'
import pg from 'pg'
import { fixedId, uuidAt } from '../../examples/seeding/identifiers.ts'
import { startRandom } from '../../examples/seeding/random.ts'
import type { AdminAddress } from '../../packages/server/src/database/open.ts'
import type { ExampleApp } from '../../packages/server/src/entry/cli/serve.ts'
import { importSeed, type SeedToImport } from '../../packages/server/src/governance/apps/import-seed.ts'
import { release } from '../../packages/server/src/release.ts'

export const measured = Array.from({ length: 196 }, (_, index) => `reading_${String(index + 1).padStart(3, '0')}`)
export const words = ['title', 'site', 'note', 'taken_on']

const files: Readonly<Record<string, string>> = {
  'app.yaml': `app: extremes
title: Extremes
description: What strains a screen.
icon: alert-triangle
color: teal
roles:
  admin: { title: Administrator, description: Keeps everything., administer: true }
`,
  'entities/reading.yaml': `entity: reading
label: Reading
title: title
comments: true
fields:
  title: { type: text, required: true, max: 200, search: true }
  site: { type: choice, options: [harbour, ridge, valley] }
  note: { type: long_text, max: 20000 }
  taken_on: { type: date }
${measured.map(name => `  ${name}: { type: decimal, scale: 2 }`).join('\n')}
access:
  - { role: admin, can: [read, create, update, delete, restore, comment, export, bulk] }
`,
  'screens/readings.yaml': `screen: readings
list: reading
title: Readings
columns: [${words.join(', ')}]
order: created_at
`,
  'screens/texts.yaml': `screen: texts
list: reading
title: Texts
columns: [title, note, site, taken_on]
order: created_at
`,
  'entities/visit.yaml': `entity: visit
label: Visit
title: station
fields:
  station: { type: text, required: true, max: 200 }
  made_on: { type: date }
access:
  - { role: admin, can: [read, create, update, delete, restore] }
`,
  'entities/used_part.yaml': `entity: used_part
label: Used part
title: part
parent: visit
fields:
  visit: { type: relation, to: visit, inverse: parts, required: true }
  part: { type: text, required: true, max: 200 }
  pieces: { type: integer, required: true, min: 1, default: 1 }
  price: { type: money, currency: EUR, required: true, min: 0 }
access:
  - { role: admin, can: [read, create, update, delete, restore] }
`,
  'screens/visits.yaml': `screen: visits
list: visit
title: Visits
columns: [station, made_on]
order: created_at
`,
}

/** A sentence and its place among titles; what no example has in one place. */
const titles = [
  'تقرير الفحص السنوي لمحطة الميناء',
  'דוח מדידה של תחנת הרכס, אביב 2026',
  'قراءة رقم 42 (CASE-1042) بعد الصيانة',
  'مراجعة',
  'Ridge station, after the storm',
]
const long = [
  `${'A report that nobody shortened, because every word of it was asked for. '.repeat(150)}`.slice(0, 10_000),
  'وصل الفريق صباحاً ووجد المقياس متوقفاً، ثم أعيد تشغيله بعد ساعة. '.repeat(40),
  'המדידה חזרה לפעול אחרי שהוחלף הכבל. '.repeat(30),
  'x'.repeat(10_000),
]

function seedOf(now: number): SeedToImport {
  const random = startRandom(7)
  const keeper = { key: 'selma', id: fixedId('person', 901), name: 'Selma Haddad', email: 'selma.haddad@northlight.example' }
  const readings = Array.from({ length: 60 }, (_, index) => {
    const at = now - (60 - index) * 3_600_000
    const time = new Date(at).toISOString()
    return {
      ...{ id: uuidAt(at, index, random), version: 1 },
      ...{ created_at: time, created_by: keeper.key, updated_at: time, updated_by: keeper.key },
      fields: {
        title: index === 5 ? 'T'.repeat(200) : (titles[index] ?? `Reading ${index + 1}`),
        site: ['harbour', 'ridge', 'valley'][index % 3],
        ...(long[index] && { note: long[index] }),
        taken_on: time.slice(0, 10),
        ...Object.fromEntries(measured.map(name => [name, (random.next() * 1_000).toFixed(2)])),
      },
    }
  })
  const other = { key: 'ramon', id: fixedId('person', 902), name: 'Ramon Vidal', email: 'ramon.vidal@northlight.example' }
  const made = (index: number) => {
    const at = now - (10 - index) * 60_000
    const time = new Date(at).toISOString()
    return {
      ...{ id: uuidAt(at, 100 + index, random), version: 1 },
      ...{ created_at: time, created_by: keeper.key, updated_at: time, updated_by: keeper.key },
    }
  }
  const visit = {
    ...made(0),
    fields: { station: 'Ridge station, cable and mast', made_on: new Date(now).toISOString().slice(0, 10) },
  }
  const parts = ['Cable, 12 m', 'Clamp', 'Mast foot', 'Bolt M8', 'Sealing ring', 'Surge arrester'].map((part, index) => ({
    ...made(index + 1),
    fields: { visit: visit.id, part, pieces: index + 1, price: `${(index + 2) * 4}.50` },
  }))
  return {
    people: [
      { ...keeper, title: 'Surveyor', demo: 'Keeper of the extremes: for pictures only.' },
      { ...other, title: 'Surveyor', demo: 'Writes at the same time: for pictures only.' },
    ],
    teams: [],
    memberships: [],
    roles: [keeper, other].map(({ key }) => ({ role: 'admin', person: key })),
    records: { reading: readings, visit: [visit], used_part: parts },
    history: [],
  }
}

export function scratchApp(): ExampleApp {
  const folder = join(tmpdir(), `bailiwick-extremes-${process.pid}`)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return { folder, install }
}

async function install(address: AdminAddress): Promise<void> {
  const given = new Map(Object.entries(files))
  const { definition, findings } = readDefinition(given)
  if (!definition) throw new Error(findings.map(({ message }) => message).join('\n'))
  const admin = new pg.Client({ ...address })
  await admin.connect()
  try {
    await release(admin, given, { by: null })
    await importSeed(admin, definition, seedOf(Date.now()))
  } finally {
    await admin.end()
  }
}
