/** Pulling something over the screen: with a mouse at once, with a finger after it rested, so that a finger which moves still scrolls. */
import { type PointerEvent, useCallback, useEffect, useRef, useState } from 'react'
import { followPointer } from '../../kit/follow-pointer.ts'

export interface Point {
  readonly clientX: number
  readonly clientY: number
}

interface Pulls<H> {
  /** What has what is pulled in it, and scrolls when the pointer comes near its edge. */
  readonly scroller: () => HTMLElement | null | undefined
  readonly start: (held: H, from: Point) => void
  /** @param by how far from where it was taken, with what was scrolled meanwhile, in pixels */
  readonly move: (held: H, at: Point, by: { readonly x: number; readonly y: number }) => void
  /** @param kept not given up: neither by Escape nor by the browser */
  readonly end: (held: H, kept: boolean) => void
}

interface Pull<H> {
  /** For what is pressed; a press that ends as a click is one. */
  press(down: PointerEvent<HTMLElement>, held: H): void
  /** The click that is heard now ends a pull, and opens nothing. */
  pulled(): boolean
  /** Of an element around all that is pulled. */
  readonly around: (element: HTMLElement | null) => (() => void) | undefined
}

/** How far a mouse goes before it pulls rather than clicks, in pixels. */
const firmly = 4
/** How long a finger rests before it pulls, in milliseconds, and how far it may go meanwhile, in pixels. */
const rest = 350
const still = 10
/** How near to an edge it scrolls, and by how much for each frame, in pixels. */
const edge = 36
const pace = 8

export function usePull<H>(pulls: Pulls<H>): Pull<H> {
  const latest = useRef(pulls)
  latest.current = pulls
  const isPulling = useRef(false)
  const hasPulled = useRef(false)
  const giveUp = useRef<() => void>(undefined)
  useEffect(() => () => giveUp.current?.(), [])
  // Listening from the beginning: a listener that comes with the press is too late to keep the browser from scrolling.
  const around = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined
    const keep = (event: TouchEvent) => isPulling.current && event.cancelable && event.preventDefault()
    element.addEventListener('touchmove', keep, { passive: false })
    return () => element.removeEventListener('touchmove', keep)
  }, [])

  const press = (down: PointerEvent<HTMLElement>, held: H) => {
    if (down.button !== 0 || isPulling.current) return
    down.stopPropagation()
    const finger = down.pointerType === 'touch'
    giveUp.current?.()
    const box = latest.current.scroller()
    const from = { clientX: down.clientX, clientY: down.clientY }
    let at: Point = from
    const stood = { x: box?.scrollLeft ?? 0, y: box?.scrollTop ?? 0 }
    let frame = 0
    const tell = () => {
      const x = at.clientX - from.clientX + (box?.scrollLeft ?? 0) - stood.x
      const y = at.clientY - from.clientY + (box?.scrollTop ?? 0) - stood.y
      latest.current.move(held, at, { x, y })
    }
    const scroll = () => {
      frame = requestAnimationFrame(scroll)
      if (!box) return
      const { left, right, top, bottom } = box.getBoundingClientRect()
      const towards = (place: number, low: number, high: number) => (place > high - edge ? pace : place < low + edge ? -pace : 0)
      const before = [box.scrollLeft, box.scrollTop]
      box.scrollBy(towards(at.clientX, left, right), towards(at.clientY, top, bottom))
      if (before[0] !== box.scrollLeft || before[1] !== box.scrollTop) tell()
    }
    const begin = () => {
      isPulling.current = true
      latest.current.start(held, from)
      frame = requestAnimationFrame(scroll)
    }
    const timer = finger ? setTimeout(begin, rest) : undefined
    const move = (event: globalThis.PointerEvent) => {
      const far = Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY)
      if (!isPulling.current && finger && far > still) return giveUp.current?.()
      if (!isPulling.current && (finger || far < firmly)) return
      if (!isPulling.current) begin()
      at = { clientX: event.clientX, clientY: event.clientY }
      tell()
    }
    const end = (kept: boolean) => {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
      menu.abort()
      giveUp.current = undefined
      if (!isPulling.current) return
      isPulling.current = false
      hasPulled.current = true
      setTimeout(() => {
        hasPulled.current = false
      })
      latest.current.end(held, kept)
    }
    const menu = new AbortController()
    giveUp.current = followPointer(down, { move, end, isPulled: () => isPulling.current })
    // What a finger that rests opens elsewhere.
    const onMenu = (event: Event) => {
      if (!finger) return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('contextmenu', onMenu, { signal: menu.signal, capture: true })
  }
  return { press, pulled: () => hasPulled.current, around }
}

interface Shown<T> {
  readonly shown: T | undefined
  change(next: (before: T | undefined) => T | undefined): void
  /** As it is, also where that is not drawn yet: a pull can end before. */
  now(): T | undefined
}

/** How far a pull has come. */
export function useShown<T>(): Shown<T> {
  const [shown, setShown] = useState<T>()
  const latest = useRef<T>(undefined)
  return {
    shown,
    change: next => {
      latest.current = next(latest.current)
      setShown(latest.current)
    },
    now: () => latest.current,
  }
}
