/** For load balancers and orchestrators: `live` is this process, `ready` is everything a request needs. They say nothing else, to anyone. */
import type { Pool } from 'pg'
import type { Route } from '../route.ts'

const probe = {
  method: 'GET',
  authentication: 'none',
  right: 'public',
  keyScope: 'none',
  auditClass: 'none',
  rateClass: 'none',
  anyHost: true,
} as const

export function healthRoutes(installation: { readonly gate: Pool; readonly data: Pool }): Route[] {
  return [
    { ...probe, path: '/health/live', handler: () => ({ status: 'ok' }) },
    {
      ...probe,
      path: '/health/ready',
      handler: async (_call, reply) => {
        const ready = await isReady(installation)
        reply.code(ready ? 200 : 503)
        return { status: ready ? 'ok' : 'unavailable' }
      },
    },
  ]
}

const patience = 3_000

/** The gate asks for a table of the newest migration's making; the data connections may do nothing before they entered, so a constant is all they are asked. */
async function isReady({ gate, data }: { readonly gate: Pool; readonly data: Pool }): Promise<boolean> {
  const asked = Promise.all([gate.query('SELECT FROM bailiwick.attempt LIMIT 1'), data.query('SELECT 1')])
  asked.catch(() => undefined)
  const { promise: late, resolve } = Promise.withResolvers<false>()
  const timer = setTimeout(() => resolve(false), patience)
  try {
    return await Promise.race([asked.then(() => true), late])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
