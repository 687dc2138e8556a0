/** Whether the dashboards of an example have something to say: to whom they are shown, and of what the example's seed holds. */
import assert from 'node:assert/strict'
import type { Seed } from '../../examples/seeding/shape.ts'
import type { Definition } from '../../packages/definition/src/index.ts'
import type { DashboardScreen } from '../../packages/definition/src/model/screen.ts'
import type { Widget } from '../../packages/definition/src/model/widget.ts'
import type { FiguresLine } from '../../packages/definition/src/wire/index.ts'
import type { Browser } from './browser.ts'

interface Looking {
  readonly definition: Definition
  /** Keys of all people of the seed. */
  readonly people: readonly string[]
  rolesOf(key: string): readonly string[]
  browserOf(key: string): Promise<Browser> | Browser
  /** Titles of widgets that are empty at some hours, and rightly so. */
  readonly byTheClock?: readonly string[]
}

/** The roles each person of a seed holds, themselves or through teams. */
export function rolesOf(seed: Seed): (key: string) => readonly string[] {
  const beneath = (team: string): readonly string[] => [
    team,
    ...seed.teams.filter(({ parent }) => parent === team).flatMap(({ key }) => beneath(key)),
  ]
  return person => {
    const teams = seed.memberships.filter(each => each.person === person).map(({ team }) => team)
    const has = ({ person: to, team }: { person?: string; team?: string }) =>
      to === person || (team !== undefined && teams.some(own => beneath(team).includes(own)))
    return seed.roles.filter(has).map(({ role }) => role)
  }
}

type Asked = Exclude<Widget, { kind: 'text' }>

/** Each is shown to those whose role it names and to nobody else, each of their widgets answers, and each widget has something to show to somebody. */
export async function dashboardsSpeak({ definition, people, rolesOf, browserOf, byTheClock = [] }: Looking): Promise<void> {
  const api = `/api/apps/${definition.app.name}`
  const dashboards = definition.screens.filter(screen => screen.kind === 'dashboard')
  const spoke = new Set<string>()
  for (const key of people) {
    const browser = await browserOf(key)
    const { screens } = (await browser.get(api)).json as { screens: readonly DashboardScreen[] }
    for (const { name, roles } of dashboards) {
      const shown = screens.find(screen => screen.name === name)
      const may = roles.some(role => rolesOf(key).includes(role))
      assert.equal(shown !== undefined, may, `${key} is shown “${name}”, or not`)
      const widgets = (shown?.widgets ?? []).filter(widget => widget.kind !== 'text')
      if (shown) assert.ok(widgets.length > 3, `${key} has figures on “${name}”`)
      for (const [index, figures] of (await figuresOf(browser, api, widgets)).entries())
        if (figures) spoke.add(`${name}: ${widgets[index]!.title}`)
    }
  }
  const silent = dashboards.flatMap(({ name, widgets }) =>
    widgets.flatMap(widget =>
      widget.kind === 'text' || byTheClock.includes(widget.title) || spoke.has(`${name}: ${widget.title}`)
        ? []
        : [`${name}: ${widget.title}`],
    ),
  )
  assert.deepEqual(silent, [], 'widgets with nothing to show')
}

/** Whether each holds anything; one that does not answer fails. */
async function figuresOf(browser: Browser, api: string, widgets: readonly Asked[]): Promise<boolean[]> {
  if (widgets.length === 0) return []
  const questions = widgets.map(widget => {
    const filters = [widget.filter, 'share' in widget ? widget.share : undefined].filter(each => each !== undefined)
    const groups = [...('by' in widget ? [widget.by] : []), ...('across' in widget ? [widget.across] : [])].filter(Boolean)
    return {
      entity: widget.of,
      measures: 'measure' in widget ? widget.measure : 'count',
      ...(filters.length > 0 && { filter: filters.map(each => `(${each})`).join(' && ') }),
      ...(groups.length > 0 && { groupBy: groups.join() }),
    }
  })
  const { status, text } = await browser.post(`${api}/aggregate-many`, { questions })
  assert.equal(status, 200, text)
  const lines = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as FiguresLine)
  const found = widgets.map(() => false)
  for (const { index, figures, problem } of lines) {
    assert.ok(figures, `“${widgets[index]!.title}”: ${JSON.stringify(problem)}`)
    found[index] = figures.groups.some(({ values }) => Object.values(values).some(value => Number(value ?? 0) !== 0))
  }
  for (const widget of widgets) {
    if (widget.kind !== 'table') continue
    const asked = new URLSearchParams({ pageSize: '1', orderBy: widget.orderBy, ...(widget.filter && { filter: widget.filter }) })
    const { status, text } = await browser.get(`${api}/${widget.of}?${asked}`)
    assert.equal(status, 200, `“${widget.title}”: ${text}`)
  }
  return found
}
