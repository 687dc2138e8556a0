/**
 * The proof of the proof: whatever is taken from a compiled app is noticed by what then happens, with the comparison of the catalogs switched off. What nothing that happens
 * could show is listed with its reason; there the comparison is the witness.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { readDefinition } from '@bailiwick/definition/index.ts'
import { isProved } from '../../packages/server/src/governance/readiness/prove/proof.ts'
import { prove } from '../../packages/server/src/governance/readiness/prove/prove.ts'
import { type RunningApp, runApp } from '../harness/app.ts'
import { mutationsOf } from './mutations.ts'
import { tillFiles } from './till.ts'

/** By a part of the mutation's name: why no attempt and no look could show it. */
const unseen: readonly (readonly [part: string, because: string])[] = [
  ['policy insert_granted', 'the guard judges a new record by the same grants, and before the policy does'],
  ['policy never_', 'no role has the right that the policy would let through'],
  ['$can: for everyone', 'whoever acts in a request may call it anyway; the logins alone could call it besides'],
  ['$history: for everyone', 'as above'],
  ['$search: for everyone', 'as above'],
  ['$comment: for everyone', 'as above'],
  ['$decide: for everyone', 'as above'],
  ['$reveal: for everyone', 'as above'],
  ['$share: for everyone', 'as above'],
  ['$unshare: for everyone', 'as above'],
  ['$shares: for everyone', 'as above'],
  ['$shared: for everyone', 'as above'],
  ['$shared_fields: for everyone', 'as above'],
  ['$files: for everyone', 'as above'],
  ['$file_part: for everyone', 'as above'],
  ['$upload: for everyone', 'as above'],
  ['refund$via: unmasked', 'what the roll-ups measure is masked for nobody'],
  ['item$files(uuid): unmasked', 'its one field of files is masked for nobody'],
  ['files of other records', 'no record holds the id of a file that another has taken: the guard does not let it'],
  ['trigger files', 'no request removes a row for good'],
  ['customer$shared(text): whether or not the sharer may comment', 'nobody comments on customers, whoever shares them'],
  ['refund$guard(): without problem 10', 'the check of the record refuses an empty amount in the same words'],
  [
    'refund$guard(): without record.field-refused (14)',
    'only the function that counts votes gets there, and it touches no field',
  ],
  [
    '$decide(uuid, integer, text, text, text, text): without record.not-found (3)',
    'a record that goes while the vote waits for its lock',
  ],
]

const { definition } = readDefinition(new Map(Object.entries(tillFiles)))
assert.ok(definition)
// All of them take the better part of an hour. A run takes every twenty-fourth; `BAILIWICK_MUTATIONS=all` takes all, with those of shares,
// files and explanations, of which some are not noticed yet.
const mutations = mutationsOf(definition).filter(
  ({ name }, index) =>
    process.env.BAILIWICK_MUTATIONS === 'all' ||
    (index % 24 === 3 && !/\$(shared|share|unshare|via|rule|why|access)|file|share|for everyone/.test(name)),
)

describe('a proof notices', { concurrency: 3, timeout: 900_000 }, () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  before(async () => {
    app = await runApp({ after: done => void endings.push(done as () => unknown) }, { files: tillFiles })
  })
  after(async () => {
    for (const end of endings) await end()
  })

  const proveWith = (mutation: (typeof mutations)[number], compareWithLive: boolean) =>
    app.superuser(admin =>
      prove(admin, {
        app: 'till',
        // Enough rounds that rare refusals come up.
        cases: compareWithLive ? 1 : 40_000,
        seed: 21,
        rows: compareWithLive ? 2 : 14,
        claimsKey: app.installation.keys.claims,
        alter: mutation.alter,
        compareWithLive,
        untilDifference: true,
      }),
    )

  test('nothing where nothing was taken', async () => {
    const proof = await proveWith({ name: '', object: 'right', alter: same => same }, false)
    assert.deepEqual(proof.differences, [])
  })

  for (const mutation of mutations) {
    const reason = unseen.find(([part]) => mutation.name.includes(part))?.[1]
    test(`${mutation.name}${reason ? ` (by the catalog alone: ${reason})` : ''}`, async () => {
      if (reason) {
        const proof = await proveWith(mutation, true)
        assert.equal(isProved(proof), false)
        assert.ok(proof.catalog.differences.length > 0)
        return
      }
      // An app that cannot even be made, or filled, is no proof.
      const outcome = await proveWith(mutation, false).then(
        proof => (proof.differing > 0 ? 'noticed' : 'not noticed'),
        () => 'could not be made',
      )
      assert.notEqual(outcome, 'not noticed')
    })
  }
})
