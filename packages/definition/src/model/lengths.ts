/** How many characters a text may have, by the key it stands under: in the definition and in every other language. */
export const lengths = {
  title: 60,
  label: 60,
  plural: 60,
  tab: 30,
  message: 300,
  help: 300,
} as const
