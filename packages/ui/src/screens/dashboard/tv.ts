/** A page alone on the screen: without navigation, and full where the browser lets it. */
import { useEffect, useEffectEvent } from 'react'

/** @returns leaves */
export function useTv(on: boolean, leave: () => void): () => void {
  const left = useEffectEvent(leave)
  useEffect(() => {
    if (!on) return
    const page = document.documentElement
    page.dataset.tv = 'on'
    // A page that was opened by an address may not; then it is only without navigation.
    page.requestFullscreen?.().catch(() => undefined)
    let was = false
    const onFull = () => {
      if (was && !document.fullscreenElement) left()
      was = Boolean(document.fullscreenElement)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) left()
    }
    document.addEventListener('fullscreenchange', onFull)
    document.addEventListener('keydown', onKey)
    return () => {
      delete page.dataset.tv
      document.removeEventListener('fullscreenchange', onFull)
      document.removeEventListener('keydown', onKey)
      if (document.fullscreenElement) void document.exitFullscreen()
    }
  }, [on])
  return leave
}
