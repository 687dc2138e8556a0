/** What may be given to a person or a team: roles of apps, from and until a day, and teams, by name. */
import type { GivenRole } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { MultiSelect } from '@mantine/core'
import { useRef } from 'react'
import { inTree, type Offer, titleOf } from './offer.ts'
import classes from './people.module.css'
import { RoleDates } from './role-dates.tsx'

interface RolesFieldProps {
  readonly offer: Offer
  readonly value: readonly GivenRole[]
  readonly onChange: (roles: GivenRole[]) => void
  /** Whether a date is written that is not a day. */
  readonly onUnread: (unread: boolean) => void
  readonly disabled?: boolean
}

export function RolesField({ offer, value, onChange, onUnread, disabled }: RolesFieldProps) {
  const { t } = useLingui()
  const unread = useRef(new Set<string>())
  const keyOf = ({ app, role }: GivenRole) => `${app}.${role}`
  return (
    <div>
      <MultiSelect
        label={t`Roles`}
        placeholder={value.length === 0 ? t`None` : ''}
        searchable
        // Upwards: it stays open for the next role, and what ends the dialog is beneath.
        comboboxProps={{ position: 'top' }}
        disabled={disabled ?? false}
        data={offer.apps.map(app => ({
          group: app.title,
          items: app.roles.map(role => ({ value: `${app.app}.${role.name}`, label: role.title })),
        }))}
        value={value.map(keyOf)}
        onChange={next =>
          onChange(
            next.map(key => {
              const dot = key.indexOf('.')
              // One that stays keeps its dates.
              return value.find(role => keyOf(role) === key) ?? { app: key.slice(0, dot), role: key.slice(dot + 1) }
            }),
          )
        }
      />
      {value.length > 0 && (
        <ul className={classes.roles} aria-label={t`From and until when`}>
          {value.map(role => (
            <RoleDates
              key={keyOf(role)}
              role={role}
              title={titleOf(offer, role)}
              onUnread={is => {
                if (is) unread.current.add(keyOf(role))
                else unread.current.delete(keyOf(role))
                onUnread(unread.current.size > 0)
              }}
              onChange={dated => onChange(value.map(each => (each === role ? dated : each)))}
            />
          ))}
        </ul>
      )}
    </div>
  )
}

interface TeamsFieldProps {
  readonly offer: Offer
  readonly value: readonly string[]
  readonly onChange: (teams: string[]) => void
  readonly disabled?: boolean
}

export function TeamsField({ offer, value, onChange, disabled }: TeamsFieldProps) {
  const { t } = useLingui()
  return (
    <MultiSelect
      label={t`Teams`}
      placeholder={value.length === 0 ? t`None` : ''}
      searchable
      disabled={disabled ?? false}
      data={inTree(offer.teams).map(({ team }) => ({ value: team.id, label: team.name }))}
      value={[...value]}
      onChange={onChange}
    />
  )
}
