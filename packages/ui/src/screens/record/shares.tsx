/** Who else a record was given to, and giving it: to a person or a team, to read, comment or edit, until a day. */
import type { Reference, ShareView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { plural } from '@lingui/core/macro'
import { Select as SelectWords, Trans, useLingui } from '@lingui/react/macro'
import { ActionIcon, Alert, Group, Modal, SegmentedControl, Stack, Text, Tooltip } from '@mantine/core'
import { IconShare3, IconX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { endShare, giveShare } from '../../client/changes.ts'
import { sentenceOf } from '../../client/http.ts'
import { listFormat } from '../../client/language.ts'
import { sessionQuery, sharesQuery } from '../../client/queries.ts'
import { useViewing } from '../../client/viewing.ts'
import { UntilDay } from '../../fields/dates.tsx'
import { editors } from '../../fields/editors.ts'
import { isReference } from '../../fields/field-ui.ts'
import { madeField } from '../../fields/made-field.ts'
import { endOf, inDays, isDay } from '../../fields/whole-days.ts'
import { ActButton } from '../../kit/act.tsx'
import { Pick } from '../../kit/pick.tsx'
import classes from './record.module.css'

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
  const { t } = useLingui()
  const { data } = useQuery(sharesQuery(app, entity, id))
  const live = (data?.items ?? []).filter(share => share.works)
  if (live.length === 0) return null
  const some = live.slice(0, 2).map(share => (share.person ?? share.team)?.title ?? t`somebody`)
  const more = live.length - some.length
  const names = more > 0 ? some.join(', ') : listFormat({ type: 'unit' }).format(some)
  return (
    <button type="button" className={classes.sharedWith} onClick={onOpen}>
      <IconShare3 size={14} aria-hidden />
      <span dir="auto">
        {more > 0
          ? t`${plural(more, { one: `Shared with ${names} and # more`, other: `Shared with ${names} and # more` })}`
          : t`Shared with ${names}`}
      </span>
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
  const { t } = useLingui()
  const shares = useQuery(sharesQuery(app, entity, id))
  const session = useQuery(sessionQuery)
  const viewing = useViewing()
  const cache = useQueryClient()
  const [kind, setKind] = useState<'person' | 'team'>('person')
  const [whom, setWhom] = useState<Reference | null>(null)
  const [level, setLevel] = useState<ShareView['level']>('read')
  const [until, setUntil] = useState<string | null>(inDays(7))
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const list = useRef<HTMLUListElement>(null)
  const settle = async (work: () => Promise<{ items: ShareView[] }>) => {
    setBusy(true)
    setError(undefined)
    try {
      cache.setQueryData(sharesQuery(app, entity, id).queryKey, await work())
      setWhom(null)
      // What was pressed may have gone with its share, and the focus with it.
      list.current?.focus()
      await cache.invalidateQueries({ queryKey: [app, entity, 'one', id, 'history'] })
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const Editor = editors[kind]
  const choose = (value: WireValue) => setWhom(isReference(value) ? value : null)
  const given = shares.data?.items ?? []
  // Who shared it may take that back, whatever else they may by now.
  const mayEnd = (share: ShareView) => !viewing && (mayShare || share.by.id === session.data?.person.id)
  const past = isDay(until) && until < inDays(0)
  return (
    <Modal opened onClose={onClose} title={mayShare ? t`Share this record` : t`Shared with`} size="md">
      <Stack gap="sm">
        {mayShare ? (
          <>
            <Text size="sm" c="dimmed">
              <Trans>It gives no more than you may do yourself, and nothing from when you no longer may.</Trans>
            </Text>
            <SegmentedControl
              size="xs"
              aria-label={t`With whom`}
              data={[
                { value: 'person', label: t`A person` },
                { value: 'team', label: t`A team` },
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
              field={madeField(kind, kind === 'person' ? t`Person` : t`Team`)}
              label={kind === 'person' ? t`Person` : t`Team`}
              placeholder={kind === 'person' ? t`Who works in this app` : t`Everyone in it and beneath it`}
              value={whom}
              onChange={choose}
            />
            <div className={classes.shareTerms}>
              <Pick
                size="xs"
                label={t`They may`}
                allowDeselect={false}
                data={[
                  { value: 'read', label: t`Read it` },
                  { value: 'comment', label: t`Read and comment` },
                  { value: 'edit', label: t`Read, comment and edit` },
                ]}
                value={level}
                onChange={next => setLevel((next ?? 'read') as ShareView['level'])}
              />
              <editors.date
                app={app}
                field={madeField('date', t`Until the end of`, true)}
                label={t`Until the end of`}
                value={until}
                error={past ? t`This day is over.` : undefined}
                onChange={next => setUntil(typeof next === 'string' ? next : null)}
              />
            </div>
            {error !== undefined && (
              <Alert color="red" variant="light" role="alert">
                {sentenceOf(error)}
              </Alert>
            )}
            <Group justify="flex-end">
              <ActButton
                size="xs"
                loading={busy}
                disabled={!whom || !isDay(until) || past}
                onClick={() => {
                  if (whom && isDay(until))
                    void settle(() => giveShare(app, entity, id, { [kind]: whom.id, level, until: endOf(until) }))
                }}
              >
                <Trans context="the verb">Share</Trans>
              </ActButton>
            </Group>
          </>
        ) : (
          <>
            <Text size="sm" c="dimmed">
              <Trans>
                You see with whom this record is shared. Sharing it is a right of its own, and what was shared with you is not
                shared on.
              </Trans>
            </Text>
            {error !== undefined && (
              <Alert color="red" variant="light" role="alert">
                {sentenceOf(error)}
              </Alert>
            )}
          </>
        )}
        <ul className={classes.shares} aria-label={t`Shared with`} ref={list} tabIndex={-1}>
          {given.map(share => {
            const name = (share.person ?? share.team)?.title ?? t`Somebody`
            return (
              <li key={share.id}>
                <div className={classes.share}>
                  <span>
                    <May share={share} name={name} />
                  </span>
                  <span className={classes.dim}>
                    <By share={share} />
                  </span>
                </div>
                {mayEnd(share) && (
                  <Tooltip label={t`End this share`}>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      size={28}
                      aria-label={t`End the share with ${name}`}
                      onClick={() => void settle(() => endShare(app, entity, id, share.id))}
                    >
                      <IconX size={14} />
                    </ActionIcon>
                  </Tooltip>
                )}
              </li>
            )
          })}
          {shares.isError && <li className={classes.dim}>{sentenceOf(shares.error)}</li>}
          {shares.data?.items.length === 0 && <li className={classes.dim}>{t`It is shared with nobody.`}</li>}
        </ul>
      </Stack>
    </Modal>
  )
}

function May({ share: { level, until }, name }: { readonly share: ShareView; readonly name: string }) {
  const who = <b dir="auto">{name}</b>
  return (
    <Trans>
      {who} may <SelectWords value={level} _read="read" _comment="read and comment" other="read, comment and edit" /> until{' '}
      <UntilDay iso={until} />
    </Trans>
  )
}

function By({ share: { by, works } }: { readonly share: ShareView }) {
  const { t } = useLingui()
  const who = <span dir="auto">{by.title ?? t`somebody`}</span>
  return works ? <Trans>Shared by {who}</Trans> : <Trans>Shared by {who}, who may no longer do this: it gives nothing now</Trans>
}
