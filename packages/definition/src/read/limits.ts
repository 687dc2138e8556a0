/** How much a definition may hold. Beyond this a list of anything stops being readable, and a table stops being one. */
export const limits = {
  files: 500,
  fileBytes: 1_000_000,
  depth: 20,
  roles: 50,
  entities: 100,
  fields: 200,
  options: 200,
  grants: 200,
  checks: 50,
  uniques: 20,
  states: 60,
  transitions: 120,
  steps: 10,
  screens: 200,
  columns: 40,
  sections: 40,
  related: 40,
  holidays: 400,
  navigation: 20,
  widgets: 40,
  widgetFilters: 8,
  languages: 50,
  texts: 5_000,
} as const

/** How many characters a text may have, by the key it stands under: in the definition and in every other language. */
export const lengths = {
  title: 60,
  label: 60,
  plural: 60,
  tab: 30,
  message: 300,
  help: 300,
} as const
