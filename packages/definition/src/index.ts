/** The definition language as others use it. */
export type { FieldType } from './fields/field-type.ts'
export { fieldType, fieldTypes } from './fields/registry.ts'
export * from './model/index.ts'
export { readDefinition, readDefinitionDocument } from './reading.ts'
