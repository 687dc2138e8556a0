import { Kbd, Modal, Table } from '@mantine/core'
import { commandKey } from '../kit/command-key.ts'

const keys: readonly (readonly [string, string])[] = [
  [`${commandKey}K`, 'Search and go anywhere'],
  ['J / K, ↓ / ↑', 'Move to the next and previous row; with a record open, to the next and previous record'],
  ['Enter', 'Open the record of the row'],
  ['Space, Shift Space', 'Choose a row, or all up to it, where many may be changed at once'],
  ['Esc', 'Close the record'],
  ['E', 'Edit all fields of the open record'],
  ['C', 'Comment on the open record'],
  ['N', 'New record'],
  ['/', 'Search in the list'],
  ['F', 'Build the filter of the list'],
  ['← / →', 'On the head of a group: close and open it'],
  ['Ctrl D', 'In the cells of a list: fill the first row of the range into the others'],
  ['T, PgUp / PgDn', 'On a calendar or timeline: today, and the days before and after'],
  ['← ↑ → ↓', 'On a calendar: between days, and down to what stands on one'],
  ['M', 'On a board, calendar or timeline: move to another column or other days'],
  ['?', 'This page'],
]

export default function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keys" size="sm" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Table verticalSpacing={4} fz={13}>
        <Table.Tbody>
          {keys.map(([key, does]) => (
            <Table.Tr key={key}>
              <Table.Td w={140}>
                <Kbd size="xs">{key}</Kbd>
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}
