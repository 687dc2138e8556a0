/** What may be given to a person or a team: roles of apps, and teams, by name. */
import { MultiSelect } from '@mantine/core'
import { inTree, type Offer } from './offer.ts'

export interface RoleOfApp {
  readonly app: string
  readonly role: string
}

interface RolesFieldProps {
  readonly offer: Offer
  readonly value: readonly RoleOfApp[]
  readonly onChange: (roles: RoleOfApp[]) => void
  readonly disabled?: boolean
}

export function RolesField({ offer, value, onChange, disabled }: RolesFieldProps) {
  return (
    <MultiSelect
      label="Roles"
      placeholder={value.length === 0 ? 'None' : ''}
      searchable
      // Upwards: it stays open for the next role, and what ends the dialog is beneath.
      comboboxProps={{ position: 'top' }}
      disabled={disabled ?? false}
      data={offer.apps.map(app => ({
        group: app.title,
        items: app.roles.map(role => ({ value: `${app.app}.${role.name}`, label: role.title })),
      }))}
      value={value.map(({ app, role }) => `${app}.${role}`)}
      onChange={next =>
        onChange(
          next.map(key => {
            const dot = key.indexOf('.')
            return { app: key.slice(0, dot), role: key.slice(dot + 1) }
          }),
        )
      }
    />
  )
}

interface TeamsFieldProps {
  readonly offer: Offer
  readonly value: readonly string[]
  readonly onChange: (teams: string[]) => void
  readonly disabled?: boolean
}

export function TeamsField({ offer, value, onChange, disabled }: TeamsFieldProps) {
  return (
    <MultiSelect
      label="Teams"
      placeholder={value.length === 0 ? 'None' : ''}
      searchable
      disabled={disabled ?? false}
      data={inTree(offer.teams).map(({ team }) => ({ value: team.id, label: team.name }))}
      value={[...value]}
      onChange={onChange}
    />
  )
}
