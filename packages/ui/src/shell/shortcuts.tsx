import { Kbd, Modal, Table } from '@mantine/core'
import { commandKey } from '../kit/command-key.ts'

type Key = readonly [key: string, does: string]

const groups: readonly (readonly [title: string, keys: readonly Key[]])[] = [
  [
    'Everywhere',
    [
      [`${commandKey}K`, 'Search and go anywhere, and what can be done on this page'],
      ['Esc', 'Close what is open'],
      ['?', 'This page'],
    ],
  ],
  [
    'Lists',
    [
      ['J / K, ↓ / ↑', 'Move to the next and previous row; with a record open, to the next and previous record'],
      ['Enter', 'Open the record of the row'],
      ['Space, Shift Space', 'Choose a row, or all up to it, where many may be changed at once'],
      ['← →', 'Between the cells of a row; Enter or F2 edits, Shift extends, Esc goes back to the row'],
      ['N', 'New record'],
      ['/', 'Search in the list'],
      ['F', 'Build the filter of the list'],
      ['← / →', 'On the head of a group: close and open it'],
      ['Ctrl D', 'In the cells of a list: fill the first row of the range into the others'],
    ],
  ],
  [
    'The open record',
    [
      ['E', 'Edit all fields'],
      ['C', 'Comment; @ names somebody'],
      [`${commandKey}Enter`, 'Send the comment'],
    ],
  ],
  [
    'Inbox',
    [
      ['J / K', 'The next and previous item'],
      ['Enter', 'Open the item that has the focus'],
      ['E', 'Mark news as read, and go on to the next that is not'],
      ['C', 'Comment on the record'],
    ],
  ],
  [
    'Calendars, timelines, boards',
    [
      ['T, PgUp / PgDn', 'Today, and the days before and after'],
      ['← ↑ → ↓', 'On a calendar: between days, and down to what stands on one'],
      ['M', 'Move to another column or other days'],
    ],
  ],
]

export default function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keys" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Table verticalSpacing={4} fz={13}>
        {groups.map(([title, keys]) => (
          <Table.Tbody key={title}>
            <Table.Tr>
              <Table.Th colSpan={2} scope="rowgroup" c="dimmed" fz={12} fw={500}>
                {title}
              </Table.Th>
            </Table.Tr>
            {keys.map(([key, does]) => (
              <Table.Tr key={key}>
                <Table.Td w={150}>
                  <Kbd size="xs">{key}</Kbd>
                </Table.Td>
                <Table.Td>{does}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        ))}
      </Table>
    </Modal>
  )
}
