/** The words of an app in another language. Data: nothing here changes what is kept, computed or allowed. */
export interface Translation {
  /** BCP 47 tag: `de`, `pt-BR`. */
  readonly language: string
  /** From each text as the definition says it, or as it follows from a name, to the same in this language. */
  readonly texts: Texts
  /** For texts that mean another thing at some place: by that place's path, as far down as it is to hold. */
  readonly at: Readonly<Record<string, Texts>>
  /** What a demonstration's sign-in page says of its personas. They are no part of the app: nothing here is looked for in it. */
  readonly personas?: Texts
}

export type Texts = Readonly<Record<string, string>>

/** The language of an app that says nothing of it. */
export const usualLanguage = 'en'
