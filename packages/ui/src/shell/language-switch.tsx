/** For whoever is not signed in: the language of this browser, each called as its own people call it. */
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { nameOfLanguage } from '../client/language.ts'
import { languages } from '../client/languages.ts'
import { speakHere } from '../client/speech.ts'
import classes from './shell.module.css'

export function LanguageSwitch() {
  const { t, i18n } = useLingui()
  const cache = useQueryClient()
  const speak = async (language: string) => {
    await speakHere(language)
    // What the server says is in that language too.
    await cache.invalidateQueries()
  }
  return (
    <div role="group" aria-label={t`Language`} className={classes.languages}>
      {languages.map(each => (
        <button key={each} type="button" lang={each} aria-pressed={each === i18n.locale} onClick={() => void speak(each)}>
          {nameOfLanguage(each)}
        </button>
      ))}
    </div>
  )
}
