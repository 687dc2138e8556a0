/** Exact amounts as whole units, never through a float. */

/** `10.5` at scale 2 is 1050n; undefined where digits would be lost. Takes what a CEL literal prints as. */
export function readUnits(text: string, scale: number): bigint | undefined {
  const match = /^(-)?(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) return undefined
  const [, sign, whole = '0', fraction = ''] = match
  const digits = fraction.replace(/0+$/, '')
  if (digits.length > scale) return undefined
  const units = BigInt(whole + digits.padEnd(scale, '0'))
  return sign ? -units : units
}
