/** People, teams and other records: by name, never by id. */
import { say } from '../client/language.ts'
import { Empty } from './empty.tsx'
import { type DisplayProps, type FieldLook, isReference } from './field-ui.ts'
import classes from './references.module.css'

export function initials(name: string): string {
  // Of each word the first letter or digit: no bracket, no dash, and no half of a pair.
  const letters = name.split(/\s+/).flatMap(word => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? [])
  return `${letters[0] ?? ''}${letters.length > 1 ? letters.at(-1) : ''}`.toUpperCase()
}

export function PersonAvatar({ name }: { readonly name: string | null }) {
  return (
    <span className={classes.avatar} aria-hidden>
      {initials(name ?? '?')}
    </span>
  )
}

function PersonDisplay({ value }: DisplayProps) {
  if (!isReference(value)) return <Empty />
  return (
    <span className={classes.person}>
      <PersonAvatar name={value.title} />
      <span dir="auto" className={classes.name}>
        {value.title ?? say('Unknown')}
      </span>
    </span>
  )
}

function NameDisplay({ value }: DisplayProps) {
  if (!isReference(value)) return <Empty />
  return value.title === null ? (
    <span className={classes.unseen}>{say('Not visible to you')}</span>
  ) : (
    <span dir="auto">{value.title}</span>
  )
}

export const person: FieldLook = { Display: PersonDisplay, width: 150 }
export const team: FieldLook = { Display: NameDisplay, width: 120 }
export const relation: FieldLook = { Display: NameDisplay, width: 180 }
