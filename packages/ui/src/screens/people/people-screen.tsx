/** People and teams, for administrators of the installation: who is here, what they hold, and the link by which a new one comes in. */
import type { AppRoles, GivenRole, PersonAccount, TeamAccount } from '@bailiwick/definition/wire/index.ts'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, SegmentedControl, Skeleton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Fragment, type ReactNode, useState } from 'react'
import { request } from '../../client/http.ts'
import { countText } from '../../client/language.ts'
import { accessRequestsQuery, sessionQuery } from '../../client/queries.ts'
import { Dot } from '../../fields/choice.tsx'
import { Moment } from '../../fields/dates.tsx'
import { Empty } from '../../fields/empty.tsx'
import { PersonAvatar } from '../../fields/references.tsx'
import { usePageTitle } from '../../kit/page-title.ts'
import { Failure, State } from '../../kit/states.tsx'
import { AccessRequests } from './access-requests.tsx'
import { inTree, type Offer, titleOf } from './offer.ts'
import classes from './people.module.css'
import { PersonDialog } from './person-dialog.tsx'
import { whenWords } from './role-dates.tsx'
import { TeamDialog } from './team-dialog.tsx'

const teamsQuery = {
  queryKey: ['administration', 'teams'],
  queryFn: () => request<{ items: TeamAccount[] }>('GET', '/api/teams'),
}
const rolesQuery = {
  queryKey: ['administration', 'roles'],
  queryFn: () => request<{ items: AppRoles[] }>('GET', '/api/roles'),
}

type Open = { kind: 'person'; person?: PersonAccount } | { kind: 'team'; team?: TeamAccount }

export function PeopleScreen() {
  const { t } = useLingui()
  const session = useQuery(sessionQuery)
  usePageTitle(t`People`)
  const [shown, setShown] = useState<'people' | 'teams' | 'requests'>('people')
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), 200)
  const [open, setOpen] = useState<Open>()
  const administrator = session.data?.person.administrator === true
  const teams = useQuery({ ...teamsQuery, enabled: administrator })
  const roles = useQuery({ ...rolesQuery, enabled: administrator })
  const requests = useQuery({ ...accessRequestsQuery, enabled: administrator })
  const waiting = requests.data?.items.filter(each => each.mayDecide).length ?? 0
  const count = countText(waiting)
  if (session.data && !administrator)
    return (
      <State title={t`People are for administrators`}>
        {t`An administrator of the installation invites people and gives roles.`}
      </State>
    )
  const failed = [teams, roles].find(query => query.isError)
  const offer: Offer = { teams: teams.data?.items ?? [], apps: roles.data?.items ?? [] }
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <h1>{t`People`}</h1>
        <SegmentedControl
          size="xs"
          aria-label={t`Show`}
          data={[
            { value: 'people', label: t`People` },
            { value: 'teams', label: t`Teams` },
            { value: 'requests', label: waiting > 0 ? t`Requests (${count})` : t`Requests` },
          ]}
          value={shown}
          onChange={value => setShown(value as typeof shown)}
        />
        <span className={classes.space} />
        {shown !== 'requests' && (
          <>
            <TextInput
              className={classes.search}
              aria-label={t`Search`}
              placeholder={t`Search`}
              leftSection={<IconSearch size={14} />}
              value={text}
              onChange={event => setText(event.currentTarget.value)}
            />
            <Button
              leftSection={<IconPlus size={14} />}
              onClick={() => setOpen({ kind: shown === 'people' ? 'person' : 'team' })}
            >
              {shown === 'people' ? t`Invite` : t`New team`}
            </Button>
          </>
        )}
      </header>
      {failed ? (
        <Failure error={failed.error} onRetry={() => void failed.refetch()} />
      ) : shown === 'people' ? (
        <People search={search} offer={offer} onOpen={person => setOpen({ kind: 'person', person })} />
      ) : shown === 'requests' ? (
        <AccessRequests
          onPerson={name => {
            setShown('people')
            setText(name)
          }}
        />
      ) : (
        <Teams search={search} offer={offer} loading={teams.isPending} onOpen={team => setOpen({ kind: 'team', team })} />
      )}
      {open?.kind === 'person' && (
        <PersonDialog
          key={open.person?.id ?? 'new'}
          person={open.person}
          own={open.person?.id === session.data?.person.id}
          offer={offer}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open?.kind === 'team' && (
        <TeamDialog key={open.team?.id ?? 'new'} team={open.team} offer={offer} onClose={() => setOpen(undefined)} />
      )}
    </div>
  )
}

const statusWords = {
  active: msg`Active`,
  suspended: msg`Suspended`,
  left: msg({ message: 'Left', context: 'of a person' }),
} as const

const statusColors = { active: 'green', suspended: 'orange', left: 'gray', new: 'gray' } as const

const statusOf = ({ status, invited, lastSeenAt }: PersonAccount) =>
  invited && !lastSeenAt && status === 'active' ? 'new' : status

interface PeopleProps {
  readonly search: string
  readonly offer: Offer
  readonly onOpen: (person: PersonAccount) => void
}

