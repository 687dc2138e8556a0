import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { speak } from '../client/language.ts'
import { grouped } from './grouped.ts'
import { momentPattern, readDay, readNumber, writtenDay, writtenNumber } from './written.ts'

afterEach(() => speak(undefined, undefined))

const value = (written: ReturnType<typeof readDay>) => ('value' in written ? written.value : written.problem)

test('a day is read in the forms of the person’s language and of the wire', () => {
  for (const text of ['2026-11-24', '24.11.2026', '24.11.26', '24 Nov 2026', '24. November 2026', 'Nov 24, 2026', ' 2026/11/24 '])
    assert.equal(value(readDay(text, 'en-US')), '2026-11-24', text)
  assert.equal(value(readDay('11/24/2026', 'en-US')), '2026-11-24')
  assert.equal(value(readDay('24/11/2026', 'en-GB')), '2026-11-24')
  assert.equal(value(readDay('3. Dezember 2026', 'de')), '2026-12-03')
  assert.equal(value(readDay('03/04/2026', 'en-GB')), '2026-04-03')
  assert.equal(value(readDay('03/04/2026', 'en-US')), '2026-03-04')
  assert.equal(value(readDay('', 'en')), null)
})

test('a day that does not exist or is not read is answered with how to write it', () => {
  assert.match(String(value(readDay('31.02.2026', 'de'))), /no such day/)
  assert.match(String(value(readDay('24/11/2026', 'en-US'))), /no such day/, 'never turned round to fit')
  assert.match(String(value(readDay('next week', 'en'))), /not read as a day\. Write it like 11\/24\/2026\./)
})

test('a day is written as the person’s language writes it, where it is read back as the same day', () => {
  for (const [locale, written] of [
    ['de', '24.11.2026'],
    ['en-US', '11/24/2026'],
    ['en-GB', '24/11/2026'],
    ['fr', '24/11/2026'],
    ['sv', '2026-11-24'],
    ['nl', '24-11-2026'],
    ['cs', '24. 11. 2026'],
    ['ko', '2026-11-24'],
    ['fa', '2026/11/24'],
    ['ar', '2026-11-24'],
  ] as const) {
    assert.equal(writtenDay('2026-11-24', locale), written, locale)
    for (let month = 1; month <= 12; month += 1) {
      const day = `2026-${String(month).padStart(2, '0')}-03`
      assert.equal(value(readDay(writtenDay(day, locale), locale)), day, locale)
    }
  }
  for (const text of ['', 'next week', '2026-13', '31.02.2026']) assert.equal(writtenDay(text, 'de'), text)
  assert.deepEqual(['de', 'en-US', 'en-GB'].map(momentPattern), ['DD.MM.YYYY, HH:mm', 'MM/DD/YYYY, hh:mm A', 'DD/MM/YYYY, HH:mm'])
})

test('an amount is read where only one reading is possible, wherever the person lives', () => {
  for (const locale of ['en', 'de', 'fr', 'de-CH']) {
    for (const text of ['1500', '1500.00', '1.500,00', '1,500.00', '1 500,00', '1’500.00', '01500.00'])
      assert.equal(Number(value(readNumber(text, { scale: 2 }, locale))), 1500, `${text} in ${locale}`)
    assert.equal(value(readNumber('12,5', { scale: 2 }, locale)), '12.5')
    assert.equal(value(readNumber('1.234.567', { scale: 2 }, locale)), '1234567')
    assert.equal(value(readNumber('−0,05', { scale: 2 }, locale)), '-0.05')
  }
  assert.equal(value(readNumber('1.500', { scale: 2 }, 'de')), '1500')
  assert.equal(value(readNumber('1,500', { scale: 2 }, 'en')), '1500')
  assert.equal(value(readNumber('1.500', { scale: 4 }, 'en')), '1.500', 'the wire’s own form')
  assert.equal(value(readNumber('1.500', { scale: 0 }, 'en')), '1500')
})

test('an amount with two readings, and what is no amount, is refused with how to write it', () => {
  assert.match(String(value(readNumber('1.500', { scale: 2 }, 'en'))), /Write 1500.00/)
  assert.match(String(value(readNumber('1,500', { scale: 2 }, 'de'))), /Write 1500.00/)
  assert.match(String(value(readNumber('1,5.00', { scale: 2 }, 'en'))), /Write 1500.00/)
  assert.match(String(value(readNumber('a lot', { scale: 2 }, 'en'))), /Write 1500.00/)
  assert.match(String(value(readNumber('12.5', { scale: 0 }, 'en'))), /whole number/)
})

test('a number is shown and written in the person’s language, exactly, and what is written so is read back', () => {
  const exact = '-12345678901234567.90'
  speak('en', undefined)
  assert.equal(grouped(exact), '−12,345,678,901,234,567.90')
  assert.equal(writtenNumber('1234.50'), '1234.50')
  speak('de', undefined)
  assert.equal(grouped(exact), '−12.345.678.901.234.567,90')
  assert.equal(writtenNumber('1234.50'), '1234,50')
  for (const [wire, scale] of [
    ['1234.50', 2],
    ['-0.125', 3],
    ['12.345', 3],
  ] as const)
    assert.equal(value(readNumber(writtenNumber(wire), { scale })), wire)
  assert.deepEqual([grouped('many'), writtenNumber('1.2.3')], ['many', '1.2.3'])
})

test('a day in short is the nearest one, in the person’s language or in English, and days are counted from today', () => {
  const read = (text: string, locale: string, today = '2026-11-26') => value(readDay(text, locale, today))
  for (const text of [
    '3 dec',
    '3 Dec',
    'dec 3',
    'Dec. 3',
    '3. Dez',
    '3.Dez.',
    '3rd december',
    'dezember 3',
    '3.12.',
    '3.12',
    '3 Dez 26',
    '+7',
    '+7d',
    '+1w',
    '+7T',
  ])
    assert.equal(read(text, 'de'), '2026-12-03', text)
  assert.equal(read('3/12', 'en-GB'), '2026-12-03')
  assert.equal(read('3/12', 'en-US'), '2027-03-12')
  assert.equal(read('3 jan', 'en-US'), '2027-01-03', 'the year goes without saying')
  assert.equal(read('3 dec', 'en-US', '2027-01-05'), '2026-12-03')
  for (const [text, locale] of [
    ['today', 'en'],
    ['heute', 'de'],
    ['Today', 'de'],
    ['+0', 'en'],
  ] as const)
    assert.equal(read(text, locale), '2026-11-26', text)
  for (const [text, locale] of [
    ['tomorrow', 'en'],
    ['Morgen', 'de'],
    ['fri', 'en'],
    ['Freitag', 'de'],
    ['Fr.', 'de'],
  ] as const)
    assert.equal(read(text, locale), '2026-11-27', text)
  assert.equal(read('übermorgen', 'de'), '2026-11-28')
  assert.equal(read('yesterday', 'en'), '2026-11-25')
  assert.equal(read('-2t', 'de'), '2026-11-24')
  assert.equal(read('+1m', 'en', '2027-01-31'), '2027-02-28')
  assert.equal(read('29 feb', 'en', '2027-11-26'), '2028-02-29')
  assert.match(String(read('30 feb', 'en')), /no such day/)
  for (const text of ['3', 'next week', '3 foo', '+3x', 'm', 'ma 3'])
    assert.match(String(read(text, 'en')), /Write it like/, text)
})
