/** Where one may create records of an entity and read none, as of a box for suggestions: its form, and what became of what was sent. */
import type { AppView, EntityView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { inSentence } from '../client/language.ts'
import { useViewing } from '../client/viewing.ts'

import { usePageTitle } from '../kit/page-title.ts'
import { Awaiting } from '../kit/part.tsx'
import { State } from '../kit/states.tsx'
import { RecordForm, RefusedForm } from './record/form-parts.ts'
import { focusSoon } from './records/keys.ts'

export function SendPage({ app, entity }: { readonly app: AppView; readonly entity: EntityView }) {
  const { t } = useLingui()
  const { form } = useSearch({ from: '/shell/records/a/$app/e/$entity' })
  const navigate = useNavigate()
  const viewing = useViewing()
  const [sent, setSent] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  usePageTitle(entity.labelPlural)
  const isOpen = form === 'new'
  // The next one is not sent yet.
  useEffect(() => {
    if (isOpen) setSent(false)
  }, [isOpen])
  const go = (search: { form?: 'new' }) =>
    void navigate({ to: '/a/$app/e/$entity', params: { app: app.name, entity: entity.name }, search, replace: true })
  const close = () => {
    go({})
    focusSoon(() => place.current?.querySelector('button') ?? null)
  }
  const [label, labels] = [inSentence(entity.label), inSentence(entity.labelPlural)]
  return (
    <>
      <div ref={place} role="status">
        <State
          page
          title={sent ? t`Sent` : entity.labelPlural}
          action={{ label: t`New ${label}`, onClick: () => go({ form: 'new' }) }}
        >
          {sent
            ? t`You may not read ${labels}, so it is not shown here.`
            : t`You may send ${labels} and not read them: what you send is not shown here.`}
        </State>
      </div>
      <Awaiting>
        {isOpen && viewing && <RefusedForm app={app} entity={entity} onClose={close} />}
        {isOpen && !viewing && (
          <RecordForm
            app={app}
            entity={entity}
            onClose={close}
            onSaved={() => {
              setSent(true)
              close()
            }}
          />
        )}
      </Awaiting>
    </>
  )
}
