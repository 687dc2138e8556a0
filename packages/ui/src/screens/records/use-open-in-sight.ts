/** What is open is not to be what is out of sight: where there is little room its record lies over the page. */
import { type RefObject, useEffect } from 'react'

/** @param isThere it is drawn, or about to be */
export function useOpenInSight(scroller: RefObject<HTMLElement | null>, record: string | undefined, isThere: boolean): void {
  useEffect(() => {
    if (!isThere) return
    scroller.current?.querySelector(`[data-row="${record}"]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [scroller, record, isThere])
}
