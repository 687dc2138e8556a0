/**
 * Emphasis, code and links within a line of Markdown. What a link is called holds no bracket and both its parts have an end: a text of nothing but brackets would otherwise be read to its end
 * from each of them, which is seconds of everybody's browser who opens the record.
 */
const marked = /(\*\*[^*]+\*\*|\*[^*\s][^*]*\*|`[^`]+`|\[[^[\]]{1,500}\]\(https?:\/\/[^\s)]{1,2000}\))/g

/** @returns plain text and what is marked by turns */
export function withMarks(text: string): string[] {
  return text.split(marked)
}
