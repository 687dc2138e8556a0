/** In place of a form at whose address anybody may come: which right is missing, and whom to ask; or that one only views. */
import type { AppView, EntityView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { inSentence } from '../../client/language.ts'
import { changeRightQuery, creationRightQuery } from '../../client/queries.ts'
import { onlyViewing, useViewing } from '../../client/viewing.ts'
import { Failure } from '../../kit/states.tsx'
import { MissingRight } from './missing-right.tsx'
import { KeptWords } from './unsaved-words.tsx'

interface RefusedFormProps {
  readonly app: AppView
  readonly entity: EntityView
  /** Absent: one was to be created. */
  readonly record?: string
  readonly onClose: () => void
}

export function RefusedForm({ app, entity, record, onClose }: RefusedFormProps) {
  const { t } = useLingui()
  const viewing = useViewing()
  const create = useQuery({ ...creationRightQuery(app.name, entity.name), enabled: !viewing && record === undefined })
  const change = useQuery({
    ...changeRightQuery(app.name, entity.name, record ?? ''),
    enabled: !viewing && record !== undefined,
  })
  const right = record === undefined ? create : change
  const labels = inSentence(entity.labelPlural)
  const title = record === undefined ? t`You may not create ${labels}` : t`You may not edit this record`
  const end = (
    <Group justify="flex-end">
      <Button variant="default" onClick={onClose}>
        <Trans>Close</Trans>
      </Button>
    </Group>
  )
  return (
    <Modal opened onClose={onClose} title={viewing ? onlyViewing() : title} size={480}>
      {viewing ? (
        <Stack gap="md">
          <Text size="sm">
            <Trans>Nothing can be changed while you view as somebody else. Stop viewing first.</Trans>
          </Text>
          {end}
        </Stack>
      ) : right.isError ? (
        <Failure error={right.error} onRetry={() => void right.refetch()} onLeave={onClose} />
      ) : (
        <Stack gap="md">
          {right.data?.allowed === false &&
            (right.data.askable ? (
              <MissingRight app={app.name} problem={right.data} />
            ) : (
              <Text size="sm" dir="auto">
                {right.data.missing}
              </Text>
            ))}
          <KeptWords app={app.name} appView={app} entityName={entity.name} entity={entity} record={record} />
          {end}
        </Stack>
      )}
    </Modal>
  )
}
