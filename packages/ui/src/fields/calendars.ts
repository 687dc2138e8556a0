/** What dates and moments are picked in; a chunk of its own. */
export { DatePicker, DateTimePicker } from '@mantine/dates'
