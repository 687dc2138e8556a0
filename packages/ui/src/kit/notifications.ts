/** Where notifications stand. In a chunk of its own: nothing is said before a page is there. */
export { Notifications } from '@mantine/notifications'
