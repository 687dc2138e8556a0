/** The day it is in the app's zone, also on a page that stays open over midnight. */
import { useEffect, useState } from 'react'
import { todayIn } from '../../client/zones.ts'

export function useToday(timeZone: string): string {
  const [, setDay] = useState('')
  useEffect(() => {
    const timer = setInterval(() => setDay(todayIn(timeZone)), 60_000)
    return () => clearInterval(timer)
  }, [timeZone])
  return todayIn(timeZone)
}
