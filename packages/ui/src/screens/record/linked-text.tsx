/** Text that somebody wrote, with web addresses to follow. Nothing but http(s) is one, and who wrote it is not vouched for. */
import classes from './record.module.css'

/** What ends a sentence, or closes what was opened before it, is no part of an address. */
const address = /(https?:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?)\]}'’])/iu

export function LinkedText({ text }: { readonly text: string }) {
  // Text and addresses by turns.
  return text.split(address).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: what was written does not change
      <a key={index} className={classes.webAddress} href={part} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
        {part}
      </a>
    ),
  )
}
