/** The fields of a section, short ones beside each other; what the rest of the record hides is not there. */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { fieldUi } from '../../fields/registry.ts'
import { goingWith } from '../../fields/written-values.ts'
import type { Values } from './edited.ts'
import { FormField } from './form-field.tsx'
import type { FormSection } from './form-sections.ts'
import classes from './record.module.css'

export interface FormFieldsProps {
  readonly app: string
  readonly section: FormSection
  /** So many of its fields are drawn so far. */
  readonly most: number
  /** All values of the record, as they would be saved now. */
  readonly values: Values
  readonly titleField: string
  /** The field that takes the focus when the form opens. */
  readonly first: string | undefined
  readonly at: (name: string) => string | undefined
  readonly idOf: (name: string) => string
  /** Is it shown here? */
  readonly isThere: (field: FieldView) => boolean
  /** Must it be filled in here? */
  readonly isAsked: (field: FieldView) => boolean
  readonly onBusy: (field: string, on: boolean) => void
  readonly onChange: (field: string, value: WireValue) => void
}

export function FormFields({ app, section, most, values, titleField, first, at, idOf, ...form }: FormFieldsProps) {
  const fields = section.fields.slice(0, Math.max(0, most)).filter(form.isThere)
  if (fields.length === 0) return null
  return (
    <section>
      {section.title && <h3 className={classes.formSection}>{section.title}</h3>}
      <div className={classes.fields}>
        {fields.map(field => (
          <div key={field.name} data-wide={fieldUi(field).wide || field.name === titleField || undefined}>
            <FormField
              app={app}
              field={field}
              required={form.isAsked(field)}
              id={idOf(field.name)}
              value={values[field.name]}
              error={at(field.name)}
              autoFocus={field.name === first}
              written={goingWith(field, { values, write: form.onChange })}
              onBusy={form.onBusy}
              onChange={form.onChange}
            />
          </div>
        ))}
      </div>
    </section>
  )
}
