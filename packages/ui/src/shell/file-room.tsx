/** How much one may still upload within a day, and for administrators how much room all files take. */
import type { Room } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Progress, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { fileRoomQuery } from '../client/queries.ts'
import { fileSize } from '../fields/file-words.ts'
import { Failure } from '../kit/states.tsx'
import classes from './shell.module.css'

export function FileRoom() {
  const { t } = useLingui()
  const room = useQuery(fileRoomQuery)
  if (!room.data && !room.isError) return null
  const most = fileSize(room.data?.file.most ?? 0)
  return (
    <section aria-labelledby="file-room">
      <h2 id="file-room" className={classes.sectionTitle}>
        <Trans>Files</Trans>
      </h2>
      {room.data ? (
        <Stack gap="sm">
          <RoomBar title={t`Uploaded by you within the last 24 hours`} room={room.data.personADay} />
          {room.data.all && <RoomBar title={t`All files of this installation`} room={room.data.all} />}
          <p className={classes.dim}>{t`A file may have at most ${most}.`}</p>
        </Stack>
      ) : (
        <Failure error={room.error} onRetry={() => void room.refetch()} />
      )}
    </section>
  )
}

/** From so much on it is told by its colour too; the words tell it anyway. */
const nearlyFull = 0.9

function RoomBar({ title, room: { taken, most } }: { readonly title: string; readonly room: Room }) {
  const { t } = useLingui()
  const id = useId()
  const share = Math.min(1, taken / most)
  const [used, all, left] = [fileSize(taken), fileSize(most), fileSize(Math.max(0, most - taken))]
  const words = t`${used} of ${all}, ${left} left`
  return (
    <div>
      <div className={classes.room}>
        <span id={id}>{title}</span>
        <span className="tabular">{words}</span>
      </div>
      <Progress.Root size="sm">
        <Progress.Section
          value={share * 100}
          color={share >= nearlyFull ? 'red' : undefined}
          aria-labelledby={id}
          aria-valuetext={words}
        />
      </Progress.Root>
    </div>
  )
}
