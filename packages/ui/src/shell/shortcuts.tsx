import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Kbd, Modal, Table } from '@mantine/core'
import { say, type Words } from '../client/language.ts'
import { commandKey } from '../kit/command-key.ts'

/** Words: keys that are called otherwise in other languages. */
type Key = readonly [key: () => string, does: Words]

const keys = (words: Words) => () => say(words)

const groups: readonly (readonly [title: Words, keys: readonly Key[]])[] = [
  [
    msg`Everywhere`,
    [
      [() => `${commandKey()}K`, msg`Search and go anywhere, and what can be done on this page`],
      [() => `${commandKey()}Z`, msg`Take back what you changed last`],
      [() => `${commandKey()}${say('Shift')} Z, ${commandKey()}Y`, msg`Do again what you took back last`],
      [() => 'Esc', msg`Close what is open`],
      [() => '?', msg`This page`],
    ],
  ],
  [
    msg`Lists`,
    [
      [() => 'J / K, ↓ / ↑', msg`Move to the next and previous row; with a record open, to the next and previous record`],
      [keys(msg`Enter`), msg`Open the record of the row`],
      [keys(msg`Space, Shift Space`), msg`Choose a row, or all up to it, where many may be changed at once`],
      [() => '← →', msg`Between the cells of a row; Enter or F2 edits, Shift extends, Esc goes back to the row`],
      [keys(msg`Home / End`), msg`To the first or last cell of the row; with Ctrl, of all that are loaded`],
      [keys(msg`Ctrl + ← ↑ → ↓`), msg`From a cell as far as there are cells; Shift extends`],
      [() => 'Esc', msg`Leave the cell, close the record, then clear the choice of rows`],
      [() => 'N', msg`New record`],
      [() => '/', msg`Search in the list`],
      [() => 'F', msg`Build the filter of the list`],
      [keys(msg`Delete`), msg`In the cells of a list: empty all that are chosen`],
      // Read from the right, the arrow to the right comes first, and goes back.
      [() => '← / →', msg`On the head of a group: close and open it`],
      [keys(msg`Ctrl D`), msg`In the cells of a list: fill the first row of the range into the others`],
    ],
  ],
  [
    msg`The open record`,
    [
      [() => 'E', msg`Edit all fields`],
      [() => 'C', msg`Comment; @ names somebody`],
      [() => `${commandKey()}${say('Enter')}`, msg`Send the comment`],
    ],
  ],
  [
    msg`Inbox`,
    [
      [() => 'J / K', msg`The next and previous item`],
      [keys(msg`Enter`), msg`Open the item that has the focus`],
      [() => 'E', msg`Mark news as read, and go on to the next that is not`],
      [() => 'C', msg`Comment on the record`],
    ],
  ],
  [
    msg`Calendars, timelines, boards`,
    [
      [keys(msg`T, PgUp / PgDn`), msg`Today, and the days before and after`],
      [() => '← ↑ → ↓', msg`On a calendar: between days, and down to what stands on one`],
      [keys(msg`Alt + ← ↑ → ↓`), msg`Among hours: move by a quarter of an hour, or by a day; Enter keeps it`],
      [keys(msg`Shift + ↑ ↓`), msg`Among hours: shorter or longer by a quarter of an hour`],
      [() => 'W', msg`Among hours: to the whole day, or back to hours; Enter keeps it`],
      [() => 'M', msg`Move to another column or other days`],
    ],
  ],
]

export default function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Modal opened onClose={onClose} title={t`Keys`} size="lg">
      <Table verticalSpacing={4} fz={13}>
        {groups.map(([title, keys]) => (
          <Table.Tbody key={say(title)}>
            <Table.Tr>
              <Table.Th colSpan={2} scope="rowgroup" c="dimmed" fz={12} fw={500}>
                {say(title)}
              </Table.Th>
            </Table.Tr>
            {keys.map(([key, does]) => (
              <Table.Tr key={key()}>
                <Table.Td w={190}>
                  <Kbd size="xs" dir="auto">
                    {key()}
                  </Kbd>
                </Table.Td>
                <Table.Td>{say(does)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        ))}
      </Table>
    </Modal>
  )
}
