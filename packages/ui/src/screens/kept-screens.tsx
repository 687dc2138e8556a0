/**
 * The screens one has just been to stand ready: who comes back finds them as they were, and nothing is made anew. They are taken out of the page meanwhile, so that
 * nothing in it finds them, and all that they do rests.
 */
import { useSearch } from '@tanstack/react-router'
import { Activity, type ComponentType, memo, useInsertionEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { Awaiting } from '../kit/part.tsx'
import classes from './kept-screens.module.css'
import { ScreenAddress } from './records/address.ts'
import type { PageProps, PageSearch } from './records/page.ts'

/** With the one that is shown. */
const most = 5

interface Kept {
  readonly key: string
  readonly Type: ComponentType<PageProps>
  readonly props: PageProps
  readonly address: PageSearch
  readonly room: HTMLElement
  /** Where its parts were scrolled to, which an element forgets when it leaves the page. */
  readonly scrolled: Map<Element, readonly [left: number, top: number]>
  /** What has the focus in it. Told by events: the page would be laid out anew to be asked for it. */
  readonly focus: { at: Element | undefined }
}

function begin(key: string, Type: Kept['Type'], props: PageProps, address: PageSearch): Kept {
  const room = document.createElement('div')
  room.className = classes.room!
  const scrolled: Kept['scrolled'] = new Map()
  room.addEventListener(
    'scroll',
    ({ target }) => {
      if (target instanceof Element) scrolled.set(target, [target.scrollLeft, target.scrollTop])
    },
    { capture: true, passive: true },
  )
  const focus: Kept['focus'] = { at: undefined }
  room.addEventListener('focusin', ({ target }) => {
    focus.at = target instanceof Element ? target : undefined
  })
  room.addEventListener('focusout', () => {
    focus.at = undefined
  })
  return { key, Type, props, address, room, scrolled, focus }
}

/** What is open in it begins closed again: a record, a form, a dialog, what is being written. */
const isBusy = ({ focus, address }: Kept): boolean =>
  address.record !== undefined ||
  address.form !== undefined ||
  document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !== null ||
  focus.at?.matches('textarea, [contenteditable], input:not([type="checkbox"])') === true

export function KeptScreens({ Type, app, screen, path }: PageProps & { readonly Type: ComponentType<PageProps> }) {
  const address = useSearch({ strict: false }) as PageSearch
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const [kept, setKept] = useState<readonly Kept[]>([])
  const key = `${app.name}/${path}`
  const shown = kept.find(each => each.key === key)
  if (!shown || shown.address !== address || shown.props.app !== app || shown.props.screen !== screen) {
    const props = { app, screen, path }
    const now = shown ? { ...shown, Type, props, address } : begin(key, Type, props, address)
    // An app that is another than before (what it is, or what one may do there) has no screens of before.
    const others = kept.filter(each => each.key !== key && (each.props.app.name !== app.name || each.props.app === app))
    setKept([now, ...others].slice(0, most))
  }
  const busy = useRef<string>(undefined)
  // While the page is being changed, before anything in it is measured.
  useInsertionEffect(() => {
    if (!slot || !shown) return
    for (const room of [...slot.children]) {
      if (room === shown.room) continue
      const left = kept.find(each => each.room === room)
      if (left && isBusy(left)) busy.current = left.key
      room.remove()
    }
    if (shown.room.isConnected) return
    slot.append(shown.room)
    for (const [part, [left, top]] of shown.scrolled) part.scrollTo({ left, top, behavior: 'instant' })
  })
  useLayoutEffect(() => {
    const left = busy.current
    busy.current = undefined
    if (left !== undefined) setKept(all => all.filter(each => each.key !== left))
  })
  return (
    <div ref={setSlot} className={classes.room}>
      {slot && (
        <Awaiting>
          {kept.map(each => createPortal(<Screen kept={each} isShown={each.key === key} />, each.room, each.key))}
        </Awaiting>
      )}
    </div>
  )
}

const Screen = memo(function Screen({ kept, isShown }: { readonly kept: Kept; readonly isShown: boolean }) {
  const { Type, props, address } = kept
  // The same as long as nothing of it is another: shown again, it is not drawn again.
  const screen = useMemo(
    () => (
      <ScreenAddress value={address}>
        <Type {...props} />
      </ScreenAddress>
    ),
    [Type, props, address],
  )
  return <Activity mode={isShown ? 'visible' : 'hidden'}>{screen}</Activity>
})
