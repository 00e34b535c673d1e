// The places of a field that people can ask about: its members, those of its items, and those of the cases of a variant.
import type { Pointer } from '../pointer.ts'
import { join } from '../pointer.ts'
import { choice, type Field, type Fields } from './field.ts'

export interface Link {
  readonly name: string
  /** The case of a variant that the member belongs to, where not every case has it alike. */
  readonly of?: string
  /** Nobody said which case is meant. */
  readonly isGuess?: true
  readonly field: Field
}

/** A field and the way to it. Lists are gone through without a word. */
export interface Place {
  readonly links: readonly Link[]
  /** The case of the variant that the last field is, or whose items are. */
  readonly chosen?: string
}

export type Found =
  | { readonly place: Place }
  /** The segment that leads nowhere, and what could have stood there. */
  | { readonly lost: string; readonly from: readonly string[]; readonly known: readonly string[] }

/** The field of the items, however deep the lists. */
export const bare = (field: Field): Field =>
  field.shape === 'list' || field.shape === 'set' ? bare(field.of) : field

export const fieldIn = ({ links }: Place): Field | undefined => links.at(-1)?.field

/** The members that people may name next. */
export const membersAt = (field: Field, chosen?: string): Fields => {
  const inner = bare(field)
  if (inner.shape === 'record') return inner.fields
  if (inner.shape !== 'variant') return {}
  const tag = { [inner.tag]: choice(inner.doc, Object.keys(inner.cases), { required: true }) }
  return chosen === undefined ? tag : { ...tag, ...inner.cases[chosen] }
}

/** Segments without those that only say that there is a list. */
export const placeOf = (root: Field, path: readonly string[]): Found => {
  const links: Link[] = []
  let field = root
  let chosen: string | undefined
  for (const [index, segment] of path.entries()) {
    const inner = bare(field)
    const isCase = inner.shape === 'variant' && Object.hasOwn(inner.cases, segment)
    const link = linkTo(field, segment, chosen)
    if (link !== undefined) {
      links.push(link)
      field = link.field
      chosen = undefined
    } else if (isCase && chosen === undefined) chosen = segment
    else return { lost: segment, from: path.slice(0, index), known: namesAt(field, chosen) }
  }
  return { place: { links, ...(chosen !== undefined && { chosen }) } }
}

const linkTo = (field: Field, name: string, chosen: string | undefined): Link | undefined => {
  const inner = bare(field)
  const cases = inner.shape === 'variant' ? inner.cases : {}
  const having = Object.keys(cases).filter((each) => Object.hasOwn(cases[each] ?? {}, name))
  // Where nobody says which case is meant, one that cannot do without the member has most to tell.
  const of = chosen ?? having.find((each) => cases[each]?.[name]?.required) ?? having[0]
  const isOfAll = inner.shape === 'variant' && inner.tag === name
  const members = membersAt(field, of)
  const found = Object.hasOwn(members, name) ? members[name] : undefined
  if (found === undefined) return undefined
  const isOfCase = of !== undefined && (!isOfAll || chosen !== undefined)
  return {
    name,
    field: found,
    ...(isOfCase && { of }),
    ...(isOfCase && chosen === undefined && { isGuess: true }),
  }
}

const namesAt = (field: Field, chosen: string | undefined): readonly string[] => {
  const inner = bare(field)
  const others = inner.shape === 'variant' && chosen === undefined ? Object.keys(inner.cases) : []
  return [...Object.keys(membersAt(field, chosen)), ...others]
}

/** Every place, as people would write the path to it. */
export const pathsIn = (
  field: Field,
  before: readonly string[] = [],
): readonly (readonly string[])[] => {
  const inner = bare(field)
  const below = (members: Fields, at: readonly string[]) =>
    Object.entries(members).flatMap(([name, each]) => [
      [...at, name],
      ...pathsIn(each, [...at, name]),
    ])
  if (inner.shape !== 'variant') return below(membersAt(field), before)
  const cases = Object.entries(inner.cases).flatMap(([name, members]) => [
    [...before, name],
    ...below(members, [...before, name]),
  ])
  return [...below(membersAt(field), before), ...cases]
}

/** The pointer of the place, with `*` for each item. */
export const pointerOf = ({ links }: Place): Pointer =>
  links.reduce((at, { field, name }, index) => {
    const isLast = index === links.length - 1
    return isLast ? join(at, name) : `${join(at, name)}${'/*'.repeat(depthOf(field))}`
  }, '')

const depthOf = (field: Field): number =>
  field.shape === 'list' || field.shape === 'set' ? 1 + depthOf(field.of) : 0
