/** The people of a demonstration, by the app they take part in. A search goes over all of them. */
import type { SignInView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { TextInput } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useState } from 'react'
import { PersonAvatar } from '../fields/references.tsx'
import classes from './personas.module.css'

interface PersonasProps {
  readonly view: SignInView
  readonly busy: boolean
  readonly onChoose: (id: string) => void
}

interface Group {
  readonly title: string
  readonly description: string | null
  readonly personas: SignInView['personas']
}

export function Personas({ view, busy, onChoose }: PersonasProps) {
  const { t } = useLingui()
  const groups = groupsOf(view, t`No app yet`)
  // Whoever tries an app comes back to it as somebody else.
  const [chosen, setChosen] = useLocalStorage({ key: 'demo-app', getInitialValueInEffect: false })
  const [search, setSearch] = useState('')
  const group = groups.find(each => each.title === chosen) ?? groups[0]
  const sought = search.trim()
  const wanted = sought.toLowerCase()
  const found = wanted
    ? view.personas.filter(each => `${each.name} ${each.title} ${each.sentence}`.toLowerCase().includes(wanted))
    : (group?.personas ?? view.personas)
  return (
    <>
      {groups.length > 1 && (
        <div className={classes.choice}>
          {groups.map(({ title }) => (
            <button
              key={title}
              type="button"
              className={classes.app}
              aria-pressed={!wanted && title === group?.title}
              onClick={() => {
                setSearch('')
                setChosen(title)
              }}
            >
              {title}
            </button>
          ))}
          <TextInput
            type="search"
            className={classes.search}
            aria-label={t`Find a person`}
            placeholder={t`Find a person`}
            value={search}
            onChange={event => setSearch(event.currentTarget.value)}
          />
        </div>
      )}
      {!wanted && groups.length > 1 && group?.description && <p className={classes.about}>{group.description}</p>}
      <div className={classes.personas}>
        {found.map(persona => (
          <button key={persona.id} type="button" className={classes.persona} disabled={busy} onClick={() => onChoose(persona.id)}>
            <PersonAvatar name={persona.name} />
            <span>
              <b>{persona.name}</b> <span className={classes.title}>{persona.title}</span>
              <span className={classes.sentence}>{persona.sentence}</span>
            </span>
          </button>
        ))}
      </div>
      {found.length === 0 && <p className={classes.about}>{t`Nobody here is called “${sought}” or does that.`}</p>}
    </>
  )
}

/** One group where one app is all there is; whoever takes part in none stands in a group of their own. @param none how that is called */
function groupsOf({ personas, apps = [] }: SignInView, none: string): readonly Group[] {
  if (apps.length < 2) return []
  const groups = apps.map(app => ({ ...app, personas: personas.filter(each => app.personas.includes(each.id)) }))
  const rest = personas.filter(each => !apps.some(app => app.personas.includes(each.id)))
  return rest.length > 0 ? [...groups, { title: none, description: null, personas: rest }] : groups
}
