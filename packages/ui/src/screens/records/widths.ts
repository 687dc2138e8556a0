/** Widths of columns as an address and a saved view have them: `subject:300,status:120`. */
export const narrowest = 40
export const widest = 2_000

export function readWidths(text: string | undefined): Record<string, number> {
  const widths: Record<string, number> = {}
  for (const part of text?.split(',') ?? []) {
    const [, name, pixels] = /^([a-z_][a-z0-9_]*):(\d{1,4})$/.exec(part) ?? []
    if (name && Number(pixels) >= narrowest && Number(pixels) <= widest) widths[name] = Number(pixels)
  }
  return widths
}

export const printWidths = (widths: Readonly<Record<string, number>>): string | undefined =>
  Object.entries(widths)
    .map(([name, pixels]) => `${name}:${Math.round(pixels)}`)
    .join(',') || undefined
