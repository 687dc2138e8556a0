/**
 * Web addresses in what somebody wrote. Nothing but http(s) is one, and what begins with `www.` and has a name behind it. What ends a sentence, or closes what was opened before it, is no part of it, nor is what cannot be seen: signs
 * that turn the direction make an address read as another. One that begins with a name and an at sign looks like a place that it does not lead to, and is left as text.
 */
const address =
  /((?:https?:\/\/|(?<![\p{L}\p{N}@/.:_-])www\.(?=[\p{L}\p{N}-]+\.[\p{L}\p{N}]))(?![^\s/?#]*@)[^\s\p{C}<>"“”]*[^\s\p{C}<>"“”.,;:!?)\]}'’])/iu

/** @returns text and addresses by turns */
export function withAddresses(text: string): string[] {
  return text.split(address)
}

/** Where an address leads that was found in a text. */
export const leadsTo = (found: string) => (/^www\./i.test(found) ? `https://${found}` : found)
