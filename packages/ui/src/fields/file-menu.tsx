/** What can be done with a file of a record: look at it, take it home, and get the ones the field had before. */
import type { FileReference, FileVersion } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { ActionIcon, Loader, Menu, Text } from '@mantine/core'
import { IconDots, IconDownload, IconEye } from '@tabler/icons-react'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { request, sentenceOf } from '../client/http.ts'
import { Moment } from './dates.tsx'
import classes from './file.module.css'
import { FilePreview, isPreviewable } from './file-preview.tsx'
import { addressOf, type FilePlace, fileSize } from './file-words.ts'

/** Beneath the history, with which it moves. */
const versionsQuery = ({ app, entity, id, field }: FilePlace) =>
  queryOptions({
    queryKey: [app, entity, 'one', id, 'history', 'files', field],
    queryFn: () => request<{ items: FileVersion[] }>('GET', `/api/apps/${app}/${entity}/${id}/files/${field}/versions`),
  })

interface FileMenuProps {
  readonly place: FilePlace
  readonly file: FileReference
}

export function FileMenu({ place, file }: FileMenuProps) {
  const { t } = useLingui()
  const [opened, setOpened] = useState(false)
  const [shown, setShown] = useState<{ readonly file: FileReference; readonly former?: FileVersion }>()
  const versions = useQuery({ ...versionsQuery(place), enabled: opened })
  const former = versions.data?.items.filter(({ id }) => id !== file.id) ?? []
  const { title } = file
  return (
    <>
      <Menu position="bottom-end" withinPortal opened={opened} onChange={setOpened} width={280}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={24} aria-label={t`File ${title}`}>
            <IconDots size={14} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {isPreviewable(file) && (
            <Menu.Item leftSection={<IconEye size={14} />} onClick={() => setShown({ file })}>
              <Trans>Preview</Trans>
            </Menu.Item>
          )}
          <DownloadItem place={place} file={file}>
            <Trans>Download</Trans>
          </DownloadItem>
          <Menu.Divider />
          <Menu.Label>
            <Trans>Earlier versions</Trans>
          </Menu.Label>
          {versions.isPending ? (
            <Loader size="xs" m={8} aria-label={t`Loading`} />
          ) : versions.isError ? (
            <Text size="xs" c="dimmed" px={12} py={4}>
              {sentenceOf(versions.error)}
            </Text>
          ) : former.length === 0 ? (
            <Text size="xs" c="dimmed" px={12} py={4}>
              <Trans>None</Trans>
            </Text>
          ) : (
            <div className={classes.versions}>
              {former.map(version => {
                const told = (
                  <>
                    <bdi className={classes.version}>{version.title}</bdi>
                    <Text size="xs" c="dimmed" component="span">
                      <About version={version} />
                    </Text>
                  </>
                )
                return isPreviewable(version) ? (
                  <Menu.Item
                    key={version.id}
                    leftSection={<IconEye size={14} />}
                    classNames={{ itemLabel: classes.versionLabel! }}
                    onClick={() => setShown({ file: version, former: version })}
                  >
                    {told}
                  </Menu.Item>
                ) : (
                  <DownloadItem key={version.id} place={place} file={version}>
                    {told}
                  </DownloadItem>
                )
              })}
            </div>
          )}
        </Menu.Dropdown>
      </Menu>
      {shown && (
        <FilePreview
          address={addressOf(place, shown.file)}
          file={shown.file}
          about={
            shown.former && (
              <>
                <Trans>Earlier version</Trans>
                {' · '}
                <About version={shown.former} />
              </>
            )
          }
          onClose={() => setShown(undefined)}
        />
      )}
    </>
  )
}

function DownloadItem({ place, file, children }: FileMenuProps & { readonly children: React.ReactNode }) {
  return (
    <Menu.Item
      component="a"
      href={addressOf(place, file)}
      download={file.title ?? ''}
      leftSection={<IconDownload size={14} />}
      classNames={{ itemLabel: classes.versionLabel! }}
    >
      {children}
    </Menu.Item>
  )
}

/** Who put it in, when, and how large it is. */
function About({ version: { person, at, size } }: { readonly version: FileVersion }) {
  return (
    <>
      {person && <span dir="auto">{person.title}</span>}
      {person && ' · '}
      {at && <Moment iso={at} />}
      {at && ' · '}
      {fileSize(size ?? 0)}
    </>
  )
}
