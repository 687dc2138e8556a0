/** Turns a template into what one customer wrote, and a pool of templates into a stream in which no two neighbours are alike. */
import type { Random } from '../random.ts'
import { billing, payouts } from './billing.ts'
import { identity, mobile, workspace } from './mobile-identity-workspace.ts'
import { rare } from './rare.ts'
import { api, reporting } from './reporting-api.ts'
import { attempts, fillSlot, reaches, remarks, requests, type Setting, stakes } from './slots.ts'
import type { TicketTemplate } from './template.ts'

export interface Topic {
  readonly product: string
  readonly template: TicketTemplate
}

const pools = {
  billing,
  payouts,
  reporting: [...reporting, ...rare.reporting],
  api: [...api, ...rare.api],
  mobile: [...mobile, ...rare.mobile],
  identity: [...identity, ...rare.identity],
  workspace: [...workspace, ...rare.workspace],
}
export const topics: readonly Topic[] = Object.entries(pools).flatMap(([product, templates]) =>
  templates.map(template => ({ product, template })),
)

/** Fills slots; a slot keeps its word for as long as the returned function lives. */
export function startFilling(setting: Setting, random: Random): (text: string) => string {
  const words = new Map<string, string>()
  return text =>
    text.replaceAll(/\{(\w+)\}/g, (_, slot: string) => {
      const word = words.get(slot) ?? fillSlot(slot, setting, random)
      words.set(slot, word)
      return word
    })
}

/** Two to five sentences: what happened, how far it reaches, what was tried, what is asked for. */
export function describeProblem(template: TicketTemplate, fill: (text: string) => string, random: Random): string {
  const broken = template.cause === 'defect' || template.cause === 'third_party' || template.cause === 'configuration'
  const urgent = template.weight === 'pressing' || template.weight === 'critical'
  const sentences = [...template.body]
  if (random.chance(0.55))
    sentences.push(random.pick(broken && random.chance(0.5) ? reaches : urgent ? stakes.pressing : stakes.calm))
  if (random.chance(0.5)) sentences.push(random.pick(broken && random.chance(0.75) ? attempts : remarks))
  const text = sentences.join(' ')
  return fill(random.chance(0.6) ? `${text}\n\n${random.pick(requests)}` : text)
}

export interface Dealer {
  readonly deal: (person: string, team: string, pool: readonly Topic[], wanted?: string) => Topic
  /** Whether the team had this lately. */
  readonly knows: (team: string, topic: Topic) => boolean
  /** The team got it from another one. */
  readonly pass: (team: string, topic: Topic) => void
}

/**
 * Deals topics to people. The same problem comes back to a person only after most of the others; a topic that was seen lately by anybody, or in the
 * same team, is put off.
 */
export function startDealing(random: Random): Dealer {
  /** Per person, the topic not seen for longest first. */
  const decks = new Map<string, Topic[]>()
  const recent = new Map<string, Topic[]>()
  const lately = (key: string) => {
    const list = recent.get(key) ?? []
    recent.set(key, list)
    return list
  }
  const deal: Dealer['deal'] = (person, team, pool, wanted) => {
    const key = `${person} ${team}`
    const deck = decks.get(key) ?? shuffled(pool, random)
    decks.set(key, deck)
    const everywhere = lately('')
    const inTeam = lately(team)
    const fresh = deck.filter(topic => !everywhere.includes(topic) && !inTeam.includes(topic))
    const asked = fresh.find(topic => topic.product === wanted)
    const topic = asked ?? (fresh.length > 0 ? random.pick(fresh.slice(0, 12)) : deck.find(other => !inTeam.includes(other))!)
    deck.splice(deck.indexOf(topic), 1)
    deck.push(topic)
    remember(everywhere, topic, 34)
    remember(inTeam, topic, Math.min(36, Math.floor(pool.length * 0.78)))
    return topic
  }
  return {
    deal,
    knows: (team, topic) => lately(team).includes(topic),
    pass: (team, topic) => remember(lately(team), topic, 31),
  }
}

function remember(list: Topic[], topic: Topic, length: number): void {
  list.push(topic)
  if (list.length > length) list.shift()
}

function shuffled<T>(from: readonly T[], random: Random): T[] {
  const list = [...from]
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = random.between(0, last)
    ;[list[last], list[other]] = [list[other]!, list[last]!]
  }
  return list
}
