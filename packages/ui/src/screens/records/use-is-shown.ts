/** Whether what uses it is in sight: neither gone nor beneath another screen, where nothing that it says is heard. Asked once an answer is there. */
import { useCallback, useEffect, useRef } from 'react'

export function useIsShown(): () => boolean {
  const isShown = useRef(false)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  return useCallback(() => isShown.current, [])
}
