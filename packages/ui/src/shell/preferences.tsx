/** In which language and time zone one reads: of the person, wherever they sign in. */
import type { Preferences } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { request, sentenceOf } from '../client/http.ts'
import { browserZone, dateFormat, nameOfLanguage } from '../client/language.ts'
import { languages } from '../client/languages.ts'
import { sessionQuery } from '../client/queries.ts'
import { languageHere, speakFor } from '../client/speech.ts'
import { Pick } from '../kit/pick.tsx'
import classes from './shell.module.css'

/** No tag and no zone has this name. */
const asBrowser = 'browser'

export function PreferencesForm() {
  const { t } = useLingui()
  const session = useQuery(sessionQuery).data
  const cache = useQueryClient()
  const [error, setError] = useState<string>()
  const zones = useMemo(() => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])], [])
  if (!session) return null
  const { preferences } = session
  const change = async (part: Partial<Preferences>) => {
    setError(undefined)
    try {
      const changed = await request<Preferences>('PATCH', '/api/session/preferences', { body: part })
      await speakFor(changed)
      cache.setQueryData(sessionQuery.queryKey, { ...session, preferences: changed })
      // What the server says is in that language too.
      await cache.invalidateQueries()
    } catch (refused) {
      setError(sentenceOf(refused))
    }
  }
  const here = nameOfLanguage(languageHere())
  const zoneHere = zoneWords(browserZone())
  const offered = [...new Set([...languages, ...(preferences.language ? [preferences.language] : [])])]
  const known = preferences.timeZone && !zones.includes(preferences.timeZone) ? [preferences.timeZone, ...zones] : zones
  const now = dateFormat({ dateStyle: 'long', timeStyle: 'short' }).format(Date.now())
  return (
    <section aria-labelledby="preferences">
      <h2 id="preferences" className={classes.sectionTitle}>
        <Trans>Language and time zone</Trans>
      </h2>
      <Stack gap="sm">
        <Pick
          label={t`Language`}
          data={[
            { value: asBrowser, label: t`As the browser (${here})` },
            ...offered.map(each => ({ value: each, label: nameOfLanguage(each) })),
          ]}
          value={preferences.language ?? asBrowser}
          allowDeselect={false}
          onChange={next => void change({ language: next === asBrowser ? null : next })}
        />
        <Pick
          label={t`Time zone`}
          description={t`Now: ${now}`}
          inputWrapperOrder={['label', 'input', 'description']}
          nothingFoundMessage={t`No time zone has this name.`}
          data={[
            { value: asBrowser, label: t`As the browser (${zoneHere})` },
            ...known.map(each => ({ value: each, label: zoneWords(each) })),
          ]}
          value={preferences.timeZone ?? asBrowser}
          allowDeselect={false}
          onChange={next => void change({ timeZone: next === asBrowser ? null : next })}
        />
        {error && (
          <p className={classes.problem} role="alert">
            {error}
          </p>
        )}
      </Stack>
    </section>
  )
}

const zoneWords = (zone: string) => zone.replaceAll('_', ' ')
