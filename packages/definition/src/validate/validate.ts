/** Everything the parts of a definition have to do with each other, one concern per file. */
import type { Definition } from '../model/app.ts'
import type { Finding } from '../model/finding.ts'
import { checkAccess } from './access.ts'
import { checkApp } from './app.ts'
import { checkApprovedEdits } from './approved-edits.ts'
import { type Complaint, Complaints } from './complaint.ts'
import { checkExpressions } from './expressions.ts'
import { checkFields } from './fields.ts'
import { checkLanguages } from './languages.ts'
import { checkNames } from './names.ts'
import { checkPublic } from './public.ts'
import { checkRelations } from './relations.ts'
import { checkScreens } from './screens.ts'
import { checkWorkflows } from './workflows.ts'

const concerns = [
  checkNames,
  checkApp,
  checkFields,
  checkRelations,
  checkAccess,
  checkPublic,
  checkWorkflows,
  checkApprovedEdits,
  checkScreens,
  checkExpressions,
  checkLanguages,
]

export function complaintsAbout(definition: Definition): readonly Complaint[] {
  const complaints = new Complaints(definition)
  for (const check of concerns) check(complaints)
  return complaints.list
}

/** For a definition that came from no file, such as one made by a program. */
export function validateDefinition(definition: Definition): readonly Finding[] {
  return complaintsAbout(definition).map(({ offset: _, ...finding }) => finding)
}
