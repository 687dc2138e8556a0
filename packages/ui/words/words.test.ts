import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { differenceOf } from './catalogs.ts'
import { transformWords } from './transform.ts'

const file = 'packages/ui/src/shell/some.tsx'
const messages = (code: string) => transformWords(code, file).words.map(({ message }) => message)

describe('words of a file', () => {
  test('are found in macros and in what is said without them, and stand compiled in the code', () => {
    const code = `import { Trans, useLingui } from '@lingui/react/macro'
      import { plural } from '@lingui/core/macro'
      import { say } from '../client/language.ts'
      export const Some = ({ count, title }: { count: number; title: string }) => {
        const { t } = useLingui()
        return <p title={t\`\${plural(count, { one: '# row', other: '# rows' })} of \${title}\`}>
          <Trans>See <b>{title}</b>.</Trans> {say('There is {title}.', { title })}
        </p>
      }`
    assert.deepEqual(messages(code), [
      '{count, plural, one {# row} other {# rows}} of {title}',
      'See <0>{title}</0>.',
      'There is {title}.',
    ])
    assert.match(transformWords(code, file).code.replace(/\s+/g, ' '), /message: \["There is ", \["title"\], "\."\]/)
  })

  test('have one identity, whether a macro says them or not', () => {
    const [macro] = transformWords("import { msg } from '@lingui/core/macro'\nexport const a = msg`Open`", file).words
    const [plain] = transformWords("import { say } from '../client/language.ts'\nexport const a = () => say('Open')", file).words
    assert.equal(macro?.id, plain?.id)
  })

  test('that are not in ICU form are refused with their line', () => {
    const code = "import { say } from '../client/language.ts'\n\nexport const a = () => say('A {brace')"
    assert.throws(() => transformWords(code, file), /some\.tsx:3: this text is not in ICU form: A \{brace/)
  })

  test('that only look like ours are left alone', () => {
    assert.deepEqual(messages("const say = (text: string) => text\nexport const a = say('Open')"), [])
  })
})

describe('a translation', () => {
  for (const [what, english, german, fault] of [
    ['says the same', 'See <0>{title}</0>.', '<0>{title}</0> ansehen.', undefined],
    [
      'may have other branches of a plural',
      '{n, plural, one {# row} other {# rows}}',
      '{n, plural, other {Zeilen: #}}',
      undefined,
    ],
    ['may not leave out a value', 'Welcome, {name}', 'Willkommen', /leaves out \{name\}/],
    ['may not leave out an element', 'See <0>this</0>.', 'Dies ansehen.', /leaves out <0>/],
    ['may not name another value', 'Welcome, {name}', 'Willkommen, {name} {nachname}', /names \{nachname\}/],
    ['is in ICU form', 'Welcome, {name}', 'Willkommen, {name', /not in ICU form/],
  ] as const)
    test(what, () => {
      const found = differenceOf(english, german)
      if (fault) assert.match(found ?? '', fault)
      else assert.equal(found, undefined)
    })
})
