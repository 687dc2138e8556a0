/** A form for whoever is not signed in: no shell, no session, and nothing of the app but the fields that may be sent. */
import type { FieldView, PublicFieldView, PublicFormView, PublicReceipt, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Refused, request } from '../../client/http.ts'
import { isRequired, isShown } from '../../fields/field-conditions.ts'
import { toRequest } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'
import { Failure } from '../../kit/states.tsx'
import { defaults } from '../record/form-values.ts'
import { asWritten, focusProblem, ProblemSummary } from '../record/problem-summary.tsx'
import { useRefusal } from '../record/use-refusal.ts'
import classes from './public-form.module.css'

export function PublicFormPage() {
  const { app, entity } = useParams({ from: '/form/$app/$entity' })
  const address = `/api/public/apps/${encodeURIComponent(app)}/forms/${encodeURIComponent(entity)}`
  const form = useQuery({
    queryKey: ['public-form', app, entity],
    queryFn: () => request<PublicFormView>('GET', address),
    // What is being filled in does not change beneath the hands.
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [receipt, setReceipt] = useState<PublicReceipt>()
  const title = form.data?.title
  useEffect(() => {
    if (title) document.title = title
  }, [title])
  if (form.isError)
    return (
      <main>
        <Failure error={form.error} onRetry={() => form.refetch()} />
      </main>
    )
  if (!form.data) return null
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        {receipt ? (
          <Received receipt={receipt} onAnother={() => setReceipt(undefined)} />
        ) : (
          <Form app={app} address={address} form={form.data} onSent={setReceipt} />
        )}
      </div>
    </main>
  )
}

function Received({ receipt, onAnother }: { readonly receipt: PublicReceipt; readonly onAnother: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null)
  // The button that was pressed is gone; what is read next is that it worked.
  useEffect(() => heading.current?.focus(), [])
  const number = receipt.number && <span className={classes.number}>{receipt.number}</span>
  return (
    <>
      <h1 className={classes.title} tabIndex={-1} ref={heading}>
        <Trans>Thank you</Trans>
      </h1>
      <p className={classes.description}>
        <Trans>What you sent has arrived.</Trans>{' '}
        {number && <Trans>Its number is {number}; mention it when you ask about it.</Trans>}
      </p>
      <Button variant="default" onClick={onAnother}>
        <Trans>Send another</Trans>
      </Button>
    </>
  )
}

interface FormProps {
  readonly app: string
  readonly address: string
  readonly form: PublicFormView
  readonly onSent: (receipt: PublicReceipt) => void
}

function Form({ app, address, form, onSent }: FormProps) {
  const all = form.fields.map(fieldView)
  const [values, setValues] = useState<Readonly<Record<string, WireValue | undefined>>>(() => defaults(all))
  const whole = { ...Object.fromEntries(all.map(({ name }) => [name, null])), ...values }
  const refusal = useRefusal()
  const { error, problems } = refusal
  const [busy, setBusy] = useState(false)
  // One key per form: pressing twice, or again after a lost answer, sends it once.
  const key = useRef(crypto.randomUUID())
  const summary = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (error !== undefined) focusProblem(error, idOf, summary.current)
  }, [error])
  // One that was refused is there to be corrected.
  const fields = all.filter(field => isShown(field, whole) || problems.some(problem => problem.field === field.name))
  const asksFor = (field: FieldView) => isRequired(field, whole)
  const submit = async () => {
    if (busy) return
    setBusy(true)
    refusal.set(undefined)
    // What was written where it is no longer asked for is not sent.
    const given = fields.flatMap(({ name }) => {
      const sent = toRequest(values[name])
      return sent === null ? [] : [[name, sent] as const]
    })
    try {
      onSent(
        await request<PublicReceipt>('POST', address, {
          body: { fields: Object.fromEntries(given) },
          idempotencyKey: key.current,
        }),
      )
    } catch (refused) {
      // Where no answer came it may have arrived: the same key says so. A corrected form is another request.
      if (refused instanceof Refused && refused.problem.status > 0 && refused.problem.status < 500)
        key.current = crypto.randomUUID()
      refusal.set(asWritten(refused, fields, whole))
    } finally {
      setBusy(false)
    }
  }
  const someRequired = fields.some(asksFor)
  return (
    <>
      <h1 className={classes.title}>{form.title}</h1>
      <p className={classes.description}>{form.description}</p>
      <form
        className={classes.form}
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void submit()
        }}
      >
        {fields.map(field => {
          const { Editor } = fieldUi(field)
          return (
            <Editor
              key={field.name}
              id={idOf(field.name)}
              app={app}
              field={field}
              label={asksFor(field) ? `${field.title} *` : field.title}
              help={field.help}
              value={values[field.name]}
              error={refusal.at(field.name)}
              onChange={value => {
                setValues(before => ({ ...before, [field.name]: value }))
                refusal.correct([field.name])
              }}
            />
          )
        })}
        {refusal.told !== undefined && <ProblemSummary error={refusal.told} entity={{ fields }} idOf={idOf} ref={summary} />}
        <div className={classes.foot}>
          <Button type="submit" loading={busy}>
            <Trans>Send</Trans>
          </Button>
          {someRequired && (
            <p className={classes.note}>
              <Trans>* must be filled in</Trans>
            </p>
          )}
        </div>
      </form>
    </>
  )
}

const idOf = (field: string) => `field-${field}`

/** As the editors know a field: one that is only ever given. */
function fieldView(field: PublicFieldView): FieldView {
  return { ...field, managed: false, sensitive: false, sortable: false, groupable: false, creatable: true, updatable: false }
}
