import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import {
  apart,
  countText,
  dateFormat,
  inSentence,
  isolated,
  languageFor,
  localeFor,
  readsFromRight,
  say,
  speak,
} from './language.ts'

describe('the language that is shown', () => {
  for (const [what, wanted, browser, words, numbers] of [
    ['is the browser’s, with its region', undefined, ['de-AT', 'en'], 'de', 'de-AT'],
    ['is the next one that we speak', undefined, ['fr-FR', 'de-CH'], 'de', 'de-CH'],
    ['is English for whom we do not speak to, with days and numbers of their region', undefined, ['fr-FR', 'fr'], 'en', 'en-FR'],
    ['finds the region of a language that names none', undefined, ['pl'], 'en', 'en-PL'],
    ['is the one chosen, whatever the browser says', 'de', ['en-US'], 'de', 'de'],
    ['keeps the browser’s region where it is that language', 'en', ['de-DE', 'en-GB'], 'en', 'en-GB'],
    ['keeps the region that was chosen with it', 'en-GB', ['en-US'], 'en', 'en-GB'],
    ['is not one that was chosen elsewhere and is not there', 'tlh', ['de'], 'de', 'de'],
    ['is English where nothing says anything', undefined, [], 'en', 'en'],
  ] as const)
    test(what, () => {
      assert.equal(languageFor(wanted, browser), words)
      assert.equal(localeFor(wanted, browser), numbers)
    })
})

describe('what is said', () => {
  afterEach(() => speak(undefined, undefined))

  test('has its values and plurals without a catalog', () => {
    assert.equal(
      say('{count, plural, one {# row} other {# rows}} of {title}', { count: 1200, title: 'Tickets' }),
      '1,200 rows of Tickets',
    )
  })

  test('follows language and zone at once, what was made before too', () => {
    const moment = Date.UTC(2026, 10, 26, 23, 30)
    const day = () => dateFormat({ dateStyle: 'long' }).format(moment)
    speak('en', 'UTC')
    assert.equal(day(), 'November 26, 2026')
    assert.equal(countText(12480), '12,480')
    speak('de', 'Europe/Berlin')
    assert.equal(day(), '27. November 2026')
    assert.equal(countText(12480), '12.480')
  })

  test('has labels within sentences small, but for what is no word', () => {
    for (const [label, within] of [
      ['Due date', 'due date'],
      ['Q1 Revenue', 'Q1 revenue'],
      ['CSAT score', 'CSAT score'],
      ['Floor 2', 'floor 2'],
    ] as const)
      assert.equal(inSentence(label), within)
    speak('de', 'UTC')
    assert.equal(inSentence('Neues Feld'), 'Neues Feld')
  })

  test('is a count with its “+” where it was counted no further', () => {
    speak('en', 'UTC')
    assert.deepEqual([countText(1000, true), countText(1000, false), countText(1000)], ['1,000+', '1,000', '1,000'])
    speak('de', 'UTC')
    assert.equal(countText(991, true), '991+')
  })

  test('keeps its signs beside it among words from the right, and is bare among others', () => {
    assert.deepEqual(['ar', 'he', 'fa-IR', 'az-Arab', 'en', 'de-CH', 'az'].map(readsFromRight), [
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ])
    assert.equal(isolated('1–100', true), '\u20681–100\u2069')
    assert.equal(isolated('1–100', false), '1–100')
    assert.equal(apart(['Ticket SUP-12', undefined, 'שרה'], ' · ', true), '\u2068Ticket SUP-12\u2069 · \u2068שרה\u2069')
    assert.equal(apart(['Ticket SUP-12', '', 'Sara'], ' · ', false), 'Ticket SUP-12 · Sara')
    speak('de', 'UTC')
    assert.equal(isolated('+12 %'), '+12 %')
  })
})
