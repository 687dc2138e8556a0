/** What stands around every screen: where one is, what waits, where one can go. */
import type { AppView, ScreenView, SessionView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { ActionIcon, Drawer, Kbd, Menu, Skeleton, useMantineColorScheme } from '@mantine/core'
import { getHotkeyHandler, useDisclosure, useHotkeys, useWindowEvent } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import {
  IconEye,
  IconEyeOff,
  IconInbox,
  IconMenu2,
  IconMoon,
  IconSearch,
  IconSettings,
  IconShield,
  IconSun,
  IconUsers,
} from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useParams, useRouter } from '@tanstack/react-router'
import { Fragment, useEffect, useRef, useState } from 'react'
import { useLiveRecords } from '../client/events.ts'
import { request, tellSignedOut } from '../client/http.ts'
import { forgetAll, whenForgotten } from '../client/kept.ts'
import { countText, inSentence, say } from '../client/language.ts'
import { endPresence } from '../client/presence.ts'
import { appQuery, countQuery, inboxQuery, sessionQuery, unreadQuery } from '../client/queries.ts'
import { speaksFor } from '../client/speech.ts'
import { forgetAllUndo, redoLast, undoLast } from '../client/undo.ts'
import { stopViewing, Viewing } from '../client/viewing.ts'
import { PersonAvatar } from '../fields/references.tsx'
import { commandKey } from '../kit/command-key.ts'
import { focusContent, focusPage } from '../kit/focus-kept.ts'
import { NamedIcon } from '../kit/icon.tsx'
import { Awaiting, part } from '../kit/part.tsx'
import { ConfirmIdentity } from './confirm-identity.tsx'
import { passOn } from './pass-on.ts'
import classes from './shell.module.css'
import { keepTyping } from './typed-ahead.ts'
import { ViewingBanner } from './viewing-banner.tsx'
import { WaitingNote } from './waiting-note.tsx'

const Palette = part(() => import('./palette.tsx'), 'dialog')
const ViewAsDialog = part(() => import('./view-as-dialog.tsx'), 'dialog')
const Shortcuts = part(() => import('./shortcuts.tsx'), 'dialog')

export function Shell() {
  const cache = useQueryClient()
  const { t } = useLingui()
  const session = useQuery(sessionQuery)
  const [drawer, { open, close }] = useDisclosure(false)
  const [palette, setPalette] = useState(false)
  const openPalette = () => {
    if (!palette) keepTyping()
    setPalette(true)
  }
  const [help, setHelp] = useState(false)
  const [viewAs, setViewAs] = useState(false)
  // From within a field too: it writes nothing. Before the field has it, which may keep all its keys from the page.
  useWindowEvent('keydown', getHotkeyHandler([['mod+K', openPalette]]), { capture: true })
  useHotkeys([
    ['shift+?', () => setHelp(true)],
    ['mod+Z', () => void undoLast()],
    ['mod+shift+Z', () => void redoLast()],
    ['mod+Y', () => void redoLast()],
  ])
  const person = session.data?.person.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: what one did is not taken back in another's name
  useEffect(() => endAllUndo, [person])
  // At once: what is half written here would be left by whoever is shown the door.
  useEffect(
    () =>
      whenForgotten(() => {
        passOn(cache)
        tellSignedOut()
      }),
    [cache],
  )
  const named = useParams({ strict: false, select: ({ app }: { app?: string }) => app })
  const isMine = session.data?.apps.some(app => app.name === named)
  // At the address of an app in which they have no role the navigation is of one that is theirs.
  const current = isMine ? named : session.data?.apps[0]?.name
  const live = useLiveRecords(current)
  useOneSight(session.data)
  const router = useRouter()
  // Another address is another page. It is heard of and not asked for: all of this would be drawn again for it.
  useEffect(() => router.subscribe('onResolved', ({ pathChanged }) => pathChanged && focusPage()), [router])
  if (!session.data) return null
  const known = session.data.apps.find(app => app.name === current)
  const onViewAs = known?.mayViewAs ? () => setViewAs(true) : undefined
  const nav = <Navigation session={session.data} app={current} onSearch={openPalette} onGo={close} onViewAs={onViewAs} />
  return (
    <Viewing value={session.data.viewing}>
      <div className={classes.frame}>
        <ViewingBanner session={session.data} />
        <button type="button" className="skip" onClick={focusContent}>
          <Trans>Skip to the content</Trans>
        </button>
        {session.data.demo && (
          <section aria-label={t`Demonstration`} className={classes.demoStrip}>
            <Trans>Demonstration: the people and data are made up</Trans>
          </section>
        )}
        {live !== 'lost' && <WaitingNote />}
        {live === 'lost' && (
          <div className={classes.lost} role="status">
            <Trans>The connection is lost. What you see may be old; it comes back by itself.</Trans>
          </div>
        )}
        <div className={classes.columns}>
          <nav className={classes.nav} aria-label={t`Main`}>
            {nav}
          </nav>
          <header className={classes.topbar}>
            <ActionIcon variant="subtle" color="gray" aria-label={t`Open navigation`} onClick={open}>
              <IconMenu2 size={18} />
            </ActionIcon>
            <span className={classes.brand}>{known?.title ?? 'Bailiwick'}</span>
          </header>
          <main id="main" className={classes.main} tabIndex={-1}>
            <Outlet />
            <ConfirmIdentity />
          </main>
        </div>
        <Drawer.Root opened={drawer} onClose={close} size={260} padding={0}>
          <Drawer.Overlay />
          <Drawer.Content aria-label={t`Navigation`}>
            <div className={classes.drawer}>{nav}</div>
          </Drawer.Content>
        </Drawer.Root>
        <Awaiting>
          {palette && <Palette app={current} session={session.data} onClose={() => setPalette(false)} onViewAs={onViewAs} />}
          {viewAs && known && <ViewAsDialog app={known} onClose={() => setViewAs(false)} />}
          {help && <Shortcuts onClose={() => setHelp(false)} />}
        </Awaiting>
      </div>
    </Viewing>
  )
}