function People({ search, offer, onOpen }: PeopleProps) {
  const { t } = useLingui()
  const people = useInfiniteQuery({
    queryKey: ['administration', 'people', search],
    queryFn: ({ pageParam }) =>
      request<{ items: PersonAccount[]; nextPageToken?: string }>(
        'GET',
        `/api/people?${new URLSearchParams({ ...(search ? { search } : {}), ...(pageParam ? { pageToken: pageParam } : {}) })}`,
      ),
    initialPageParam: '',
    getNextPageParam: page => page.nextPageToken,
  })
  if (people.isError) return <Failure error={people.error} onRetry={() => void people.refetch()} />
  if (people.isPending) return <Waiting />
  const items = people.data.pages.flatMap(page => page.items)
  if (items.length === 0) return <State title={t`Nobody matches`}>{t`No name and no address holds “${search}”.`}</State>
  const teamName = new Map(offer.teams.map(team => [team.id, team.name]))
  return (
    <Rows
      heads={[
        ['name', t`Name`],
        ['teams', t`Teams`],
        ['roles', t`Roles`],
        ['manager', t`Manager`],
        ['status', t`Status`],
        ['seen', t`Last seen`],
      ]}
    >
      {items.map(person => (
        <button key={person.id} type="button" className={classes.row} onClick={() => onOpen(person)}>
          <span className={classes.name}>
            <PersonAvatar name={person.name} />
            <span className={classes.cut} dir="auto">
              {person.name} <span className={classes.dim}>{person.email}</span>
            </span>
          </span>
          <span className={classes.cut}>{person.teams.map(id => teamName.get(id)).join(', ') || <Empty />}</span>
          <span className={classes.cut}>
            <RoleWords holder={person} offer={offer} />
          </span>
          <span className={`${classes.cut} ${classes.manager}`} dir="auto">
            {person.managerName ?? <Empty />}
          </span>
          <span className={classes.status}>
            <Dot color={statusColors[statusOf(person)]} />
            {person.invited && !person.lastSeenAt && person.status === 'active'
              ? t`No sign-in yet`
              : t(statusWords[person.status])}
          </span>
          <span className={classes.dim}>{person.lastSeenAt ? <Moment iso={person.lastSeenAt} /> : <Empty />}</span>
        </button>
      ))}
      {people.hasNextPage && (
        <Button variant="default" m={12} loading={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
          {t`Show more`}
        </Button>
      )}
    </Rows>
  )
}

interface TeamsProps {
  readonly search: string
  readonly offer: Offer
  readonly loading: boolean
  readonly onOpen: (team: TeamAccount) => void
}

function Teams({ search, offer, loading, onOpen }: TeamsProps) {
  const { t } = useLingui()
  if (loading) return <Waiting />
  const wanted = search.toLowerCase()
  const items = inTree(offer.teams).filter(({ team }) => team.name.toLowerCase().includes(wanted))
  if (offer.teams.length === 0)
    return (
      <State title={t`No teams yet`}>{t`Teams hold people and roles; rules of an app can ask which team somebody is in.`}</State>
    )
  if (items.length === 0) return <State title={t`Nothing matches`}>{t`No team is called “${search}”.`}</State>
  return (
    <Rows
      narrow
      heads={[
        ['name', t`Name`],
        ['people', t`People`],
        ['roles', t`Roles`],
      ]}
    >
      {items.map(({ team, depth }) => (
        <button key={team.id} type="button" className={classes.row} data-narrow onClick={() => onOpen(team)}>
          <span className={classes.cut} style={{ paddingInlineStart: wanted ? 0 : depth * 20 }}>
            <bdi>{team.name}</bdi>
          </span>
          <span className={classes.count}>{countText(team.members)}</span>
          <span className={classes.cut}>
            <RoleWords holder={team} offer={offer} />
          </span>
        </button>
      ))}
    </Rows>
  )
}

interface RowsProps {
  /** Each by its name and in words. */
  readonly heads: readonly (readonly [string, string])[]
  readonly narrow?: boolean
  readonly children: ReactNode
}

function Rows({ heads, narrow, children }: RowsProps) {
  return (
    <div className={classes.rows}>
      <div className={classes.heads} data-narrow={narrow || undefined} aria-hidden>
        {heads.map(([name, words]) => (
          <span key={name} className={name === 'manager' ? classes.manager : undefined}>
            {words}
          </span>
        ))}
      </div>
      {children}
    </div>
  )
}

function Waiting() {
  return ['a', 'b', 'c', 'd', 'e', 'f'].map(key => <Skeleton key={key} height={14} m={10} />)
}

/** A role with dates says them: who reads the list sees what ends. */
function RoleWords({ holder, offer }: { readonly holder: PersonAccount | TeamAccount; readonly offer: Offer }) {
  const { t } = useLingui()
  const administrator = 'administrator' in holder && holder.administrator
  const given = 'teams' in holder ? throughTeams(offer, holder) : []
  if (!administrator && holder.roles.length === 0 && given.length === 0) return '—'
  return (
    <>
      {administrator && `${t`Administrator of the installation`}${holder.roles.length > 0 ? ', ' : ''}`}
      {holder.roles.map((role, index) => {
        const when = whenWords(role)
        return (
          <Fragment key={`${role.app}.${role.role}`}>
            {index > 0 && ', '}
            {titleOf(offer, role)}
            {when && <span className={classes.dim}> {when}</span>}
          </Fragment>
        )
      })}
      {given.map(({ role, team, team: { name } }, index) => (
        <Fragment key={`${team.id}.${role.app}.${role.role}`}>
          {(administrator || holder.roles.length + index > 0) && ', '}
          {titleOf(offer, role)}{' '}
          <span className={classes.dim}>
            <Trans>as {name}</Trans>
          </span>
        </Fragment>
      ))}
    </>
  )
}

/** The roles that somebody's teams hold, and those above them. */
function throughTeams({ teams }: Offer, { teams: own }: PersonAccount): { role: GivenRole; team: TeamAccount }[] {
  const over = (id: string | undefined): TeamAccount[] => {
    const team = teams.find(each => each.id === id)
    return team ? [team, ...over(team.parent)] : []
  }
  return [...new Set(own.flatMap(over))].flatMap(team => team.roles.map(role => ({ role, team })))
}
