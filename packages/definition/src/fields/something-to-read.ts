/** What takes room or none and shows nothing: text of it alone could be neither read nor pressed. The database knows the same characters, by `bailiwick.said`. */
const nothing = /^[\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/** @returns whether there is anything in a text that a person could read */
export function saysSomething(text: string): boolean {
  return !nothing.test(text)
}