/** A page shows what one person sees in one language, from its first moment to its last: when another tab has changed one of them, this one begins anew. */
function useOneSight(session: SessionView | undefined): void {
  const first = useRef<string>(undefined)
  const sight = session && (session.viewing?.since ?? 'own')
  useEffect(() => {
    if (!sight) return
    first.current ??= sight
    if (first.current !== sight) location.reload()
  }, [sight])
  const preferences = session?.preferences
  useEffect(() => {
    if (preferences && !speaksFor(preferences)) location.reload()
  }, [preferences])
}

interface NavigationProps {
  readonly session: SessionView
  readonly app: string | undefined
  readonly onSearch: () => void
  readonly onGo: () => void
  /** Undefined: the app at hand may not be viewed as somebody else. */
  readonly onViewAs: (() => void) | undefined
}

function Navigation({ session, app, onSearch, onGo, onViewAs }: NavigationProps) {
  const { t } = useLingui()
  const view = useQuery({ ...appQuery(app ?? ''), enabled: app !== undefined })
  const decisions = useQuery(inboxQuery).data?.items.length
  const waiting = decisions ?? 0
  const unread = useQuery(unreadQuery).data?.unread ?? 0
  const known = session.apps.find(each => each.name === app)
  // What stands beneath the screens waits for them: it would be pushed down under the pointer.
  const settled = app === undefined || !view.isPending
  const others = settled ? session.apps.filter(each => each.name !== app) : []
  return (
    <>
      <Link to="/" className={classes.brand} onClick={onGo}>
        <img src="/mark.svg" alt="" width={20} height={20} />
        {known?.title ?? 'Bailiwick'}
      </Link>
      <button
        type="button"
        className={classes.item}
        onClick={() => {
          onGo()
          onSearch()
        }}
      >
        <IconSearch size={16} stroke={1.6} />{' '}
        <span className={classes.itemText}>
          <Trans>Search</Trans>
        </span>{' '}
        <Kbd size="xs">{commandKey()}K</Kbd>
      </button>
      <Link
        to="/inbox"
        // Once it is known that nothing is to decide: what is clicked does not change where it leads.
        search={decisions === 0 && unread > 0 ? { tab: 'news' } : {}}
        activeOptions={{ includeSearch: false }}
        className={classes.item}
        activeProps={{ 'data-active': true }}
        onClick={onGo}
      >
        <IconInbox size={16} stroke={1.6} />{' '}
        <span className={classes.itemText}>
          <Trans>Inbox</Trans>
        </span>
        {waiting + unread > 0 && (
          <span className={classes.badge} title={t`${waiting} to decide, ${unread} not read`}>
            {waiting + unread}
          </span>
        )}
      </Link>
      <div className={classes.items}>
        {app && !view.data && [1, 2, 3, 4].map(each => <Skeleton key={each} height={16} m={8} />)}
        {view.data?.screens.map((screen, index, all) => (
          <Fragment key={screen.name}>
            {screen.group !== all[index - 1]?.group && <div className={classes.group}>{screen.group ?? t`More`}</div>}
            <ScreenItem app={view.data} screen={screen} onGo={onGo} />
          </Fragment>
        ))}
        {view.data?.forms && view.data.screens.at(-1)?.group && <div className={classes.group}>{t`More`}</div>}
        {view.data?.forms?.map(form => (
          <Link
            key={form.name}
            to="/a/$app/e/$entity"
            params={{ app: view.data.name, entity: form.name }}
            search={{ form: 'new' }}
            activeOptions={{ includeSearch: false }}
            className={classes.item}
            activeProps={{ 'data-active': true }}
            onClick={onGo}
          >
            <NamedIcon name={form.icon} />{' '}
            <span className={classes.itemText} dir="auto">
              {say('New {label}', { label: inSentence(form.label) })}
            </span>
          </Link>
        ))}
        {others.length > 0 && (
          <div className={classes.group}>
            <Trans>Other apps</Trans>
          </div>
        )}
        {others.map(other => (
          <Link key={other.name} to="/" className={classes.item} onClick={onGo}>
            <NamedIcon name={other.icon} /> <span className={classes.itemText}>{other.title}</span>
          </Link>
        ))}
        {settled && (view.data?.mayReadAudit || session.person.administrator) && (
          <>
            <div className={classes.group}>
              <Trans>Oversight</Trans>
            </div>
            {session.person.administrator && (
              <Link to="/people" className={classes.item} activeProps={{ 'data-active': true }} onClick={onGo}>
                <IconUsers size={16} stroke={1.6} />{' '}
                <span className={classes.itemText}>
                  <Trans>People</Trans>
                </span>
              </Link>
            )}
            <Link to="/audit" search={{}} className={classes.item} activeProps={{ 'data-active': true }} onClick={onGo}>
              <IconShield size={16} stroke={1.6} />{' '}
              <span className={classes.itemText}>
                <Trans>Audit</Trans>
              </span>
            </Link>
          </>
        )}
      </div>
      <PersonMenu
        session={session}
        onViewAs={
          onViewAs &&
          (() => {
            onGo()
            onViewAs()
          })
        }
      />
    </>
  )
}

