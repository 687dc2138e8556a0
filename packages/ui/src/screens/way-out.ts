/** From an address with nothing behind it: to the first screen they have in the app. */
import type { AppView } from '@bailiwick/definition/wire/index.ts'
import { useNavigate } from '@tanstack/react-router'
import { say } from '../client/language.ts'

export function useWayOut(app: AppView): { readonly label: string; readonly onClick: () => void } {
  const navigate = useNavigate()
  const first = app.screens[0]
  return {
    label: say('Go to {place}', { place: first?.title ?? say('Home') }),
    onClick: () =>
      void (first
        ? navigate({ to: '/a/$app/s/$screen', params: { app: app.name, screen: first.name }, search: {} })
        : navigate({ to: '/' })),
  }
}
