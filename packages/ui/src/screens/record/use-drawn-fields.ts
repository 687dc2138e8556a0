/** How much of a form is drawn: what is looked at, its first fields at once and the others in pieces behind them. Two hundred controls at once would take seconds. */
import { startTransition, useEffect, useState } from 'react'
import { afterPaint } from '../../client/after-paint.ts'
import type { FormPage, FormSection } from './form-sections.ts'

/** More than fit a screen. */
const atOnce = 30
const piece = 10

const fieldsOn = (page: FormPage | undefined) => page?.sections.reduce((sum, { fields }) => sum + fields.length, 0) ?? 0

/**
 * @param present the page that is looked at
 * @param isWanted each field is wanted at once, as where one is gone to from what has to be corrected
 * @returns of each page that was looked at how many fields are drawn
 */
export function useDrawnFields(pages: readonly FormPage[], present: number, isWanted: boolean): readonly (number | undefined)[] {
  const [drawn, setDrawn] = useState<Readonly<Record<string, number>>>({})
  const name = pages[present]?.name
  const all = fieldsOn(pages[present])
  const before = name === undefined ? undefined : drawn[name]
  const now = Math.max(before ?? atOnce, isWanted ? all : 0)
  if (name !== undefined && before !== now) setDrawn({ ...drawn, [name]: now })
  useEffect(() => {
    if (name === undefined || now >= all) return
    let isOver = false
    void afterPaint().then(() => {
      if (!isOver) startTransition(() => setDrawn(known => ({ ...known, [name]: now + piece })))
    })
    return () => {
      isOver = true
    }
  }, [name, now, all])
  return pages.map(page => (page.name === name ? now : drawn[page.name]))
}

/** The sections of a page, and how many fields of each are among the first ones. */
export function roomsOf(page: FormPage, most: number): readonly { readonly section: FormSection; readonly most: number }[] {
  let left = most
  return page.sections.map(section => {
    const room = Math.min(left, section.fields.length)
    left -= room
    return { section, most: room }
  })
}
