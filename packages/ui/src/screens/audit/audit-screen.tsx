/** Who did what, for those who may know: newest first, narrowed by what the address says, each row with what was before and after. */
import type { AuditRow } from '@bailiwick/definition/wire/index.ts'
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Button, Skeleton, UnstyledButton } from '@mantine/core'
import { IconCircleCheck, IconClock } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { request } from '../../client/http.ts'
import { sessionQuery } from '../../client/queries.ts'
import { Moment } from '../../fields/dates.tsx'
import { editors } from '../../fields/editors.ts'
import { PersonAvatar } from '../../fields/references.tsx'
import { usePageTitle } from '../../kit/page-title.ts'
import { Pick } from '../../kit/pick.tsx'
import { Failure, State } from '../../kit/states.tsx'
import classes from './audit.module.css'
import { type AuditKind, auditKinds } from './kinds.ts'

const groups = {
  records: msg({ message: 'Records', context: 'kinds of audit rows' }),
  people: msg({ message: 'People and rights', context: 'kinds of audit rows' }),
  apps: msg({ message: 'Apps', context: 'kinds of audit rows' }),
} satisfies Record<keyof typeof auditKinds, MessageDescriptor>

const kinds: Readonly<Record<AuditKind, MessageDescriptor>> = {
  create: msg({ message: 'Created', context: 'kind of audit row' }),
  update: msg({ message: 'Changed', context: 'kind of audit row' }),
  transition: msg({ message: 'Step taken', context: 'kind of audit row' }),
  vote: msg({ message: 'Decided', context: 'kind of audit row' }),
  comment: msg({ message: 'Commented', context: 'kind of audit row' }),
  delete: msg({ message: 'Moved to the trash', context: 'kind of audit row' }),
  restore: msg({ message: 'Restored', context: 'kind of audit row' }),
  read: msg({ message: 'Opened', context: 'kind of audit row' }),
  reveal: msg({ message: 'Masked value shown', context: 'kind of audit row' }),
  share: msg({ message: 'Shared', context: 'kind of audit row' }),
  unshare: msg({ message: 'Sharing ended', context: 'kind of audit row' }),
  export: msg({ message: 'Exported', context: 'kind of audit row' }),
  'file.upload': msg({ message: 'File uploaded', context: 'kind of audit row' }),
  'file.read': msg({ message: 'File taken', context: 'kind of audit row' }),
  'job.begun': msg({ message: 'Job over many begun', context: 'kind of audit row' }),
  'job.ended': msg({ message: 'Job over many ended', context: 'kind of audit row' }),
  'session.insert': msg({ message: 'Signed in', context: 'kind of audit row' }),
  'session.update': msg({ message: 'Signed out, or session changed', context: 'kind of audit row' }),
  'session.failed': msg({ message: 'Sign-in failed', context: 'kind of audit row' }),
  'setup.failed': msg({ message: 'Wrong setup code', context: 'kind of audit row' }),
  'credential.insert': msg({ message: 'Password set', context: 'kind of audit row' }),
  'credential.update': msg({ message: 'Password changed', context: 'kind of audit row' }),
  'one_time_token.insert': msg({ message: 'Invitation link made', context: 'kind of audit row' }),
  'one_time_token.update': msg({ message: 'Invitation link used or made void', context: 'kind of audit row' }),
  'person.insert': msg({ message: 'Person added', context: 'kind of audit row' }),
  'person.update': msg({ message: 'Person changed', context: 'kind of audit row' }),
  'team.insert': msg({ message: 'Team made', context: 'kind of audit row' }),
  'team.update': msg({ message: 'Team changed', context: 'kind of audit row' }),
  'team.delete': msg({ message: 'Team removed', context: 'kind of audit row' }),
  'membership.insert': msg({ message: 'Added to a team', context: 'kind of audit row' }),
  'membership.update': msg({ message: 'Membership changed', context: 'kind of audit row' }),
  'membership.delete': msg({ message: 'Taken out of a team', context: 'kind of audit row' }),
  'role_grant.insert': msg({ message: 'Role given', context: 'kind of audit row' }),
  'role_grant.update': msg({ message: 'Duration of a role changed', context: 'kind of audit row' }),
  'role_grant.delete': msg({ message: 'Role taken back', context: 'kind of audit row' }),
  'access.asked': msg({ message: 'Right asked for', context: 'kind of audit row' }),
  'access.granted': msg({ message: 'Request for a right granted', context: 'kind of audit row' }),
  'access.declined': msg({ message: 'Request for a right declined', context: 'kind of audit row' }),
  'access.denied': msg({ message: 'Refused', context: 'kind of audit row', comment: 'Somebody lacked a right.' }),
  'permission-diff': msg({ message: 'Effect of a change of rights asked for', context: 'kind of audit row' }),
  'view_as.start': msg({ message: 'Viewing as somebody else begun', context: 'kind of audit row' }),
  'view_as.end': msg({ message: 'Viewing as somebody else ended', context: 'kind of audit row' }),
  'audit.read': msg({ message: 'Audit read', context: 'kind of audit row' }),
  release: msg({ message: 'Released', context: 'kind of audit row' }),
  import: msg({ message: 'Records of the seed imported', context: 'kind of audit row' }),
  'view.saved': msg({ message: 'View saved', context: 'kind of audit row' }),
  'view.removed': msg({ message: 'View removed', context: 'kind of audit row' }),
}

