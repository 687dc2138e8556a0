/** The types that hold a value of their own, in the order people are offered them. `registry.ts` adds what is computed from these. */
import { autoNumber } from './auto-number.ts'
import { boolean } from './boolean.ts'
import { choice } from './choice.ts'
import { date } from './date.ts'
import { datetime } from './datetime.ts'
import { decimal } from './decimal.ts'
import { email } from './email.ts'
import { file } from './file.ts'
import { integer } from './integer.ts'
import { json } from './json.ts'
import { longText } from './long-text.ts'
import { money } from './money.ts'
import { multiChoice } from './multi-choice.ts'
import { person } from './person.ts'
import { phone } from './phone.ts'
import { relation } from './relation.ts'
import { richText } from './rich-text.ts'
import { team } from './team.ts'
import { text } from './text.ts'
import { url } from './url.ts'

export const plainTypes = {
  text,
  long_text: longText,
  rich_text: richText,
  integer,
  decimal,
  money,
  boolean,
  date,
  datetime,
  choice,
  multi_choice: multiChoice,
  person,
  team,
  relation,
  file,
  url,
  email,
  phone,
  json,
  auto_number: autoNumber,
}
