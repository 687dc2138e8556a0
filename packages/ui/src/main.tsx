import '@fontsource-variable/inter/wght.css'
import '@mantine/core/styles.css'
import '@mantine/dates/styles.css'
import '@mantine/notifications/styles.css'
import './kit/kit.css'
import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { useLingui } from '@lingui/react/macro'
import { DirectionProvider, MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { setNonce } from 'get-nonce'
import { StrictMode, useMemo } from 'react'
import { createRoot } from 'react-dom/client'
import { Refused, whenSignedOut } from './client/http.ts'
import { sessionQuery } from './client/queries.ts'
import { speakAsKept } from './client/speech.ts'
import { keepFocus } from './kit/focus-kept.ts'
import { keepEscapeInside } from './kit/inner-escape.ts'
import { later } from './kit/later.tsx'
import { printInLight } from './kit/on-paper.ts'
import { cssVariables, themeWith } from './kit/theme.ts'
import { tellWholeWhenCut } from './kit/whole-when-cut.ts'
import { appAt, makeRouter, screenPage } from './shell/router.tsx'

// Styles made at run time carry the page's nonce; without it the policy drops them and the theme with them.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce ?? ''
if (nonce) setNonce(nonce)

// What is said before they are there is kept, and shown then.
const Notifications = later(async () => (await import('./kit/notifications.ts')).Notifications)

/** Whoever would wait longer is told so instead. */
const longestWait = 5
const passes = ({ problem: { status }, after = 0 }: Refused) =>
  after <= longestWait && (status === 0 || status === 503 || (status === 429 && after > 0))

const cache = new QueryClient({
  defaultOptions: {
    // Without a line it is said at once that there is none; else what one asks for would come by itself, sometime.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 5_000,
      // A refusal stays one; only a server that could not be reached, or had too much to do for them at that moment, is asked again.
      retry: (count, error) => count < 3 && navigator.onLine && error instanceof Refused && passes(error),
      // After 3.5 s in all somebody who waits is told: longer than a server takes to begin anew, and they can ask again themselves.
      retryDelay: (count, error) => Math.max(500 * 2 ** count, error instanceof Refused ? (error.after ?? 0) * 1_000 : 0),
    },
  },
})
const router = makeRouter(cache)
// What this address needs is asked for at once, rather than each when the one before is there.
if (appAt(location.pathname) !== undefined) {
  void cache.prefetchQuery(sessionQuery)
  void screenPage().catch(() => undefined)
}
keepEscapeInside()
keepFocus()
printInLight()
tellWholeWhenCut()

whenSignedOut(() => {
  cache.clear()
  if (!/^\/(sign-in|invitation|form)(\/|$)/.test(location.pathname))
    void router.navigate({ to: '/sign-in', search: { next: location.pathname + location.search } })
})

function Screens() {
  const { t } = useLingui()
  const close = t`Close`
  const theme = useMemo(() => themeWith(close), [close])
  return (
    <DirectionProvider>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <QueryClientProvider client={cache}>
          <Notifications position="bottom-center" limit={3} />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  )
}

// Awaited here and not before: a module that waits at its top is split from everything it shares, into forty files.
void speakAsKept().then(() => {
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <Screens />
      </I18nProvider>
    </StrictMode>,
  )
})
