/**
 * The screens one has just been to stand ready: who comes back finds them as they were, and nothing is made or laid out anew. They stay in the page, beneath the one that is
 * shown; nobody sees, hears or reaches anything of them meanwhile, and all that they do rests. What looks for something in the page asks `onPage`.
 */
import { useSearch } from '@tanstack/react-router'
import { Activity, type ComponentType, memo, useDeferredValue, useEffect, useInsertionEffect, useMemo, useState } from 'react'
import { createPortal } from 'react-dom'
import { whenSightChanges } from '../client/sight.ts'
import { Awaiting } from '../kit/part.tsx'
import { makeRoom, type Room } from './kept-room.ts'
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
  readonly room: Room
}

/** What is to open again at once stays in the page, closed. Told by what it says itself: styles would have to be made anew to be asked for. */
const isOpen = (layer: Element): boolean => layer.closest('[style*="display: none"]') === null

/** Of its own and beside the page; what else is kept is large, and has none open. */
const layersOver = ({ element }: Room): readonly Element[] =>
  [element, ...document.querySelectorAll('body > :not(#root)')].flatMap(each => [
    ...each.querySelectorAll('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'),
  ])

/** What is open in it begins closed again: a record, a form, a dialog, what is being written. */
const isBusy = ({ room, address }: Kept): boolean =>
  address.record !== undefined ||
  address.form !== undefined ||
  layersOver(room).some(isOpen) ||
  room.focused()?.matches('textarea, [contenteditable], input:not([type="checkbox"])') === true

/** An app that is another than before (what it is, or what one may do there) has no screens of before; and of an app one has left, nobody says what changes in it. */
const isWorthKeeping = ({ props }: Kept, app: PageProps['app']): boolean => props.app === app

/** Where other words are searched for, nobody waits for the screen: it is drawn piece by piece, and the next letter comes between. */
function useAddress(key: string): PageSearch {
  const search = useSearch({ strict: false }) as PageSearch
  const now = useMemo(() => ({ key, search }), [key, search])
  const drawn = useDeferredValue(now)
  return drawn.key === key && withoutWords(drawn.search) === withoutWords(search) ? drawn.search : search
}

const withoutWords = ({ search: _, ...rest }: PageSearch): string => JSON.stringify(rest)

export function KeptScreens({ Type, app, screen, path }: PageProps & { readonly Type: ComponentType<PageProps> }) {
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const [kept, setKept] = useState<readonly Kept[]>([])
  const key = `${app.name}/${path}`
  const address = useAddress(key)
  const shown = kept.find(each => each.key === key)
  // Each route makes its own, and everything that reads it would be drawn again.
  const isThere = shown !== undefined && JSON.stringify(shown.address) === JSON.stringify(address)
  if (!isThere || kept[0] !== shown || shown.props.app !== app || shown.props.screen !== screen) {
    const props = shown?.props.app === app && shown.props.screen === screen ? shown.props : { app, screen, path }
    const now = { ...(shown ?? { key, room: makeRoom() }), Type, props, address: isThere ? shown.address : address }
    const [left] = kept
    const others = kept.filter(each => each.key !== key && isWorthKeeping(each, app) && (each !== left || !isBusy(left)))
    setKept([now, ...others].slice(0, most))
  }
  useEffect(() => whenSightChanges(() => setKept(([first]) => (first ? [first] : []))), [])
  // While the page is being changed, before anything in it is measured.
  useInsertionEffect(() => {
    if (!slot || !shown) return
    for (const each of kept) {
      if (each !== shown && !each.room.isAway()) each.room.putAway()
    }
    if (shown.room.isAway()) shown.room.bringBack()
    const rooms = new Set<Element>(kept.map(({ room }) => room.element))
    for (const element of [...slot.children]) if (!rooms.has(element)) element.remove()
    if (!shown.room.element.isConnected) slot.prepend(shown.room.element)
  })
  return (
    <div ref={setSlot} className={classes.slot}>
      {slot && (
        <Awaiting>
          {kept.map(each => createPortal(<Screen kept={each} isShown={each.key === key} />, each.room.element, each.key))}
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
