/** Records that point at this one, a few of each, by name and state. */
import type { AppView, EntityView } from '@bailiwick/definition/wire/index.ts'
import { UnstyledButton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { listQuery } from '../../client/queries.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'
import classes from './record.module.css'

interface RelatedListProps {
  readonly app: AppView
  readonly target: EntityView
  readonly via: string
  readonly id: string
  readonly title: string
  readonly onOpen: (entity: string, id: string) => void
}

export function RelatedList({ app, target, via, id, title, onOpen }: RelatedListProps) {
  const number = target.fields.find(field => field.type === 'auto_number')
  const state = target.workflow ? fieldOf(target, target.workflow.field) : undefined
  const fields = [target.titleField, ...(number ? [number.name] : []), ...(state ? [state.name] : [])].join(',')
  const list = useInfiniteQuery(listQuery(app.name, target.name, { filter: `record.${via} == ${JSON.stringify(id)}`, fields }))
  const rows = list.data?.pages[0]?.items ?? []
  if (rows.length === 0) return null
  const titleField = fieldOf(target, target.titleField)
  return (
    <>
      <h3 className={classes.section}>{title}</h3>
      {rows.slice(0, 8).map(row => {
        const Title = titleField ? fieldUi(titleField).Display : undefined
        const State = state ? fieldUi(state).Display : undefined
        return (
          <UnstyledButton key={row.id} className={classes.related} onClick={() => onOpen(target.name, row.id)}>
            {number && <span className={classes.dim}>{String(row[number.name] ?? '')}</span>}
            <span className={classes.relatedTitle}>
              {Title && titleField ? <Title app={app.name} field={titleField} value={row[target.titleField]} dense /> : null}
            </span>
            {State && state ? <State app={app.name} field={state} value={row[state.name]} dense /> : null}
          </UnstyledButton>
        )
      })}
      {(rows.length > 8 || list.hasNextPage) && <p className={classes.dim}>and more</p>}
    </>
  )
}
