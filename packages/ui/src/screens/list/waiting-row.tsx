/** Rows that are on their way. */
import { Skeleton } from '@mantine/core'
import type { CSSProperties } from 'react'
import { columnStyle } from './columns-in-sight.ts'
import { alongTracks, type Placing } from './grid-row.tsx'
import classes from './list.module.css'

interface WaitingRowProps {
  readonly placing: Placing
  readonly phone: boolean
  readonly style: CSSProperties
}

export function WaitingRow({ placing, phone, style }: WaitingRowProps) {
  return (
    <div aria-hidden className={classes.row} style={style} data-phone={phone || undefined}>
      {phone ? <PhoneCells /> : <Cells placing={placing} />}
    </div>
  )
}

function Cells({ placing }: { readonly placing: Placing }) {
  return (
    <>
      <div className={classes.box} />
      {alongTracks(placing, column => (
        <div key={column} className={classes.cell} style={columnStyle(column, undefined)}>
          <Skeleton height={10} width="70%" />
        </div>
      ))}
    </>
  )
}

/** Its title, and beneath it what is told of it. */
function PhoneCells() {
  return (
    <div className={classes.phoneCell}>
      {['60%', '85%'].map(width => (
        <div key={width} className={classes.phoneWaiting}>
          <Skeleton height={10} width={width} />
        </div>
      ))}
    </div>
  )
}
