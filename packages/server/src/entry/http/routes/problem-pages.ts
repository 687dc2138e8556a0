/** What every problem's `type` points at: the table of problems, explained to a person or to a program. */
import { isProblemCode, problem, problems, wordsOf } from '../../../problems.ts'
import type { Route } from '../route.ts'

const page = {
  method: 'GET',
  authentication: 'none',
  right: 'public',
  keyScope: 'none',
  auditClass: 'none',
  rateClass: 'read',
} as const

export function problemPages(): Route[] {
  return [
    {
      ...page,
      path: '/problems/:code',
      handler: (call, reply) => {
        const code = call.params.code ?? ''
        if (!isProblemCode(code)) throw problem('route.not-found')
        const { speaker } = call
        const { title, hint } = wordsOf(code, speaker)
        reply.header('content-language', speaker.language)
        const { status } = problems[code]
        if (!String(call.headers.accept ?? '').includes('text/html')) return { code, status, title, ...(hint ? { hint } : {}) }
        reply.type('text/html; charset=utf-8')
        return `<!doctype html><html lang="${speaker.language}"><meta charset="utf-8"><title>${code}</title><h1>${escapeHtml(title)}</h1><p>${escapeHtml(hint ?? '')}</p><p><code>${code}</code>, HTTP ${status}</p></html>`
      },
    },
  ]
}

/** The texts are ours; they are escaped because somebody will write an ampersand one day. */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
