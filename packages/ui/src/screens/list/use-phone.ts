/** Whether a list has the room of a phone: a record is some lines beneath each other, without heads of columns and always as high. */
import { useMediaQuery } from '@mantine/hooks'

export const usePhone = () => useMediaQuery('(max-width: 600px)', false, { getInitialValueInEffect: false }) === true
