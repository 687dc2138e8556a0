/** Who else a record was given to, and giving it: to a person or a team, to read, comment or edit, until a day. */
import type { Reference, ShareView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { ActionIcon, Alert, Group, Modal, SegmentedControl, Select, Stack, Text, Tooltip } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { IconShare3, IconX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { endShare, giveShare } from '../../client/changes.ts'
import { sentenceOf } from '../../client/http.ts'
import { sharesQuery } from '../../client/queries.ts'
import { Moment } from '../../fields/dates.tsx'
import { isReference } from '../../fields/field-ui.ts'
import { person as personUi, team as teamUi } from '../../fields/references.tsx'
import { ActButton } from '../../kit/act.tsx'
import classes from './record.module.css'

const levels: Readonly<Record<ShareView['level'], string>> = { read: 'read', comment: 'comment', edit: 'edit' }
const picked = (title: string) =>
  ({
    name: title.toLowerCase(),
    title,
    type: 'person',
    required: true,
    managed: false,
    sensitive: false,
    sortable: false,
    groupable: false,
    creatable: true,
    updatable: true,
  }) as const

/** One quiet line: that the record is shared is no secret among those who see it. */
export function SharedWith({
  app,
  entity,
  id,
  onOpen,
}: {
  readonly app: string
  readonly entity: string
  readonly id: string
  readonly onOpen: () => void
}) {
  const { data } = useQuery(sharesQuery(app, entity, id))
  const live = (data?.items ?? []).filter(share => share.works)
  if (live.length === 0) return null
  const names = live.slice(0, 2).map(share => (share.person ?? share.team)?.title ?? 'somebody')
  return (
    <button type="button" className={classes.sharedWith} onClick={onOpen}>
      <IconShare3 size={14} aria-hidden /> Shared with {names.join(', ')}
      {live.length > names.length ? ` and ${live.length - names.length} more` : ''}
    </button>
  )
}

interface DialogProps {
  readonly app: string
  readonly entity: string
  readonly id: string
  readonly mayShare: boolean
  readonly onClose: () => void
}

export function ShareDialog({ app, entity, id, mayShare, onClose }: DialogProps) {
  const shares = useQuery(sharesQuery(app, entity, id))
  const cache = useQueryClient()
  const [kind, setKind] = useState<'person' | 'team'>('person')
  const [whom, setWhom] = useState<Reference | null>(null)
  const [level, setLevel] = useState<ShareView['level']>('read')
  const [until, setUntil] = useState<string | null>(inDays(7))
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const settle = async (work: () => Promise<{ items: ShareView[] }>) => {
    setBusy(true)
    setError(undefined)
    try {
      cache.setQueryData(sharesQuery(app, entity, id).queryKey, await work())
      setWhom(null)
      await cache.invalidateQueries({ queryKey: [app, entity, 'one', id, 'history'] })
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const { Editor } = kind === 'person' ? personUi : teamUi
  const choose = (value: WireValue) => setWhom(isReference(value) ? value : null)
  return (
    <Modal opened onClose={onClose} title="Share this record" size="md" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="sm">
        {mayShare ? (
          <>
            <Text size="sm" c="dimmed">
              It gives no more than you may do yourself, and ends when you no longer may.
            </Text>
            <SegmentedControl
              size="xs"
              aria-label="With whom"
              data={[
                { value: 'person', label: 'A person' },
                { value: 'team', label: 'A team' },
              ]}
              value={kind}
              onChange={next => {
                setKind(next as 'person' | 'team')
                setWhom(null)
              }}
            />
            <Editor
              key={kind}
              app={app}
              field={picked(kind === 'person' ? 'Person' : 'Team')}
              label={kind === 'person' ? 'Person' : 'Team'}
              value={whom}
              onChange={choose}
            />
            <Group grow gap="sm" align="start">
              <Select
                size="xs"
                label="They may"
                allowDeselect={false}
                data={[
                  { value: 'read', label: 'Read it' },
                  { value: 'comment', label: 'Read and comment' },
                  { value: 'edit', label: 'Read, comment and edit' },
                ]}
                value={level}
                onChange={next => setLevel((next ?? 'read') as ShareView['level'])}
              />
              <DateInput
                size="xs"
                label="Until the end of"
                valueFormat="YYYY-MM-DD"
                minDate={inDays(0)}
                value={until}
                onChange={setUntil}
              />
            </Group>
            {error !== undefined && (
              <Alert color="red" variant="light" role="alert">
                {sentenceOf(error)}
              </Alert>
            )}
            <Group justify="flex-end">
              <ActButton
                size="xs"
                loading={busy}
                disabled={!whom || !until}
                onClick={() =>
                  void settle(() =>
                    giveShare(app, entity, id, {
                      ...(kind === 'person' ? { person: whom!.id } : { team: whom!.id }),
                      level,
                      until: new Date(`${until}T23:59:59`).toISOString(),
                    }),
                  )
                }
              >
                Share
              </ActButton>
            </Group>
          </>
        ) : (
          <Text size="sm" c="dimmed">
            You see with whom this record is shared. Sharing it is a right of its own.
          </Text>
        )}
        <ul className={classes.shares} aria-label="Shared with">
          {(shares.data?.items ?? []).map(share => {
            const name = (share.person ?? share.team)?.title ?? 'Somebody'
            return (
              <li key={share.id}>
                <span>
                  <b>{name}</b> may {levels[share.level]} until <Moment iso={share.until} />, shared by {share.by.title}
                  {share.works ? '' : ' · gives nothing now, because who shared it may no longer'}
                </span>
                {mayShare && (
                  <Tooltip label="End this share">
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      size={24}
                      aria-label={`End the share with ${name}`}
                      onClick={() => void settle(() => endShare(app, entity, id, share.id))}
                    >
                      <IconX size={14} />
                    </ActionIcon>
                  </Tooltip>
                )}
              </li>
            )
          })}
          {shares.data?.items.length === 0 && <li className={classes.dim}>Nobody else has it by a share.</li>}
        </ul>
      </Stack>
    </Modal>
  )
}

function inDays(days: number): string {
  const day = new Date()
  day.setDate(day.getDate() + days)
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`
}
