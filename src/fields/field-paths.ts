// The places of a field that people can ask about: its members, those of its items, and those of the cases of a variant.
import type { Pointer } from '../pointer.ts'
import { join } from '../pointer.ts'
import { choice, type Field, type Fields } from './field.ts'

export interface PathStep {
  readonly name: string
  /** The case of a variant that the member belongs to, where not every case has it alike. */
  readonly variantCase?: string
  /** Nobody said which case is meant. */
  readonly isAssumedCase?: true
  readonly field: Field
}

/** A field and the way to it. Lists are gone through without a word. */
export interface FieldPath {
  readonly steps: readonly PathStep[]
  /** The case of the variant that the last field is, or whose items are. */
  readonly variantCase?: string
}

export type FieldLookup =
  | { readonly place: FieldPath }
  /** The segment that leads nowhere, and what could have stood there. */
  | {
      readonly unknownSegment: string
      readonly parentPath: readonly string[]
      readonly knownSegments: readonly string[]
    }

/** The field of the items, however deep the lists. */
export const itemField = (field: Field): Field =>
  field.shape === 'list' || field.shape === 'set' ? itemField(field.of) : field

export const lastField = ({ steps }: FieldPath): Field | undefined => steps.at(-1)?.field

/** The members that people may name next. */
export const memberFields = (field: Field, chosen?: string): Fields => {
  const inner = itemField(field)
  if (inner.shape === 'record') return inner.fields
  if (inner.shape !== 'variant') return {}
  const tag = { [inner.tag]: choice(inner.doc, Object.keys(inner.cases), { required: true }) }
  return chosen === undefined ? tag : { ...tag, ...inner.cases[chosen] }
}

/** Segments without those that only say that there is a list. */
export const resolveFieldPath = (root: Field, path: readonly string[]): FieldLookup => {
  const steps: PathStep[] = []
  let field = root
  let chosen: string | undefined
  for (const [index, segment] of path.entries()) {
    const inner = itemField(field)
    const isCase = inner.shape === 'variant' && Object.hasOwn(inner.cases, segment)
    const step = stepTo(field, segment, chosen)
    if (step !== undefined) {
      steps.push(step)
      field = step.field
      chosen = undefined
    } else if (isCase && chosen === undefined) chosen = segment
    else
      return {
        unknownSegment: segment,
        parentPath: path.slice(0, index),
        knownSegments: memberNames(field, chosen),
      }
  }
  return { place: { steps, ...(chosen !== undefined && { variantCase: chosen }) } }
}

const stepTo = (field: Field, name: string, chosen: string | undefined): PathStep | undefined => {
  const inner = itemField(field)
  const cases = inner.shape === 'variant' ? inner.cases : {}
  const casesWithMember = Object.keys(cases).filter((each) =>
    Object.hasOwn(cases[each] ?? {}, name),
  )
  // Where nobody says which case is meant, one that cannot do without the member has most to tell.
  const caseName =
    chosen ?? casesWithMember.find((each) => cases[each]?.[name]?.required) ?? casesWithMember[0]
  const isOfAll = inner.shape === 'variant' && inner.tag === name
  const members = memberFields(field, caseName)
  const found = Object.hasOwn(members, name) ? members[name] : undefined
  if (found === undefined) return undefined
  const isOfCase = caseName !== undefined && (!isOfAll || chosen !== undefined)
  return {
    name,
    field: found,
    ...(isOfCase && { variantCase: caseName }),
    ...(isOfCase && chosen === undefined && { isAssumedCase: true }),
  }
}

const memberNames = (field: Field, chosen: string | undefined): readonly string[] => {
  const inner = itemField(field)
  const others = inner.shape === 'variant' && chosen === undefined ? Object.keys(inner.cases) : []
  return [...Object.keys(memberFields(field, chosen)), ...others]
}

/** Every place, as people would write the path to it. */
export const fieldPathsIn = (
  field: Field,
  before: readonly string[] = [],
): readonly (readonly string[])[] => {
  const inner = itemField(field)
  const below = (members: Fields, at: readonly string[]) =>
    Object.entries(members).flatMap(([name, each]) => [
      [...at, name],
      ...fieldPathsIn(each, [...at, name]),
    ])
  if (inner.shape !== 'variant') return below(memberFields(field), before)
  const cases = Object.entries(inner.cases).flatMap(([name, members]) => [
    [...before, name],
    ...below(members, [...before, name]),
  ])
  return [...below(memberFields(field), before), ...cases]
}

/** The pointer of the place, with `*` for each item. */
export const pathPointer = ({ steps }: FieldPath): Pointer =>
  steps.reduce((at, { field, name }, index) => {
    const isLast = index === steps.length - 1
    return isLast ? join(at, name) : `${join(at, name)}${'/*'.repeat(listDepth(field))}`
  }, '')

const listDepth = (field: Field): number =>
  field.shape === 'list' || field.shape === 'set' ? 1 + listDepth(field.of) : 0
