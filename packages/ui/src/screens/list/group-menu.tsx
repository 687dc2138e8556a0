/** By what the rows of a list stand together. */
import { useLingui } from '@lingui/react/macro'
import { Button, Menu, Text } from '@mantine/core'
import { IconCheck, IconChevronDown, IconSearch, IconStack2 } from '@tabler/icons-react'
import { useState } from 'react'
import { found } from '../../kit/found.ts'
import { still } from '../../kit/still.tsx'
import classes from '../records/records.module.css'
import type { ShownGrouping } from './groupings.ts'

/** From so many on, they are searched: each day has five of its own. */
const many = 25

interface GroupMenuProps {
  readonly groupings: readonly ShownGrouping[]
  readonly current: ShownGrouping | undefined
  readonly onChange: (name: string | undefined) => void
  readonly onOpenAll: () => void
  readonly onCloseAll: () => void
}

function Groups({ groupings, current, onChange, onOpenAll, onCloseAll }: GroupMenuProps) {
  const { t } = useLingui()
  const title = current?.title
  const [text, setText] = useState('')
  const isSearched = groupings.length >= many
  const shown =
    isSearched && text !== ''
      ? found(
          groupings.map(each => ({ ...each, label: each.title })),
          text,
        )
      : groupings
  return (
    <Menu position="bottom-start" withinPortal width={240}>
      <Menu.Target>
        <Button
          size="compact-sm"
          title={title ?? t`Group`}
          aria-label={current ? t`Group: ${title}` : undefined}
          // A phone has no room for the word; by what it is grouped it tells anyway.
          data-tool={current ? undefined : true}
          data-named={current ? true : undefined}
          variant={current ? 'light' : 'subtle'}
          color={current ? undefined : 'gray'}
          leftSection={<IconStack2 size={14} />}
          rightSection={current && <IconChevronDown size={14} />}
        >
          {current ? (
            <>
              <span className={classes.namedWhole}>{t`Group: ${title}`}</span>
              <span className={classes.namedShort}>{title}</span>
            </>
          ) : (
            t`Group`
          )}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="min(60vh, var(--room, 60vh))">
        {isSearched && (
          <Menu.Search
            mb={4}
            size="xs"
            aria-label={t`Search`}
            placeholder={t`Search`}
            leftSection={<IconSearch size={14} />}
            value={text}
            onChange={event => setText(event.currentTarget.value)}
          />
        )}
        {text === '' && current && (
          <>
            <Menu.Item onClick={onCloseAll}>{t`Close all groups`}</Menu.Item>
            <Menu.Item onClick={onOpenAll}>{t`Open all groups`}</Menu.Item>
            <Menu.Item onClick={() => onChange(undefined)}>{t`Without groups`}</Menu.Item>
            <Menu.Divider />
          </>
        )}
        {shown.map(({ name, title }) => (
          <Menu.Item
            key={name}
            aria-current={name === current?.name || undefined}
            rightSection={name === current?.name ? <IconCheck size={14} /> : undefined}
            onClick={() => onChange(name)}
          >
            {title}
          </Menu.Item>
        ))}
        {shown.length === 0 && (
          <Text size="xs" c="dimmed" role="status" p={4}>
            {t`Nothing found`}
          </Text>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

export const GroupMenu = still(Groups)
