/** What a type of screen is: one file here for what a definition says of it, and one folder in packages/ui/src/screens for how it looks. */
import type { Entity } from '../model/entity.ts'
import type { Screen } from '../model/screen.ts'
import type { Shape } from '../read/shape.ts'
import type { Complaints } from '../validate/complaint.ts'
import type { ScreenView } from '../wire/app-view.ts'

/** What one person may see of an app. */
export interface Sight {
  /** Whether they may read records of the entity at all. */
  reads(entity: string): boolean
  /** Whether the field is one they are shown, by whatever grant; system fields that people look at are. */
  shows(entity: string, field: string): boolean
  /** Whether its value is given by some grant, and not only a mask of it: what may be asked for by it. */
  gives(entity: string, field: string): boolean
  /** Whether they may read all that a condition over records of the entity reads. */
  asks(entity: string, condition: string): boolean
}

/** What figures over records of one entity are made of. */
export interface Figured {
  readonly fields: readonly string[]
  /** CEL over `record` and `user` */
  readonly conditions: readonly string[]
}

/** @typeParam T its keys as they are read from a file */
export interface ScreenType<S extends Screen, T> {
  readonly shape: Shape<T>
  build(text: T): S
  /** Its keys as they are written: those that say something. */
  text(screen: S): Record<string, unknown>
  check(screen: S, say: Complaints): void
  /** As this person has it; absent: they have nothing of it. */
  view(screen: S, sight: Sight): ScreenView | undefined
  /** Fields of the entity by which it sorts or asks for a span; each has an index. */
  sorts(screen: S, entity: Entity): readonly string[]
  /** What it counts of records of the entity: an index has all of it, so that they are not read for it. Absent: it shows records. */
  figures?(screen: S, entity: Entity): Figured
}