export function AuditScreen() {
  const { t } = useLingui()
  const search = useSearch({ from: '/shell/audit' })
  const navigate = useNavigate()
  const session = useQuery(sessionQuery)
  usePageTitle(t`Audit`)
  const change = (next: Partial<typeof search>) =>
    void navigate({
      to: '/audit',
      search: Object.fromEntries(Object.entries({ ...search, ...next }).filter(([, value]) => value)),
    })
  const rows = useInfiniteQuery({
    queryKey: ['audit', search],
    queryFn: ({ pageParam }) =>
      request<{ items: AuditRow[]; nextPageToken?: string }>(
        'GET',
        `/api/audit?${new URLSearchParams({ ...search, ...(pageParam ? { pageToken: pageParam } : {}) })}`,
      ),
    initialPageParam: '',
    getNextPageParam: page => page.nextPageToken,
  })
  const items = rows.data?.pages.flatMap(page => page.items) ?? []
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <h1>{t`Audit`}</h1>
        <Pick
          aria-label={t`App`}
          placeholder={t`Every app`}
          clearable
          data={(session.data?.apps ?? []).map(app => ({ value: app.name, label: app.title }))}
          value={search.app ?? null}
          onChange={app => change({ app: app ?? undefined } as never)}
          w={150}
        />
        <Pick
          aria-label={t`Kind`}
          placeholder={t`Every kind`}
          clearable
          data={(['records', 'people', 'apps'] as const).map(group => ({
            group: t(groups[group]),
            items: auditKinds[group].map(value => ({ value, label: t(kinds[value]) })),
          }))}
          value={search.kind ?? null}
          onChange={kind => change({ kind: kind ?? undefined } as never)}
          w={190}
          maxDropdownHeight={400}
          comboboxProps={{ width: 250, position: 'bottom-start' }}
        />
        <div className={classes.person}>
          <editors.person
            app={search.app ?? ''}
            placeholder={t`Everybody`}
            field={{
              name: 'person',
              title: t`Person`,
              type: 'person',
              required: false,
              managed: false,
              sensitive: false,
              sortable: false,
              groupable: false,
              creatable: false,
              updatable: false,
            }}
            value={
              search.person
                ? {
                    id: search.person,
                    title: items.find(item => item.person?.id === search.person)?.person?.title ?? t`Chosen person`,
                  }
                : null
            }
            onChange={value =>
              change({ person: value && typeof value === 'object' && 'id' in value ? String(value.id) : undefined } as never)
            }
          />
        </div>
        {search.record && (
          <Button variant="default" onClick={() => change({ record: undefined } as never)}>
            {t`One record only`} ×
          </Button>
        )}
      </header>
      {rows.isError ? (
        <Failure error={rows.error} onRetry={() => rows.refetch()} />
      ) : rows.isPending ? (
        Array.from({ length: 12 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
          <Skeleton key={index} height={14} m={10} />
        ))
      ) : items.length === 0 ? (
        <State title={t`Nothing matches`}>{t`No audit row fits these conditions.`}</State>
      ) : (
        <div className={classes.rows}>
          {items.map(row => (
            <Row key={row.seq} row={row} onRecord={() => row.record && change({ record: row.record })} />
          ))}
          {rows.hasNextPage && (
            <Button variant="default" m={12} loading={rows.isFetchingNextPage} onClick={() => rows.fetchNextPage()}>
              {t`Show earlier`}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

function Row({ row, onRecord }: { readonly row: AuditRow; readonly onRecord: () => void }) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const who = row.person?.title ?? t`The system`
  const other = row.onBehalfOf?.title ?? t({ message: 'somebody', context: 'as somebody' })
  const { seq, requestId } = row
  return (
    <div className={classes.row}>
      <div className={classes.line}>
        <UnstyledButton className={classes.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
          <PersonAvatar name={row.person?.title ?? 'S'} />
          <span className={classes.who} dir="auto">
            {row.onBehalfOf ? t`${who} as ${other}` : who}
          </span>
          <span className={classes.what}>{row.summary}</span>
        </UnstyledButton>
        <RecordName row={row} />
        <span className={classes.time}>
          <Moment iso={row.at} />
        </span>
        {row.sealed ? (
          <IconCircleCheck size={14} aria-label={t`Sealed`} />
        ) : (
          <IconClock size={14} aria-label={t`Not sealed yet`} />
        )}
      </div>
      {open && (
        <div className={classes.detail}>
          <p className={classes.dim}>
            {requestId === null ? t`No. ${seq} · request none` : t`No. ${seq} · request ${requestId}`}
            {row.record && (
              <>
                {' · '}
                <Button size="compact-xs" variant="default" onClick={onRecord}>
                  {t`All about this record`}
                </Button>
              </>
            )}
          </p>
          <div className={classes.sides}>
            <Side title={t`Before`} value={row.before} />
            <Side title={t`After`} value={row.after} />
          </div>
        </div>
      )}
    </div>
  )
}

/** A name and a way to the record for who may read it; that there is one, for who may not. */
function RecordName({ row }: { readonly row: AuditRow }) {
  const { t } = useLingui()
  if (row.recordTitle === undefined || row.app === null || row.entity === null || row.record === null) return null
  if (row.recordTitle === null) return <span className={classes.hidden}>{t`Not visible to you`}</span>
  return (
    <Link
      className={classes.record}
      to="/a/$app/r/$entity/$id"
      params={{ app: row.app, entity: row.entity, id: row.record }}
      title={row.recordTitle}
      dir="auto"
    >
      {row.recordTitle}
    </Link>
  )
}

function Side({ title, value }: { readonly title: string; readonly value: unknown }) {
  if (value === null || value === undefined) return null
  return (
    <div>
      <div className={classes.dim}>{title}</div>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </div>
  )
}
