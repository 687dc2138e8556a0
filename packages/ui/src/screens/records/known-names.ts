/** What the records and people in conditions are called, as far as this tab was shown it; an address may come from anywhere. */
const names = new Map<string, string>()

export function rememberName(id: string, title: string | null): void {
  if (title !== null) names.set(id, title)
}

export const knownName = (id: string): string | undefined => names.get(id)
