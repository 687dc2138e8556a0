/** The languages the product itself speaks, and the only place that lists them. English is what the code says; each other one has its `locales/<tag>.po` in the folders of the screens. */
export const languages = ['en', 'de'] as const

export type Language = (typeof languages)[number]

export const source: Language = 'en'
