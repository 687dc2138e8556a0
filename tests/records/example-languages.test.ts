/** The example apps in German: no text lacks it, and what English tells apart German tells apart too. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readDefinition, textsOf, translate } from '@bailiwick/definition/index.ts'
import type { Definition } from '@bailiwick/definition/model/index.ts'
import { readFolder } from '../../packages/server/src/entry/cli/folder.ts'

/** Lists in which a person chooses one by its words alone. */
function choices(definition: Definition): [string, string[]][] {
  const { entities, workflows, screens, layouts, roles } = definition
  return [
    ['roles', roles.map(({ title }) => title)],
    ['screens', screens.map(({ title }) => title)],
    ['entities', entities.map(({ label }) => label)],
    ...entities.map(({ name, fields }): [string, string[]] => [name, fields.map(({ title }) => title)]),
    ...entities.flatMap(({ name, fields }) =>
      fields.map((field): [string, string[]] => [`${name}.${field.name}`, (field.options ?? []).map(({ title }) => title)]),
    ),
    ...workflows.map(({ name, transitions }): [string, string[]] => [name, transitions.map(({ title }) => title)]),
    ...layouts.map(({ entity, sections }): [string, string[]] => [entity, sections.map(({ title = '' }) => title)]),
    ...layouts.map(({ entity, sections }): [string, string[]] => [`tabs of ${entity}`, sections.map(({ tab = '' }) => tab)]),
  ]
}

for (const app of ['onboarding', 'purchasing', 'support-escalations', 'support-ops'])
  test(`${app} says everything in German, each thing by a name of its own`, async () => {
    const { definition, findings } = readDefinition(await readFolder(join(import.meta.dirname, '../../examples', app)))
    assert.deepEqual(
      findings.filter(({ code }) => code.startsWith('language.')),
      [],
    )
    const german = definition!.translations!.find(({ language }) => language === 'de')!
    const spoken = translate(definition!, german)
    const [own, other] = [choices(definition!), choices(spoken)]
    for (const [index, [list, titles]] of own.entries()) {
      const different = new Set(titles).size
      assert.equal(new Set(other[index]![1]).size, different, `${list}: ${other[index]![1].join(', ')}`)
    }
    const straight = textsOf(spoken).filter(({ text }) => /["']/.test(text))
    assert.deepEqual(straight, [], 'German has its own quotation marks')
  })
