// A place of a kind, explained: everything that the descriptor says of it, as plain data.
import type { Field, Fields } from '../../fields/field.ts'
import { bare, fieldIn, membersAt, type Place, pointerOf } from '../../fields/field-paths.ts'
import { kindsMentionedBy } from '../../fields/references.ts'
import type { Kind, Need } from '../../kinds/kind.ts'
import { join, type Pointer } from '../../pointer.ts'
import { changeText } from './mutability.ts'
import { allowedIn, defaultOf, limitsOf, typeText } from './wording.ts'

export interface Row {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly doc: string
}

export interface Explanation {
  readonly kind: string
  readonly path: string
  readonly doc: string
  readonly type: string
  readonly required: boolean
  readonly limits: readonly string[]
  readonly allowed?: readonly string[]
  readonly usual?: readonly string[]
  readonly default?: string
  readonly notes: readonly string[]
  readonly change: readonly string[]
  readonly refersTo: readonly string[]
  readonly requirements: readonly string[]
  /** The keys of a record. */
  readonly keys: readonly Row[]
  /** The cases of a variant: which words its tag may have, and the keys that each of them brings. */
  readonly cases: readonly { readonly name: string; readonly keys: readonly string[] }[]
  /** What the same key takes in other cases, where that is something else. */
  readonly elsewhere: readonly {
    readonly cases: readonly string[]
    readonly type: string
    readonly doc: string
  }[]
}

export const explanationOf = (kind: Kind, root: Field, place: Place): Explanation => {
  const field = fieldIn(place) ?? root
  const { doc, required } = field
  const [allowed, absent, inner] = [allowedIn(field), defaultOf(field), bare(field)]
  return {
    kind: kind.kind,
    path: pathText(place),
    doc,
    type: typeText(field),
    required: required === true || isIdentity(kind, place),
    limits: limitsOf(field),
    ...(allowed && { allowed: allowed.values }),
    ...(allowed?.usual && { usual: allowed.usual }),
    ...(absent !== undefined && { default: absent }),
    notes: place.links.some(({ field: each }) => each.warehouse)
      ? ['Only warehouse native projects have it.']
      : [],
    change: changeText(kind, place),
    refersTo: refersTo(inner),
    requirements: requirementsOn(kind, pointerOf(place)),
    keys: rowsOf(membersAt(field, place.chosen)),
    cases:
      inner.shape === 'variant' && place.chosen === undefined
        ? Object.entries(inner.cases).map(([name, keys]) => ({ name, keys: Object.keys(keys) }))
        : [],
    elsewhere: elsewhereOf(root, place),
  }
}

/** `rules[].conditions[].passes_gate.targetValue`. */
export const pathText = ({ chosen, links }: Place): string =>
  [
    ...links.flatMap(({ field, name, of }, index) => {
      const isList = field.shape === 'list' || field.shape === 'set'
      const isLast = index === links.length - 1 && chosen === undefined
      return [...(of === undefined ? [] : [of]), isList && !isLast ? `${name}[]` : name]
    }),
    ...(chosen === undefined ? [] : [chosen]),
  ].join('.')

/** The document as a whole refers to nothing by itself. */
const refersTo = (field: Field): readonly string[] => {
  if (field.shape === 'ref') return [field.to]
  if (field.shape === 'record') return field.refers ? [field.refers.to] : []
  return field.shape === 'variant' ? [] : kindsMentionedBy(field)
}

const isIdentity = ({ identity }: Kind, { links }: Place): boolean =>
  links.length === 1 && identity.by === 'id' && links[0]?.name === 'id'

export const rowsOf = (members: Fields): readonly Row[] =>
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
        ...(kind.given ?? [])
          .filter(({ by, keysOf }) => by === pointer || keysOf === pointer)
          .map(({ message }) => message),
      ]

const pointersIn = (needs: Need): readonly Pointer[] => {
  const items = 'of' in needs ? [needs.of].flat().map((name) => join(`${needs.at}/*`, name)) : []
  return [needs.at, ...items, ...('twin' in needs ? [needs.twin] : [])]
}

/** Other cases of the variant that the place lies in, grouped by what they say of the same key. */
const elsewhereOf = (root: Field, { chosen, links }: Place): Explanation['elsewhere'] => {
  const last = links.at(-1)
  const parent = bare(links.at(-2)?.field ?? root)
  if (
    chosen !== undefined ||
    last === undefined ||
    parent.shape !== 'variant' ||
    last.isGuess !== true
  )
    return []
  const found = new Map<string, { cases: string[]; type: string; doc: string }>()
  for (const [name, fields] of Object.entries(parent.cases)) {
    const field = Object.hasOwn(fields, last.name) ? fields[last.name] : undefined
    if (field === undefined || name === last.of) continue
    const [type, { doc }] = [typeText(field), field]
    if (type === typeText(last.field) && doc === last.field.doc) continue
    const known = found.get(`${type}\n${doc}`)
    if (known) known.cases.push(name)
    else found.set(`${type}\n${doc}`, { cases: [name], type, doc })
  }
  return [...found.values()]
}
