/** Text that somebody wrote, with web addresses to follow. Who wrote it is not vouched for. */
import classes from './record.module.css'
import { leadsTo, withAddresses } from './web-addresses.ts'

const stranger = { target: '_blank', rel: 'noopener noreferrer nofollow', dir: 'ltr' } as const

export function LinkedText({ text }: { readonly text: string }) {
  return withAddresses(text).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: what was written does not change
      <a key={index} className={classes.webAddress} href={leadsTo(part)} {...stranger}>
        {part}
      </a>
    ),
  )
}
