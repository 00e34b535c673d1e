// Lists and resolves the paths below a field: its members, the members of its items, and those of a variant's cases.
import { isJsonArray, type Json, member } from '../core/json.ts'
import type { Pointer } from '../core/pointer.ts'
import { join } from '../core/pointer.ts'
import { choice, type Field, type Fields, fieldsOf } from './field.ts'

export interface PathStep {
  readonly name: string
  /** The case of a variant that the member belongs to. Absent where the member is in every case. */
  readonly variantCase?: string
  /** The path does not name the case: it is the first one with the member. */
  readonly isAssumedCase?: true
  readonly field: Field
}

/** The fields from the root to a field. A list is no step of its own. */
export interface FieldPath {
  readonly steps: readonly PathStep[]
  /** The case, where the path ends at a case of a variant. */
  readonly variantCase?: string
}

export type FieldLookup =
  | { readonly place: FieldPath }
  /** The segment that is not known, and the segments that are known in its place. */
  | {
      readonly unknownSegment: string
      readonly parentPath: readonly string[]
      readonly knownSegments: readonly string[]
    }

/** The field of the items, of nested lists too. */
export const itemField = (field: Field): Field =>
  field.shape === 'list' || field.shape === 'set' ? itemField(field.of) : field

export const lastField = ({ steps }: FieldPath): Field | undefined => steps.at(-1)?.field

/** The members that a path may name next. */
export const memberFields = (field: Field, caseName?: string): Fields => {
  const inner = itemField(field)
  if (inner.shape === 'record') return inner.fields
  if (inner.shape !== 'variant') return {}
  const tag = { [inner.tag]: choice(inner.doc, Object.keys(inner.cases), { required: true }) }
  return caseName === undefined ? tag : { ...tag, ...inner.cases[caseName] }
}

/** The path has no segments for indexes. */
export const resolveFieldPath = (root: Field, path: readonly string[]): FieldLookup => {
  const steps: PathStep[] = []
  let field = root
  let chosenCase: string | undefined
  for (const [index, segment] of path.entries()) {
    const inner = itemField(field)
    const isCase = inner.shape === 'variant' && Object.hasOwn(inner.cases, segment)
    const step = stepTo(field, segment, chosenCase)
    if (step !== undefined) {
      steps.push(step)
      field = step.field
      chosenCase = undefined
    } else if (isCase && chosenCase === undefined) chosenCase = segment
    else
      return {
        unknownSegment: segment,
        parentPath: path.slice(0, index),
        knownSegments: memberNames(field, chosenCase),
      }
  }
  return { place: { steps, ...(chosenCase !== undefined && { variantCase: chosenCase }) } }
}

const stepTo = (
  field: Field,
  name: string,
  chosenCase: string | undefined,
): PathStep | undefined => {
  const inner = itemField(field)
  const cases = inner.shape === 'variant' ? inner.cases : {}
  const casesWithMember = Object.keys(cases).filter((each) =>
    Object.hasOwn(cases[each] ?? {}, name),
  )
  // Without a case in the path, a case that requires the member explains most about it.
  const caseName =
    chosenCase ??
    casesWithMember.find((each) => cases[each]?.[name]?.required) ??
    casesWithMember[0]
  const isTag = inner.shape === 'variant' && inner.tag === name
  const members = memberFields(field, caseName)
  const found = Object.hasOwn(members, name) ? members[name] : undefined
  if (found === undefined) return undefined
  const isInCase = caseName !== undefined && (!isTag || chosenCase !== undefined)
  return {
    name,
    field: found,
    ...(isInCase && { variantCase: caseName }),
    ...(isInCase && chosenCase === undefined && { isAssumedCase: true }),
  }
}

const memberNames = (field: Field, chosenCase: string | undefined): readonly string[] => {
  const inner = itemField(field)
  const others =
    inner.shape === 'variant' && chosenCase === undefined ? Object.keys(inner.cases) : []
  return [...Object.keys(memberFields(field, chosenCase)), ...others]
}

/** The paths of all fields below a field. */
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

/** The pointer of a path, with `*` for the items of lists. */
export const pathPointer = ({ steps }: FieldPath): Pointer =>
  steps.reduce((at, { field, name }, index) => {
    const isLast = index === steps.length - 1
    return isLast ? join(at, name) : `${join(at, name)}${'/*'.repeat(listDepth(field))}`
  }, '')

const listDepth = (field: Field): number =>
  field.shape === 'list' || field.shape === 'set' ? 1 + listDepth(field.of) : 0

/** The field of a value inside another one. Absent where no field describes it. */
export const fieldAt = (
  field: Field | undefined,
  value: Json | undefined,
  [first, ...rest]: readonly string[],
): Field | undefined => {
  if (field === undefined || first === undefined) return field
  if (field.shape === 'list' || field.shape === 'set')
    return isJsonArray(value)
      ? fieldAt(field.of, value[Number(first)], rest)
      : fieldAt(field.of, value, [first, ...rest])
  const inner = fieldsOf(field, value)[first]
  return fieldAt(inner, value === undefined ? undefined : member(value, first), rest)
}
