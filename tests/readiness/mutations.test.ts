/**
 * The proof of the proof: whatever is taken from a compiled app is noticed by what then happens; the comparison with the live catalog has no part in that. What nothing that
 * happens could show is listed with its reason, and there the catalogs must differ.
 *
 * `npm test` tries a few, chosen by a seed that it prints; BAILIWICK_SEED repeats them. BAILIWICK_MUTATIONS=all tries every one:
 * `BAILIWICK_MUTATIONS=all node --test tests/readiness/mutations.test.ts`.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { compile } from '@bailiwick/definition/compile/compile.ts'
import { readDefinition } from '@bailiwick/definition/index.ts'
import { rollDice } from '@bailiwick/definition/write/random-definition.ts'
import { type Outcome, type Spoiling, tryAll } from '../../packages/server/src/governance/readiness/prove/trial.ts'
import { type RunningApp, runApp } from '../harness/app.ts'
import { mutationsOf } from './mutations.ts'
import { tillFiles } from './till.ts'
import { unmade, unseen } from './unseen.ts'

const { definition } = readDefinition(new Map(Object.entries(tillFiles)))
assert.ok(definition)

const isWhole = process.env.BAILIWICK_MUTATIONS === 'all'
const seed = Number(process.env.BAILIWICK_SEED ?? Math.floor(Math.random() * 2 ** 31))
/** Worlds in which a mutation is tried until it is noticed. What is rare in one is there in another. */
const worlds = [21, 22, 23, 24, 25, 26, 27, 28]
const fewAtOnce = 12
/** What shows in whatever world there is: a few that are chosen by chance must not hang on rare records. */
const plainToSee =
  /: (missing|part \d+ missing|for everyone|for everybody|unmasked|of everybody|with the trash|masked text whole|in the trash too|lets everything through|writes nothing|offers nothing)$|^(reading|setting|calling|giving) /

/** What rules and roll-ups look through shows in other entities, and that takes long. */
const isFar = (name: string) => /\$(rule|via)\b|rule_read/.test(name)
const reasonFor = (list: typeof unseen, name: string) => list.find(([part]) => part.test(name))?.[1]
const tried = new Set<string>()
const every = mutationsOf(definition, isWhole, what => tried.add(what)).map((mutation): Spoiling => {
  const isUnseen = reasonFor(unseen, mutation.name) !== undefined
  return { ...mutation, isUnseen, isFar: isFar(mutation.name) }
})
const nothing: Spoiling = { name: 'nothing', object: 'refund', entity: 'refund', alter: app => app }

function some(): Spoiling[] {
  const dice = rollDice(seed)
  const left = every.filter(
    ({ name, isUnseen }) => !isUnseen && plainToSee.test(name) && !isFar(name) && !reasonFor(unmade, name),
  )
  return Array.from({ length: fewAtOnce }, () => left.splice(dice.below(left.length), 1)[0]!)
}

describe(`a proof notices (${isWhole ? 'all' : `seed ${seed}`})`, () => {
  const endings: (() => unknown)[] = []
  const chosen = isWhole ? every : some()
  const outcomes = new Map<string, Outcome>()
  let app: RunningApp
  before(async () => {
    app = await runApp({ after: done => void endings.push(done as () => unknown) }, { files: tillFiles })
    let left = isWhole ? [nothing, ...chosen] : chosen
    for (const world of worlds) {
      const waiting = [...left]
      left = []
      const trial = () =>
        app.superuser(admin =>
          tryAll(admin, {
            definition,
            claimsKey: app.installation.keys.claims,
            seed: world,
            everywhere: world === worlds.at(-1),
            take: () => waiting.shift(),
            report: (mutation, outcome) => {
              outcomes.set(mutation.name, outcome)
              if (outcome.kind === 'not noticed' && !mutation.isUnseen) left.push(mutation)
            },
          }),
        )
      await Promise.all(isWhole ? [trial(), trial()] : [trial()])
      if (left.length === 0) break
    }
    const count = (kind: Outcome['kind']) => [...outcomes.values()].filter(outcome => outcome.kind === kind).length
    console.log(
      `${isWhole ? 'All' : `Seed ${seed}:`} ${chosen.length} mutations: ${count('noticed')} noticed, ${count('not noticed')} not, ${count('not made')} could not be made`,
    )
  })
  after(async () => {
    for (const end of endings) await end()
  })

  if (isWhole)
    test('nothing where nothing was taken', () =>
      assert.deepEqual(outcomes.get('nothing'), { kind: 'not noticed', inCatalog: [] }))

  for (const { name, isUnseen } of chosen) {
    const reason = reasonFor(unseen, name) ?? reasonFor(unmade, name)
    test(reason ? `${name} (${reason})` : name, () => {
      const outcome = outcomes.get(name)!
      if (outcome.kind === 'not made') assert.ok(reasonFor(unmade, name), outcome.error)
      // What it looks like in the catalog is the witness.
      else if (isUnseen) assert.ok(outcome.kind === 'noticed' || outcome.inCatalog.length > 0)
      else assert.equal(outcome.kind, 'noticed')
    })
  }
})

describe('the mutations', () => {
  const app = compile(definition)
  const plain = (text: string) => text.replaceAll('"', '').replaceAll(`${app.schema}.`, '').replaceAll(/\s+/g, ' ')

  test('take away every object there is', () => {
    const names = every.map(mutation => mutation.name)
    for (const { kind, name } of app.derived) {
      const taken = names.some(each => each.startsWith(`${kind} ${plain(name)}: `) && / missing$/.test(each))
      assert.ok(taken, `${kind} ${plain(name)}`)
    }
  })

  test('spoil something in each way there is: none has lost sight of what the compiler writes', () => {
    const idle = [...tried].filter(what => !every.some(({ name }) => name.endsWith(`: ${what}`)))
    assert.deepEqual(idle, [])
  })

  test('have names of their own', () => {
    assert.equal(new Set(every.map(mutation => mutation.name)).size, every.length)
  })

  // Of conditions that were forgotten only where they are made.
  if (isWhole)
    test('every reason in the lists is that of a mutation', () => {
      for (const [part] of [...unseen, ...unmade])
        assert.ok(
          every.some(({ name }) => part.test(name)),
          String(part),
        )
    })
})
