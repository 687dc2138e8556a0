import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type I18n, i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { createElement, type FunctionComponent, type PropsWithChildren } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { Trans } from './trans.ts'

test('a name with tags in it is said as it is written, beside the elements of the sentence, and nothing is complained of', t => {
  const complained = t.mock.method(console, 'error', () => undefined)
  i18n.loadAndActivate({
    locale: 'en',
    messages: { greeting: ['<0>', ['name'], '</0> is here, ', ['other'], ' too: ', ['count']] },
  })
  const provider: FunctionComponent<PropsWithChildren<{ i18n: I18n }>> = I18nProvider as FunctionComponent<{ i18n: I18n }>
  const said = createElement(Trans, {
    id: 'greeting',
    values: { name: '<b>Ana</b>', other: '<0>', count: 3 },
    components: { 0: createElement('em') },
  })
  assert.equal(
    renderToStaticMarkup(createElement(provider, { i18n }, said)),
    '<em>&lt;b&gt;Ana&lt;/b&gt;</em> is here, &lt;0&gt; too: 3',
  )
  assert.equal(complained.mock.callCount(), 0)
})
