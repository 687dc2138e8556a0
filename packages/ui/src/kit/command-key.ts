import { say } from '../client/language.ts'

const apple = /Mac|iPhone|iPad/.test(navigator.platform)

/** How the key is called on the keyboard at hand, before another. */
export const commandKey = (): string => (apple ? '⌘' : `${say('Ctrl')} `)
