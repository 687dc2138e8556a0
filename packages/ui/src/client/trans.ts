/**
 * `<Trans>` of the macro. Lingui searches a whole sentence for tags, the values in it too: what people wrote with a "<" stands in it as an element, so that it is shown
 * as it was written.
 */
import { Trans as Sentence, type TransProps } from '@lingui/react'
import { createElement, Fragment } from 'react'

export function Trans(props: TransProps) {
  const { values } = props
  if (!values || !Object.values(values).some(hasTag)) return createElement(Sentence, props)
  const safe = Object.entries(values).map(([name, value]) => [name, hasTag(value) ? createElement(Fragment, null, value) : value])
  return createElement(Sentence, { ...props, values: Object.fromEntries(safe) })
}

const hasTag = (value: unknown): value is string => typeof value === 'string' && value.includes('<')
