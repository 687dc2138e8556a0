/** Says over the whole width, on every page, as whom one looks and that nothing can be changed. The tab says it too. */
import type { SessionView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconEye } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { sentenceOf } from '../client/http.ts'
import { listFormat } from '../client/language.ts'
import { stopViewing } from '../client/viewing.ts'
import { useViewingTitle } from '../kit/page-title.ts'
import classes from './viewing-banner.module.css'

export function ViewingBanner({ session }: { readonly session: SessionView }) {
  const { t } = useLingui()
  const { viewing } = session
  const [busy, setBusy] = useState(false)
  const who = !viewing
    ? undefined
    : viewing.kind === 'person'
      ? session.person.name
      : listFormat({ type: 'unit' }).format(viewing.roles)
  useViewingTitle(who === undefined ? undefined : t`Viewing as ${who}`)
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (icon) icon.href = who === undefined ? '/mark.svg' : '/mark-viewing.svg'
  }, [who])
  const bar = useRef<HTMLElement>(null)
  useEffect(() => {
    const { current } = bar
    if (!current) return
    // What stands fixed over the page begins beneath the banner, which is two lines high on a phone.
    const root = document.documentElement.style
    const sizes = new ResizeObserver(() => root.setProperty('--viewing-height', `${current.offsetHeight}px`))
    sizes.observe(current)
    return () => {
      sizes.disconnect()
      root.removeProperty('--viewing-height')
    }
  }, [])
  const until = viewing?.until
  useEffect(() => {
    if (!until) return
    // Asks again when the time is up, and is told then that it has ended.
    const timer = setTimeout(() => location.reload(), Math.max(0, Date.parse(until) - Date.now()) + 1_000)
    return () => clearTimeout(timer)
  }, [until])
  if (!viewing) return null
  const stop = async () => {
    setBusy(true)
    try {
      await stopViewing()
    } catch (error) {
      setBusy(false)
      notifications.show({ color: 'red', title: t`The view goes on`, message: sentenceOf(error) })
    }
  }
  const app = viewing.app.title
  const roles = listFormat({ type: 'unit' }).format(viewing.roles)
  return (
    <section ref={bar} className={classes.banner} aria-label={t`Viewing as somebody else`}>
      <IconEye size={18} aria-hidden />
      <p className={classes.sentence}>
        {viewing.kind === 'person' ? (
          <Trans>
            You are viewing <b>{app}</b> as <b dir="auto">{who}</b> ({roles}). Nothing can be changed.
          </Trans>
        ) : (
          <Trans>
            You are viewing <b>{app}</b> in the role <b>{who}</b>. Nothing can be changed.
          </Trans>
        )}
      </p>
      <Button className={classes.stop} loading={busy} onClick={() => void stop()}>
        <Trans>Stop viewing</Trans>
      </Button>
    </section>
  )
}
