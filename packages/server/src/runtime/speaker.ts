/** Who puts refusals into words: the product's in a language it knows, an app's in one that the app has. */
import { chooseLanguage } from '@bailiwick/definition/choose-language.ts'
import { type LiveApp, messageIn } from '../database/live-model.ts'
import { type Language, languages, type Speaker } from '../problems.ts'

/**
 * @param wanted languages of the reader, best first
 * @param app what the request is about, as they read it
 * @param entity by name: the same words may mean another thing with another entity
 */
export function speakerOf(wanted: readonly string[], app?: LiveApp, entity = ''): Speaker {
  return {
    language: (chooseLanguage(wanted, languages) as Language | undefined) ?? languages[0],
    ofApp: message => (app ? messageIn(app, entity, message) : message),
  }
}
