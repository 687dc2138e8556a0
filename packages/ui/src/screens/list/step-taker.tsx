/** Takes a step that was chosen in a cell, as the record itself would: what it needs is asked for first. */
import type { EntityView, RecordView, TransitionView } from '@bailiwick/definition/wire/index.ts'
import { useEffect, useRef } from 'react'
import { useSteps } from '../record/steps.tsx'

interface StepTakerProps {
  readonly app: string
  readonly entity: EntityView
  readonly view: RecordView
  readonly transition: TransitionView
  readonly onEnd: () => void
}

export function StepTaker({ app, entity, view, transition, onEnd }: StepTakerProps) {
  const steps = useSteps(app, entity)
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    void steps.start(view, transition).then(onEnd)
  })
  return steps.dialog
}
