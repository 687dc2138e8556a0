// usage: node scripts/run.mjs .shot.mts persona outprefix "path1" "path2"… with env SCHEME, SIZE, LANG2
import { chromium } from 'playwright-core'
import { openChromium } from './tests/harness/pages.ts'
const [who, prefix, ...paths] = process.argv.slice(2)
const [w,h] = (process.env.SIZE ?? '1440x900').split('x').map(Number)
const browser = await openChromium()
const { page } = await browser.visit({ colorScheme: (process.env.SCHEME ?? 'light') as never, viewport: { width: w!, height: h! }, ...(process.env.TAG ? { locale: process.env.TAG } : {}) })
const origin = 'http://localhost:4312'
const { personas } = await (await page.context().request.get(`${origin}/api/sign-in`)).json()
const persona = personas.find((each: {name:string}) => each.name.startsWith(who!))
await page.context().request.post(`${origin}/api/demo-session`, { data: { person: persona.id }, headers: { origin } })
for (const [i, path] of paths.entries()) {
  const [address, act] = path.split('::')
  await page.goto(origin + address)
  await page.waitForTimeout(Number(process.env.WAIT ?? 1800))
  if (act) { await page.evaluate(act); await page.waitForTimeout(800) }
  await page.screenshot({ path: `/tmp/l15/${prefix}-${i}.png` })
}
await browser.close().catch(() => undefined)
process.exit(0)
