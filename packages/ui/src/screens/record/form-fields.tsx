/** The fields of a section, short ones beside each other; what the rest of the record hides is not there. */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { isShown } from '../../fields/field-conditions.ts'
import { fieldUi } from '../../fields/registry.ts'
import type { Values } from './edited.ts'
import type { FormSection } from './form-sections.ts'
import classes from './record.module.css'

export interface FormFieldsProps {
  readonly app: string
  readonly section: FormSection
  /** All values of the record, as they would be saved now. */
  readonly values: Values
  readonly titleField: string
  /** The field that takes the focus when the form opens. */
  readonly first: string | undefined
  readonly at: (name: string) => string | undefined
  readonly idOf: (name: string) => string
  readonly wait: (place: string) => (on: boolean) => void
  /** Must it be filled in here? */
  readonly isAsked: (field: FieldView) => boolean
  readonly onChange: (field: string, value: WireValue) => void
}

export function FormFields({ app, section, values, titleField, first, at, idOf, wait, isAsked, onChange }: FormFieldsProps) {
  // What the server asks for is shown, whatever the layout thinks.
  const fields = section.fields.filter(field => isShown(field, values) || at(field.name) !== undefined)
  if (fields.length === 0) return null
  return (
    <section>
      {section.title && <h3 className={classes.formSection}>{section.title}</h3>}
      <div className={classes.fields}>
        {fields.map(field => {
          const { Editor, wide } = fieldUi(field)
          const required = isAsked(field)
          return (
            <div key={field.name} data-wide={wide || field.name === titleField || undefined}>
              <Editor
                id={idOf(field.name)}
                app={app}
                field={{ ...field, required }}
                label={required ? `${field.title} *` : field.title}
                help={field.help}
                value={values[field.name]}
                error={at(field.name)}
                autoFocus={field.name === first}
                onBusy={wait(field.name)}
                onChange={value => onChange(field.name, value)}
              />
            </div>
          )
        })}
      </div>
    </section>
  )
}
