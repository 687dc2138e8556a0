/** A form for whoever is not signed in: no shell, no session, and nothing of the app but the fields that may be sent. */
import type { FieldView, PublicFieldView, PublicFormView, PublicReceipt, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Refused, request } from '../../client/http.ts'
import { toRequest } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'
import { Failure } from '../../kit/states.tsx'
import { focusProblem, ProblemSummary } from '../record/problem-summary.tsx'
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
  const fields = form.fields.map(fieldView)
  const [values, setValues] = useState<Readonly<Record<string, WireValue | undefined>>>({})
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  // One key per form: pressing twice, or again after a lost answer, sends it once.
  const key = useRef(crypto.randomUUID())
  const summary = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (error !== undefined) focusProblem(error, idOf, summary.current)
  }, [error])
  const problems = error instanceof Refused ? (error.problem.fields ?? []) : []
  const submit = async () => {
    if (busy) return
    setBusy(true)
    setError(undefined)
    const given = Object.entries(values).flatMap(([name, value]) => {
      const sent = toRequest(value)
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
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const someRequired = fields.some(field => field.required)
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
              label={field.required ? `${field.title} *` : field.title}
              help={field.help}
              value={values[field.name]}
              error={problems.find(problem => problem.field === field.name)?.message}
              onChange={value => setValues(before => ({ ...before, [field.name]: value }))}
            />
          )
        })}
        {error !== undefined && <ProblemSummary error={error} entity={{ fields }} idOf={idOf} ref={summary} />}
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
