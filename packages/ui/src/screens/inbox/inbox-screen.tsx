/** Decisions that wait, over all apps: the list at the left, the whole matter at the right, and the next one by itself when one is decided. */
import { UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { sentenceOf } from '../../client/http.ts'
import { inboxQuery } from '../../client/queries.ts'
import { Moment } from '../../fields/dates.tsx'
import classes from '../record/record.module.css'
import { RecordPanel } from '../record/record-panel.tsx'

interface InboxScreenProps {
  /** `app/entity/id` */
  readonly selected: string | undefined
  readonly onSelect: (key: string | undefined) => void
  readonly onOpen: (app: string, entity: string, id: string) => void
}

export function InboxScreen({ selected, onSelect, onOpen }: InboxScreenProps) {
  const inbox = useQuery(inboxQuery)
  const items = inbox.data?.items ?? []
  const keyOf = (item: (typeof items)[number]) => `${item.app}/${item.entity}/${item.id}`
  const index = Math.max(
    0,
    items.findIndex(item => keyOf(item) === selected),
  )
  const current = selected ? items.find(item => keyOf(item) === selected) : undefined
  const shown = current ?? (window.innerWidth > 800 ? items[0] : undefined)
  if (inbox.isError) return <p className={classes.body}>{sentenceOf(inbox.error)}</p>
  if (inbox.isSuccess && items.length === 0) {
    return (
      <div className={classes.body}>
        <h1 className={classes.title}>Nothing waits for you</h1>
        <p className={classes.dim}>Requests that ask for your decision appear here, from every app you work in.</p>
      </div>
    )
  }
  const step = (by: number) => {
    const next = items[index + by]
    return next ? () => onSelect(keyOf(next)) : undefined
  }
  return (
    <div className={classes.inbox}>
      <div className={classes.inboxList}>
        <h1 className={classes.inboxTitle}>
          Approvals <span className={classes.dim}>{items.length}</span>
        </h1>
        {items.map(item => (
          <UnstyledButton
            key={`${keyOf(item)}${item.step}`}
            className={classes.inboxItem}
            data-selected={item === shown || undefined}
            onClick={() => onSelect(keyOf(item))}
          >
            <div dir="auto" style={{ fontWeight: 500 }}>
              {item.title}
            </div>
            <div className={classes.dim} style={{ fontSize: 12 }}>
              {[item.number, item.requestedBy?.title].filter(Boolean).join(' · ')}
              {item.due ? (
                <>
                  {' · due '}
                  <Moment iso={item.due} />
                </>
              ) : null}
            </div>
          </UnstyledButton>
        ))}
      </div>
      {shown && (
        <div className={classes.inboxDetail}>
          <RecordPanel
            key={keyOf(shown)}
            app={shown.app}
            entity={shown.entity}
            id={shown.id}
            onPrevious={step(-1)}
            onNext={step(1)}
            onOpen={(entity, id) => onOpen(shown.app, entity, id)}
            onClose={() => onSelect(undefined)}
            onDecided={() => {
              const next = items[index + 1] ?? items[index - 1]
              onSelect(next && next !== shown ? keyOf(next) : undefined)
            }}
          />
        </div>
      )}
    </div>
  )
}
