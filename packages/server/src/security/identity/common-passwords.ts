/** What people choose when twelve characters are demanded. Compared without case, spaces and punctuation, and with digits at the end taken off. */

const stems = [
  'password', 'passwordpassword', 'passw0rd', 'mypassword', 'newpassword', 'changeme', 'changemenow', 'letmein', 'letmeinplease', 'iloveyou', 'iloveyousomuch',
  'welcome', 'welcometo', 'welcomehome', 'administrator', 'adminadmin', 'adminpassword', 'qwerty', 'qwertyuiop', 'qwertyqwerty', 'qwertyuiopasdf', 'asdfghjkl',
  'asdfasdfasdf', 'zxcvbnm', 'trustno', 'sunshine', 'princess', 'football', 'baseball', 'superman', 'batman', 'dragon', 'monkey', 'master', 'starwars', 'whatever',
  'correcthorsebatterystaple', 'thisismypassword', 'testtesttest', 'testpassword', 'defaultpassword', 'companypassword', 'secretsecret', 'topsecret', 'opensesame',
  'abcdefghijkl', 'abcdefghijklm', 'abcabcabcabc', 'bailiwick', 'bailiwickbailiwick', 'summer', 'winter', 'spring', 'autumn', 'monday', 'friday', 'january', 'december',
] // biome-ignore format: a list reads better dense

const common: ReadonlySet<string> = new Set(stems)
const runs = ['abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm', '01234567890123456789']

export function isCommon(password: string): boolean {
  const letters = password.toLowerCase().replace(/[^a-z0-9]/g, '')
  const stem = letters.replace(/\d+$/, '')
  return common.has(letters) || common.has(stem) || isRun(letters) || new Set(password.toLowerCase()).size < 5
}

/** All of it one walk along the keyboard or the alphabet, in either direction. */
function isRun(text: string): boolean {
  if (text.length < 4) return false
  const back = [...text].reverse().join('')
  return runs.some(run => (run + run).includes(text) || (run + run).includes(back))
}
