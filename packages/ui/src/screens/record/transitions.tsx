/** The next step, obvious: what may be done now as buttons, what may not with the reason. A step that needs something asks for it first. */
import type { EntityView, RecordView, TransitionView } from '@bailiwick/definition/wire/index.ts'
import { Trans } from '@lingui/react/macro'
import { Button, Menu, Text } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useViewing } from '../../client/viewing.ts'
import { ActButton, ActItem, firstClick } from '../../kit/act.tsx'
import { useEscapableMenu } from '../../kit/escapable-menu.ts'
import { usePageActions } from '../../kit/page-actions.ts'
import classes from './record.module.css'
import { useSteps } from './steps.tsx'

export function Transitions({
  app,
  entity,
  view,
}: {
  readonly app: string
  readonly entity: EntityView
  readonly view: RecordView
}) {
  const steps = useSteps(app, entity)
  const moreSteps = useEscapableMenu()
  const offers = view.transitions.flatMap(offer => {
    const transition = entity.workflow?.transitions.find(candidate => candidate.name === offer.name)
    return transition ? [{ ...offer, transition }] : []
  })
  const viewing = useViewing()
  const start = (transition: TransitionView) => void steps.start(view, transition)
  const allowed = offers.filter(offer => offer.allowed)
  usePageActions(viewing ? [] : allowed.map(({ transition }) => ({ label: transition.title, run: () => start(transition) })), 0)
  if (offers.length === 0) return null
  const { busy } = steps
  // The way forward is filled, and stands first; what pauses, gives up or sounds an alarm is never the one button that asks to be pressed.
  const forward = allowed.find(({ transition }) => !quiet.has(colorOf(entity, transition.to)))
  const [first, ...more] = forward ? [forward, ...allowed.filter(offer => offer !== forward)] : allowed
  const rest = [...more, ...offers.filter(offer => !offer.allowed)]
  return (
    <div className={classes.actions}>
      {first && (
        <ActButton
          // Never the same button for another step: whoever took one by keyboard would stand on the next, and Enter would take that, too.
          key={first.name}
          size="xs"
          variant={forward && !view.approval?.mayDecide ? 'filled' : 'default'}
          loading={busy === first.name}
          onClick={firstClick(() => start(first.transition))}
        >
          {first.transition.title}
        </ActButton>
      )}
      {more.slice(0, 2).map(offer => (
        <ActButton
          key={offer.name}
          size="xs"
          variant="default"
          loading={busy === offer.name}
          onClick={firstClick(() => start(offer.transition))}
        >
          {offer.transition.title}
        </ActButton>
      ))}
      {rest.length > Math.min(2, more.length) && (
        <Menu position="bottom-start" withinPortal {...moreSteps.menu}>
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              rightSection={<IconChevronDown size={14} />}
              data-shortcut="transitions"
              {...moreSteps.target}
            >
              <Trans>More steps</Trans>
            </Button>
          </Menu.Target>
          <Menu.Dropdown maw={320}>
            {rest.slice(Math.min(2, more.length)).map(offer => (
              <ActItem key={offer.name} disabled={!offer.allowed} onClick={() => start(offer.transition)}>
                {offer.transition.title}
                {offer.reason && (
                  <Text size="xs" c="dimmed">
                    {offer.reason}
                  </Text>
                )}
              </ActItem>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {steps.dialog}
    </div>
  )
}

const quiet = new Set(['gray', 'red'])

const colorOf = (entity: EntityView, state: string) => entity.workflow?.states.find(({ name }) => name === state)?.color ?? 'gray'