function ScreenItem({ app, screen, onGo }: { readonly app: AppView; readonly screen: ScreenView; readonly onGo: () => void }) {
  const counted = 'entity' in screen && screen.badge ? screen : undefined
  const count = useQuery({
    ...countQuery(app.name, counted?.entity ?? '', { filter: counted?.filter }, false),
    enabled: counted !== undefined,
    staleTime: 30_000,
  })
  return (
    <Link
      to="/a/$app/s/$screen"
      params={{ app: app.name, screen: screen.name }}
      search={{}}
      className={classes.item}
      activeProps={{ 'data-active': true }}
      onClick={onGo}
    >
      <NamedIcon name={screen.icon} />{' '}
      <span className={classes.itemText} dir="auto">
        {screen.title}
      </span>
      {counted && count.data?.count !== undefined && (
        <span className={classes.badge}>{countText(count.data.count, count.data.capped)}</span>
      )}
    </Link>
  )
}

/** Also where the session ended by itself: what is still offered on the screen goes with it. */
function endAllUndo(): void {
  for (const key of forgetAllUndo()) notifications.hide(key)
}

function PersonMenu({ session, onViewAs }: Pick<NavigationProps, 'session' | 'onViewAs'>) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const viewer = session.viewing?.by.name
  const leave = async () => {
    await endPresence()
    await request('DELETE', '/api/session')
    passOn(cache)
    forgetAll()
    await navigate({ to: '/sign-in', search: {} })
  }
  return (
    <Menu position="top-start" withinPortal width={204}>
      <div className={classes.person}>
        <Menu.Target>
          <button type="button" className={classes.item}>
            <PersonAvatar name={session.person.name} /> <span className={classes.itemText}>{session.person.name}</span>
          </button>
        </Menu.Target>
      </div>
      <Menu.Dropdown>
        <Menu.Label className={classes.personLabel} dir="auto" title={session.viewing ? undefined : session.person.email}>
          {viewer ? t`Viewed by ${viewer}` : session.person.email}
        </Menu.Label>
        {session.viewing ? (
          <Menu.Item leftSection={<IconEyeOff size={14} />} onClick={() => void stopViewing()}>
            <Trans>Stop viewing</Trans>
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconSettings size={14} />} onClick={() => void navigate({ to: '/account' })}>
            <Trans>Account</Trans>
          </Menu.Item>
        )}
        {onViewAs && (
          <Menu.Item leftSection={<IconEye size={14} />} onClick={onViewAs}>
            <Trans>View as …</Trans>
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={colorScheme === 'dark' ? <IconSun size={14} /> : <IconMoon size={14} />}
          onClick={() => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark')}
        >
          {colorScheme === 'dark' ? t`Light colours` : t`Dark colours`}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={leave}>
          <Trans>Sign out</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
