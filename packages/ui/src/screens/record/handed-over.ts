import { notifications } from '@mantine/notifications'
import { type Changed, isHandedOver } from '../../client/changes.ts'
import { say } from '../../client/language.ts'

/** A change that took the record out of one's own sight is done, and the list is one shorter. */
export function told(changed: Changed): void {
  if (isHandedOver(changed))
    notifications.show({
      title: say('Handed over'),
      message: say('The change is made. The record is no longer visible to you.'),
    })
}
