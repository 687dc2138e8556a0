/** Decisions that wait, over all apps: the list at the left, the whole matter at the right, and the next one by itself when one is decided. */
import { UnstyledButton } from '@mantine/core'
import { sentenceOf } from '../../client/http.ts'
import { Due } from '../../fields/dates.tsx'
import { fieldUi } from '../../fields/registry.ts'
import classes from '../record/record.module.css'
import { RecordPanel } from '../record/record-panel.tsx'
import { type Matter, useInbox, wordsOf } from './use-inbox.ts'

interface InboxScreenProps {
  /** `app/entity/id` */
  readonly selected: string | undefined
  readonly onSelect: (key: string | undefined) => void
  readonly onOpen: (app: string, entity: string, id: string) => void
}

export function InboxScreen({ selected, onSelect, onOpen }: InboxScreenProps) {
  const { inbox, matters: items } = useInbox()
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
            aria-current={item === shown || undefined}
            onClick={() => onSelect(keyOf(item))}
          >
            <Summary item={item} />
          </UnstyledButton>
        ))}
      </div>
      {shown && (
        <div className={classes.inboxDetail} tabIndex={-1} data-focus-home>
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

function Summary({ item }: { readonly item: Matter }) {
  const { kind, number, title, amount, place, step, requestedBy, due } = item
  const Amount = amount ? fieldUi(amount.field).Display : undefined
  return (
    <>
      <span className={classes.inboxLine}>
        <span className={classes.inboxWhat} dir="auto">
          {title}
        </span>
        {Amount && amount && (
          <span className={classes.inboxAmount}>
            <Amount app={item.app} field={amount.field} value={amount.value} dense />
          </span>
        )}
      </span>
      <span className={classes.inboxLine}>
        <span className={`${classes.inboxMore} ${classes.dim}`}>
          {[
            number ? `${kind ?? ''} ${number}`.trim() : kind,
            `step ${place ? `${place}: ` : ''}${wordsOf(step)}`,
            requestedBy?.title,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {due && (
          <span className={classes.dim}>
            {Date.parse(due) >= Date.now() ? 'due ' : ''}
            <Due iso={due} />
          </span>
        )}
      </span>
    </>
  )
}
