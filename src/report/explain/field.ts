// Explains a field of a kind: all that its descriptor says, as data.

import { join, type Pointer } from '../../core/pointer.ts'
import type { Field, Fields } from '../../fields/field.ts'
import {
  type FieldPath,
  itemField,
  lastField,
  memberFields,
  pathPointer,
} from '../../fields/field-paths.ts'
import { referencedKinds } from '../../fields/references.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Need } from '../../kinds/requirement.ts'
import { mutabilityText } from './mutability.ts'
import { allowedValuesOf, defaultOf, limitTexts, typeText } from './wording.ts'

export interface FieldRow {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly doc: string
}

export interface FieldExplanation {
  readonly kind: string
  readonly path: string
  readonly doc: string
  readonly type: string
  readonly required: boolean
  readonly limits: readonly string[]
  readonly allowed?: readonly string[]
  readonly documented?: readonly string[]
  readonly default?: string
  readonly notes: readonly string[]
  readonly change: readonly string[]
  readonly refersTo: readonly string[]
  readonly requirements: readonly string[]
  /** The keys of a record. */
  readonly keys: readonly FieldRow[]
  /** The cases of a variant: each value of its tag, and the keys of that case. */
  readonly cases: readonly { readonly name: string; readonly keys: readonly string[] }[]
  /** What the key means in other cases of the variant, where that differs. */
  readonly otherCases: readonly {
    readonly cases: readonly string[]
    readonly type: string
    readonly doc: string
  }[]
}

export const explainField = (kind: Kind, root: Field, place: FieldPath): FieldExplanation => {
  const field = lastField(place) ?? root
  const { doc, required } = field
  const [allowed, defaultText, inner] = [allowedValuesOf(field), defaultOf(field), itemField(field)]
  return {
    kind: kind.kind,
    path: pathText(place),
    doc,
    type: typeText(field),
    required: required === true || isIdentityField(kind, place),
    limits: limitTexts(field),
    ...(allowed && { allowed: allowed.values }),
    ...(allowed?.documented && { documented: allowed.documented }),
    ...(defaultText !== undefined && { default: defaultText }),
    notes: place.steps.some(({ field: each }) => each.warehouseOnly)
      ? ['Only for warehouse native projects.']
      : [],
    change: mutabilityText(kind, place),
    refersTo: refersTo(inner),
    requirements: requirementsOn(kind, pathPointer(place)),
    keys: fieldRows(memberFields(field, place.variantCase)),
    cases:
      inner.shape === 'variant' && place.variantCase === undefined
        ? Object.entries(inner.cases).map(([name, keys]) => ({ name, keys: Object.keys(keys) }))
        : [],
    otherCases: otherCases(root, place),
  }
}

/** `rules[].conditions[].passes_gate.targetValue`. */
export const pathText = ({ variantCase, steps }: FieldPath): string =>
  [
    ...steps.flatMap(({ field, name, variantCase: stepCase }, index) => {
      const isList = field.shape === 'list' || field.shape === 'set'
      const isLast = index === steps.length - 1 && variantCase === undefined
      return [...(stepCase === undefined ? [] : [stepCase]), isList && !isLast ? `${name}[]` : name]
    }),
    ...(variantCase === undefined ? [] : [variantCase]),
  ].join('.')

/** The kinds to which the value itself refers. A variant has references only in its members. */
const refersTo = (field: Field): readonly string[] => {
  if (field.shape === 'ref') return [field.to]
  if (field.shape === 'record') return field.refersTo ? [field.refersTo.to] : []
  return field.shape === 'variant' ? [] : referencedKinds(field)
}

const isIdentityField = ({ identity }: Kind, { steps }: FieldPath): boolean =>
  steps.length === 1 && identity.by === 'id' && steps[0]?.name === 'id'

export const fieldRows = (members: Fields): readonly FieldRow[] =>
  Object.entries(members).map(([name, field]) => ({
    name,
    type: typeText(field),
    required: field.required === true,
    doc: field.doc,
  }))

const requirementsOn = (kind: Kind, pointer: Pointer): readonly string[] =>
  pointer === ''
    ? []
    : [
        ...(kind.requirements ?? [])
          .filter(({ needs, when }) =>
            [...Object.keys(when), ...pointersIn(needs)].includes(pointer),
          )
          .map(({ message }) => message),
        ...(kind.declaredKeys ?? [])
          .filter(({ reference, keysOf }) => reference === pointer || keysOf === pointer)
          .map(({ message }) => message),
      ]

const pointersIn = (needs: Need): readonly Pointer[] => {
  const items = 'of' in needs ? [needs.of].flat().map((name) => join(`${needs.at}/*`, name)) : []
  return [needs.at, ...items, ...('alternative' in needs ? [needs.alternative] : [])]
}

/** Other cases of the variant that contains the field, grouped by what they say about the same key. */
const otherCases = (
  root: Field,
  { variantCase, steps }: FieldPath,
): FieldExplanation['otherCases'] => {
  const last = steps.at(-1)
  const parent = itemField(steps.at(-2)?.field ?? root)
  if (
    variantCase !== undefined ||
    last === undefined ||
    parent.shape !== 'variant' ||
    last.isAssumedCase !== true
  )
    return []
  const found = new Map<string, { cases: string[]; type: string; doc: string }>()
  for (const [name, fields] of Object.entries(parent.cases)) {
    const field = Object.hasOwn(fields, last.name) ? fields[last.name] : undefined
    if (field === undefined || name === last.variantCase) continue
    const { doc } = field
    const type = typeText(field)
    if (type === typeText(last.field) && doc === last.field.doc) continue
    const existing = found.get(`${type}\n${doc}`)
    if (existing) existing.cases.push(name)
    else found.set(`${type}\n${doc}`, { cases: [name], type, doc })
  }
  return [...found.values()]
}
