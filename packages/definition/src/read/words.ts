/** From names to words people read, where a definition leaves them out. */

/** `first_response_at` is "First response at". */
export function titleFromName(name: string): string {
  const words = name.replaceAll('_', ' ').replaceAll(/\b(id|url|sla|csat|arr|vip|kpi|api)\b/g, word => word.toUpperCase())
  return words[0]!.toUpperCase() + words.slice(1)
}

export function pluralOf(label: string): string {
  if (/[^aeiou]y$/i.test(label)) return `${label.slice(0, -1)}ies`
  return /(s|x|z|ch|sh)$/i.test(label) ? `${label}es` : `${label}s`
}
