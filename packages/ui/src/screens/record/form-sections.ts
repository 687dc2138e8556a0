/** What a form asks for, in the order and groups of the layout; what no section names comes last. */
import type { EntityView, FieldView, RecordView } from '@bailiwick/definition/wire/index.ts'
import { msg } from '@lingui/core/macro'
import { say } from '../../client/language.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { mayGive } from './may-give.ts'

export interface FormSection {
  readonly title?: string | undefined
  readonly tab?: string | undefined
  readonly fields: readonly FieldView[]
}

/** @param view absent: a new record */
export function formSections(entity: EntityView, view: RecordView | undefined): FormSection[] {
  const given = (name: string) => (mayGive(entity, view, name) ? [fieldOf(entity, name)!] : [])
  const { sections } = entity.layout
  const placed = new Set(sections.flatMap(section => section.fields))
  // What names the record comes first, as it stands above the panel, wherever the layout puts it.
  const isTitle = (name: string) => name === entity.titleField
  const laidOut = sections.map(section => ({
    ...section,
    fields: section.fields.filter(name => !isTitle(name)).flatMap(given),
  }))
  const title = given(entity.titleField)
  const rest = entity.fields.filter(({ name }) => !placed.has(name) && !isTitle(name))
  const isGrouped = sections.some(section => section.title)
  return [
    { ...laidOut[0], fields: [...title, ...(laidOut[0]?.fields ?? [])] },
    ...laidOut.slice(1),
    {
      ...(isGrouped && { title: say(msg({ message: 'More', context: 'fields of a form' })) }),
      tab: laidOut.at(-1)?.tab,
      fields: rest.flatMap(field => given(field.name)),
    },
  ].filter(section => section.fields.length > 0)
}

/** One screenful of a form: a tab, or a step of a wizard. */
export interface FormPage {
  /** Tells it from the others, whose titles may be the same: the first field on it. */
  readonly name: string
  readonly title: string
  readonly sections: readonly FormSection[]
  /** Inverse names of the lines asked for here. */
  readonly lines: readonly string[]
}

/** @returns one page without a title where the layout knows neither tabs nor steps */
export function formPages(entity: EntityView, sections: readonly FormSection[], isNew: boolean): FormPage[] {
  const lines = entity.lines.map(line => line.name)
  if (isNew && entity.layout.wizard) {
    const steps = sections.map((section, index) => ({
      name: nameOf(section),
      title: section.title ?? say('Step {number}', { number: index + 1 }),
      sections: [{ ...section, title: undefined }],
      lines: [] as string[],
    }))
    return lines.length > 0 ? [...steps, { name: '', title: say('Lines'), sections: [], lines }] : steps
  }
  const first = sections.find(section => section.tab)?.tab
  if (first === undefined) return [{ name: '', title: '', sections, lines }]
  const tabs = [...new Set(sections.map(section => section.tab ?? first))]
  return tabs.map((tab, index) => {
    const inTab = sections.filter(section => (section.tab ?? first) === tab)
    return { name: nameOf(inTab[0]!), title: tab, sections: inTab, lines: index === 0 ? lines : [] }
  })
}

/** A field stands in one section, and every section of a form has one. */
export const nameOf = (section: FormSection) => section.fields[0]?.name ?? ''
