/** Forms for whoever is not signed in: what fields one has, and sending it. The only routes to app data that ask for no session. */
import { inLanguageOf } from '../../../database/live-model.ts'
import { problem } from '../../../problems.ts'
import type { Floors } from '../../../request.ts'
import { transactAsGuest } from '../../../request.ts'
import { openForm, refusalOfForm, sendForm, viewForm } from '../../../runtime/records/public-form.ts'
import type { FieldInput } from '../../../runtime/records/write.ts'
import { networkOf } from '../../../security/identity/network.ts'
import type { Call } from '../call.ts'
import { defaultRates, RateKeeper, type Rates } from '../rates.ts'
import type { Route } from '../route.ts'

const anyone = { authentication: 'none', right: 'public', keyScope: 'none', path: '/api/public/apps/:app/forms/:entity' } as const
/** Ten times the longest text a person writes into a form. */
const bodyLimit = 128 * 1024

export function publicFormRoutes(floors: Floors, rates: Rates = defaultRates): Route[] {
  const ofApps = new RateKeeper(rates)
  const formOf = (call: Call) => {
    const app = floors.app(call.params.app ?? '')
    return openForm(app && inLanguageOf(app, call.languages), call.params.entity ?? '')
  }
  return [
    { ...anyone, method: 'GET', auditClass: 'none', rateClass: 'read', handler: call => viewForm(formOf(call)) },
    {
      ...anyone,
      method: 'POST',
      auditClass: 'change',
      rateClass: 'form',
      bodyLimit,
      body: {
        type: 'object',
        properties: { fields: { type: 'object', maxProperties: 200 } },
        required: ['fields'],
        additionalProperties: false,
      },
      handler: async (call, reply) => {
        const form = formOf(call)
        // Counted before the values are looked at: refusing costs the database too.
        ofApps.take('formsOfApp', form.app.name)
        const key = call.headers['idempotency-key']
        if (key !== undefined && (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)))
          throw problem('idempotency.invalid-key')
        const once = key === undefined ? undefined : { key, network: networkOf(call.source) }
        const asking = { app: form.app.name, role: form.role, requestId: call.id, signal: call.signal }
        const { fields } = call.body as { fields: FieldInput }
        try {
          const receipt = await transactAsGuest(floors, asking, tx => sendForm(tx, form, fields, once))
          reply.code(201)
          return receipt
        } catch (error) {
          throw refusalOfForm(form, error, Object.keys(fields))
        }
      },
    },
  ]
}
