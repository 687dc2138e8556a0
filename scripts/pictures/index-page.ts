/** docs/screens/README.md: the pictures that are there, in the order of the navigation. */
import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Look, looks } from './camera.ts'
import type { Subject } from './subjects.ts'

export const screensFolder = fileURLToPath(new URL('../../docs/screens/', import.meta.url))

export function writeIndex(
  chapters: readonly { readonly folder: string; readonly title: string; readonly subjects: readonly Subject[] }[],
): void {
  const parts = chapters.map(({ folder, title, subjects }) => {
    const rows = subjects.flatMap(subject => rowOf(folder, subject))
    return `## ${title}\n\n${rows.join('\n\n')}\n`
  })
  writeFileSync(
    `${screensFolder}README.md`,
    `# Screens\n\nEvery screen of the example apps, and what stands around them, taken by \`npm run pictures\` from a demonstration of its own. Under each picture: whose it is, and the\nsame in the dark scheme and on a phone where it was taken.\n\n${parts.join('\n')}`,
  )
}

function rowOf(folder: string, { name, title, as }: Subject): string[] {
  const file = (look: Look) => `${folder}/${name}-${look}.webp`
  const [first, ...others] = looks.filter(look => existsSync(screensFolder + file(look)))
  if (!first) return []
  const links = others.map(look => `[${look}](${file(look)})`)
  const about = [`**${title}**`, as ?? 'nobody signed in', ...links].join(' · ')
  return [`![${title}](${file(first)})\n\n${about}`]
}
