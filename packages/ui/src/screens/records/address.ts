/** What a screen's own address asks. A screen one has left keeps what it asked, whatever the page shows meanwhile. */
import { createContext, useContext } from 'react'
import type { PageSearch } from './page.ts'

export const ScreenAddress = createContext<PageSearch>({})

export const useScreenAddress = (): PageSearch => useContext(ScreenAddress)
