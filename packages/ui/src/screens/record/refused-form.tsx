/** In place of the form of a new record, at whose address anybody may come: which right is missing, and whom to ask. */
import type { AppView, EntityView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { inSentence } from '../../client/language.ts'
import { creationRightQuery } from '../../client/queries.ts'
import { Failure } from '../../kit/states.tsx'
import { MissingRight } from './missing-right.tsx'

interface RefusedFormProps {
  readonly app: AppView
  readonly entity: EntityView
  readonly onClose: () => void
}

export function RefusedForm({ app, entity, onClose }: RefusedFormProps) {
  const { t } = useLingui()
  const right = useQuery(creationRightQuery(app.name, entity.name))
  const labels = inSentence(entity.labelPlural)
  return (
    <Modal opened onClose={onClose} title={t`You may not create ${labels}`} size={480}>
      {right.isError ? (
        <Failure error={right.error} onRetry={() => void right.refetch()} onLeave={onClose} />
      ) : (
        <Stack gap="md">
          {right.data?.allowed === false && <MissingRight app={app.name} problem={right.data} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              <Trans>Close</Trans>
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
