/** In which languages the other side reads, as its request says. */

/** What a browser sends has a few; a longer list is nobody's. */
const most = 20
/** The longest tag that a person can choose; one of hundreds of parts is slow to compare and nobody's. */
const longest = 35

/**
 * @param header `Accept-Language`: `de-AT,de;q=0.9,en;q=0.5`
 * @returns the tags, best first, without those that are not wanted; empty for what is not of that form
 */
export function acceptedLanguages(header: string | undefined): readonly string[] {
  if (!header || header.length > 1_000) return []
  return header
    .split(',', most)
    .flatMap(part => {
      const match = /^\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/.exec(part)
      return match && match[1]!.length <= longest ? [{ tag: match[1]!, weight: Number(match[2] ?? 1) }] : []
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag)
}
