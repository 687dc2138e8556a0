/** Words: one line, many lines, addresses and numbers to call. */
import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import { Empty } from './empty.tsx'
import type { DisplayProps, FieldLook } from './field-ui.ts'
import classes from './value.module.css'

function Plain({ value, dense }: DisplayProps) {
  if (value === null || value === undefined || value === '') return <Empty />
  return (
    <span dir="auto" className={dense ? undefined : classes.written}>
      {String(value)}
    </span>
  )
}

/** Only addresses that cannot run anything become links. */
function safeHref(scheme: 'url' | 'email' | 'phone', value: string): string | undefined {
  if (scheme === 'email') return `mailto:${value}`
  if (scheme === 'phone') return `tel:${value.replace(/[^+\d]/g, '')}`
  return /^https?:\/\//i.test(value) ? value : undefined
}

function linked(scheme: 'url' | 'email' | 'phone') {
  return function Linked({ value, dense }: DisplayProps): ReactNode {
    if (typeof value !== 'string' || value === '') return <Empty />
    const href = safeHref(scheme, value)
    if (!href) return <span dir="auto">{value}</span>
    return (
      <Anchor
        href={href}
        // Among words from the right "+49 30 …" would end in its plus.
        dir="auto"
        size="sm"
        rel="noreferrer noopener"
        // In a table Tab leaves the table; the link is in the record too.
        tabIndex={dense ? -1 : undefined}
        target={scheme === 'url' ? '_blank' : undefined}
        onClick={event => event.stopPropagation()}
      >
        {scheme === 'url' ? value.replace(/^https?:\/\/(www\.)?/, '') : value}
      </Anchor>
    )
  }
}

export const text: FieldLook = { Display: Plain, width: 260 }
export const longText: FieldLook = { Display: Plain, width: 300, wide: true }
export const url: FieldLook = { Display: linked('url'), width: 200, hasLinks: true }
export const email: FieldLook = { Display: linked('email'), width: 200, hasLinks: true }
export const phone: FieldLook = { Display: linked('phone'), width: 140, hasLinks: true }
