/** One spelling for one account. Everything that looks up, throttles or stores an address uses this form and no other. */

const form =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/

/** @returns undefined for what is not a plain ASCII address after normalising: quoted parts, two @, look-alike letters, control characters */
export function normaliseEmail(text: string): string | undefined {
  if (text.length > 400) return undefined
  const email = text.normalize('NFKC').trim().toLowerCase()
  if (email.length > 254 || email.indexOf('@') > 64 || !form.test(email)) return undefined
  return email
}
