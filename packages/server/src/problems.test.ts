import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gapsOf } from '@bailiwick/definition/sentence.ts'
import { english, inEnglish, inWords, languages, problem, problems, type Speaker, say, toWire, wordsOf } from './problems.ts'
import { sentencesInGerman } from './sentences.de.ts'

const german: Speaker = { language: 'de', ofApp: message => `«${message}»` }

test('every code is a word code, and every entry a sentence a person can use', () => {
  for (const [code, kind] of Object.entries(problems) as [string, { status: number; title: string; hint?: string }][]) {
    assert.match(code, /^[a-z]+(\.[a-z]+(-[a-z]+)*)$/)
    assert.ok(kind.status >= 400 && kind.status < 600, code)
    assert.match(kind.title, /^[A-Z].*[^.]$/, `${code}: a title is a phrase without a full stop`)
    if (kind.hint) assert.match(kind.hint, /^[A-Z]/, `${code}: a hint is a sentence`)
  }
})

test('a problem on the wire names its page, its code and the request, and only what was added to it', () => {
  assert.deepEqual(toWire(problem('record.stale', { currentVersion: 7 }), 'r-1', english), {
    type: '/problems/record.stale',
    code: 'record.stale',
    status: 412,
    title: problems['record.stale'].title,
    hint: problems['record.stale'].hint,
    currentVersion: 7,
    requestId: 'r-1',
  })
  assert.equal(toWire(problem('request.too-slow', { retryAfter: 5 }), 'r-1', english).hint, problems['request.too-slow'].hint)
  assert.ok(!('retryAfter' in toWire(problem('request.too-slow', { retryAfter: 5 }), 'r-1', english)))
})

test('every language has the same gaps in its sentences, and titles and hints that can be used', () => {
  for (const [key, template] of Object.entries(inEnglish))
    assert.deepEqual(gapsOf(sentencesInGerman[key as keyof typeof inEnglish]), gapsOf(template), key)
  for (const language of languages)
    for (const code of Object.keys(problems) as (keyof typeof problems)[]) {
      const { title, hint } = wordsOf(code, { ...english, language })
      assert.match(title, /^\p{Lu}.*[^.]$/u, `${code}: a title is a phrase without a full stop`)
      if (hint) assert.match(hint, /\S/, code)
      assert.equal(hint === undefined, !('hint' in problems[code]), code)
    }
  for (const template of Object.values(sentencesInGerman))
    assert.doesNotMatch(template, /["']/, 'German has its own quotation marks')
})

test('a refusal is whole in one language: its numbers, what an app says, and names as they are', () => {
  const refusal = problem('record.invalid', {
    detail: say('query.filter-long', { most: 4000 }),
    hint: [say('beyond.entity', { entity: 'Vorgang' }), say('beyond.more', { count: 2 })],
    fields: [
      { field: 'credit', message: { ofApp: 'Not negative.' } },
      { field: 'note', message: say('field.required') },
      { field: 'x', message: { plain: 'as it is' } },
    ],
  })
  const { title, detail, hint, fields } = toWire(refusal, 'r', german)
  assert.deepEqual(
    [title, detail, hint, fields?.map(({ message }) => message)],
    [
      'Einige Werte stimmen nicht',
      'Ein Filter hat höchstens 4.000 Zeichen.',
      '„Vorgang“ dürfen Sie selbst nicht sehen. Weitere: 2.',
      ['«Not negative.»', 'muss ausgefüllt sein', 'as it is'],
    ],
  )
  const step = say('step.person', { field: 'Account owner' })
  assert.equal(inWords(step, english), 'Only the account owner may do this.')
  assert.equal(inWords(step, german), 'Das darf nur, wer im Feld „Account owner“ steht.')
  assert.equal(
    inWords(say('role.missing', { role: '{role}' }), english),
    'there is no role {role}',
    'what is filled in is no template',
  )
})
