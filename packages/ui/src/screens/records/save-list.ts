import { notifications } from '@mantine/notifications'
import { downloadList } from '../../client/exports.ts'
import { sentenceOf } from '../../client/http.ts'
import { say } from '../../client/language.ts'

/** A list or figures as a file; what keeps it from leaving is said here. */
export async function saveList(address: string): Promise<void> {
  try {
    await downloadList(address)
  } catch (error) {
    notifications.show({ color: 'red', title: say('Nothing was exported'), message: sentenceOf(error) })
  }
}
