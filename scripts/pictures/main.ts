/**
 * `npm run pictures`: every screen of every example app and of the shell, as people see them, into docs/screens with an index. Starts a demonstration of its own; fails when
 * any page logs an error, throws or is refused something. Whoever changes what a screen looks like takes them again, and looks.
 * Options: `--only support_ops,shell` · `--screens team_queue,form` · `--at http://localhost:4000` (a demonstration that runs already) · `--to /tmp/pictures` (to look at; the
 * index stays as it is)
 */
import { readdirSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { AppView, SessionView } from '@bailiwick/definition/wire/index.ts'
import { type OpenChromium, openChromium } from '../../tests/harness/pages.ts'
import { Camera, looks } from './camera.ts'
import { startDemo } from './demo.ts'
import { screensFolder, writeIndex } from './index-page.ts'
import { apps, type PicturedApp, type Subject, shell } from './subjects.ts'

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, screens: { type: 'string' }, at: { type: 'string' }, to: { type: 'string' } },
})
const chosenFolders = options.only?.split(',')
const chosenScreens = options.screens?.split(',')

/** The subjects of a folder beneath docs/screens. */
interface Chapter {
  readonly folder: string
  readonly title: string
  readonly subjects: readonly Subject[]
}

async function chapterOf(camera: Camera, { app, title, people, more }: PicturedApp): Promise<Chapter> {
  const subjects = new Map<string, Subject>()
  const types = new Set<string>()
  for (const person of people) {
    const { screens } = await camera.ask<AppView>(person, `/api/apps/${app}`)
    for (const { name, title, kind } of screens) {
      if (subjects.has(name)) continue
      const first = !types.has(kind)
      types.add(kind)
      subjects.set(name, {
        name,
        title,
        as: person,
        path: `/a/${app}/s/${name}`,
        ...(first && { inGerman: true }),
      })
    }
  }
  return { folder: app, title, subjects: withGerman([...subjects.values(), ...more]) }
}

/** Each that is taken in German too, once more: what is longer than in English shows there. */
function withGerman(subjects: readonly Subject[]): Subject[] {
  const german = subjects.filter(({ inGerman }) => inGerman)
  return [
    ...subjects,
    ...german.map(
      (subject): Subject => ({
        ...subject,
        name: `${subject.name}-de`,
        title: `${subject.title}, in German`,
        locale: 'de-DE',
        looks: ['light', 'phone-dark'],
      }),
    ),
  ]
}

async function takeAll(chromium: OpenChromium, origin: string): Promise<void> {
  const camera = new Camera(chromium, origin, options.to === undefined ? screensFolder : `${options.to}/`)
  const { apps: installed } = await camera.ask<SessionView>('Priya Raman', '/api/session')
  if (installed.length === 0) throw new Error('No app is there to be pictured.')
  const chapters: Chapter[] = [{ folder: 'shell', title: 'Around the apps', subjects: withGerman(shell) }]
  for (const app of apps) chapters.push(await chapterOf(camera, app))
  for (const chapter of chapters) {
    if (chosenFolders && !chosenFolders.includes(chapter.folder)) continue
    for (const subject of chapter.subjects)
      if (!chosenScreens || chosenScreens.includes(subject.name)) await camera.take(chapter.folder, subject)
    if (options.to === undefined) forgetOthers(chapter)
  }
  if (options.to === undefined) writeIndex(chapters)
}

/** What is no longer on any screen goes, once the new ones are there. */
function forgetOthers({ folder, subjects }: Chapter): void {
  const there = new Set(subjects.flatMap(({ name }) => looks.map(look => `${name}-${look}.webp`)))
  for (const file of readdirSync(`${screensFolder}${folder}`)) if (!there.has(file)) rmSync(`${screensFolder}${folder}/${file}`)
}

const chromium = await openChromium()
const demo = options.at === undefined ? await startDemo() : { origin: options.at, stop: async () => undefined }
try {
  await takeAll(chromium, demo.origin)
} finally {
  await chromium.close().finally(demo.stop)
}
