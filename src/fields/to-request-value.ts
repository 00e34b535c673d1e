// Fold: what to send for a wanted value, so that nothing is lost that the file cannot see. Statsig replaces lists and
// records whole: members that the file leaves out, and members that no field names, go back as they came.
import { isMembers, type Json, type Members } from '../json.ts'
import { type Field, type Fields, fieldsOf } from './field.ts'
import { pairsIn } from './list-pairs.ts'
import { isNamed } from './managed-part.ts'
import { type Canonical, listed, normal, outOf, spelling, unfolded } from './normalize.ts'
import { variableIn } from './secret.ts'

export interface Filling {
  readonly names: Canonical
  /** The id that Statsig wants for a reference by handle. The text itself where Statsig does not show any. */
  readonly handle: (kind: string, text: string) => string
  /** The name that people see, of what a reference means. */
  readonly called: (kind: string, text: string) => string
  /** The id that Statsig wants for an item of a list of the same resource. */
  readonly item: (list: string, text: string) => string
  /** The value of an environment variable. Throws where it is not set. */
  readonly secret: (name: string) => string
}

/** The value to send for a field whose live value is `live`; `undefined` means that the key is left out. */
export const filled = (
  field: Field,
  live: Json | undefined,
  wanted: Json,
  using: Filling,
): Json | undefined => {
  switch (field.shape) {
    case 'text':
      // Statsig takes texts wherever it takes numbers here, and never both in one list.
      return field.numeric && typeof wanted === 'number' ? String(wanted) : outOf(field, wanted)
    case 'number':
    case 'flag':
    case 'choice':
    case 'opaque':
      return wanted
    case 'ref':
      if (typeof wanted !== 'string' || wanted === '') return wanted
      if (field.by === 'handle') return using.handle(field.to, wanted)
      return field.by === 'name' ? using.called(field.to, wanted) : wanted
    case 'item':
      return typeof wanted === 'string' ? using.item(field.list, wanted) : wanted
    case 'set':
    case 'list': {
      if (!Array.isArray(wanted)) return wanted
      const [theirs, ours] = [listed(live), listed(wanted)]
      const pairs = pairsIn(field, theirs, ours, using.names)
      const whole = ours.map((item, index) => {
        const pair = pairs.get(index)
        return filled(field.of, pair === undefined ? undefined : theirs[pair], item, using) ?? item
      })
      if (field.shape !== 'set' || !field.kept) return whole
      const ofFile = new Map([...pairs].map(([index, their]) => [their, whole[index]]))
      // Each keeps its place: people see them in that order.
      return [
        ...theirs.map((item, index) => ofFile.get(index) ?? item),
        ...whole.filter((_, index) => !pairs.has(index)),
      ]
    }
    case 'record':
    case 'variant':
      if (!isMembers(wanted) || !isNamed(field, wanted)) return wanted
      return field.shape === 'record' && field.secret
        ? using.secret(variableIn(wanted))
        : filledRecord(field, live, wanted, using)
  }
}

const filledRecord = (
  field: Extract<Field, { shape: 'record' | 'variant' }>,
  live: Json | undefined,
  wanted: Members,
  using: Filling,
): Members => {
  const fields = fieldsOf(field, wanted)
  const held = isMembers(live) && sameCase(field, live, wanted) ? unfolded(field, live) : {}
  const made = (field.shape === 'record' && field.made) || []
  const unknown = Object.entries(held).filter(
    ([name]) => !Object.hasOwn(fields, name) && !made.includes(name),
  )
  const known = Object.entries(fields).flatMap(([name, inner]) => {
    const value = isOtherSpelling(field, name, wanted)
      ? undefined
      : memberToSend(inner, held[name], wanted[name], using)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries([...known, ...unknown])
}

/** Of two spellings of the same, only the one that the file uses is sent. */
const isOtherSpelling = (field: Field, name: string, wanted: Members): boolean => {
  if (field.shape !== 'record') return false
  const twin = field.twins?.find((pair) => pair.includes(name))
  if (twin && !Object.hasOwn(wanted, name) && twin.some((each) => Object.hasOwn(wanted, each)))
    return true
  if (field.folds === undefined) return false
  const { list, members } = field.folds
  const uses = (names: readonly string[]) => names.some((each) => Object.hasOwn(wanted, each))
  return (name === list && uses(members)) || (members.includes(name) && uses([list]))
}

const sameCase = (field: Field, live: Members, wanted: Members): boolean =>
  field.shape !== 'variant' || live[field.tag] === wanted[field.tag]

/** A member that the file leaves out is reset where we know its default, and handed back otherwise. */
const memberToSend = (
  field: Field,
  live: Json | undefined,
  wanted: Json | undefined,
  using: Filling,
): Json | undefined => {
  if (field.sent === 'back') return live ?? undefined
  if (wanted !== undefined && wanted !== null) return filled(field, live, wanted, using)
  // Not every member that a file may clear with `null` takes it: a default means the same.
  if (wanted === null && field.nullable) return field.default ?? null
  const absent = absenceOf(field)
  if (field.overwrites && absent !== undefined) return absent
  if (live === undefined || live === null) return undefined
  if (absent === undefined) return live
  const isNothing = field.shape === 'choice' && absent === ''
  return isNothing || spelling(field, live, using.names) === '' ? undefined : absent
}

/** What to send so that nothing is there. A choice of nothing has no spelling but to be left out. */
const absenceOf = (field: Field): Json | undefined =>
  field.default !== undefined
    ? field.default
    : field.shape === 'set' || field.shape === 'list'
      ? []
      : undefined

/** A live top-level value to hand back in an update that carries every key; `undefined` where there is nothing to keep. */
export const handedBack = (
  field: Field,
  live: Json | undefined,
  using: Filling,
): Json | undefined => {
  if (live === undefined || live === null || field.unread === true) return undefined
  switch (field.shape) {
    case 'record':
    case 'variant': {
      const value = isMembers(live)
        ? filledRecord(field, live, ownMembers(field, unfolded(field, live)), using)
        : live
      return isMembers(value) && Object.keys(value).length === 0 ? undefined : value
    }
    case 'set':
    case 'list':
      return normal(field, live, using.names) === undefined
        ? []
        : listed(live).map((item) => outOf(field.of, item))
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'item':
    case 'opaque':
      return normal(field, live, using.names) === undefined && live === '' ? undefined : live
  }
}

/** The live members that a file could have named. */
const ownMembers = (field: Field, live: Members): Members => {
  const fields: Fields = fieldsOf(field, live)
  return Object.fromEntries(
    Object.entries(live).filter(([name, value]) => Object.hasOwn(fields, name) && value !== null),
  )
}
