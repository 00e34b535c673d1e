// A document's content as the API would spell it: other spellings of keys resolved, keys that Statsig makes taken
// out, and keys with nothing after them judged.
import { type Diagnostic, error, note } from '../../diagnostic.ts'
import { type Field, fieldsOf } from '../../fields/field.ts'
import { isList, isMembers, type Json, type Members, pick } from '../../json.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Positions } from '../../model.ts'
import { join, type Pointer, spoken } from '../../pointer.ts'
import { listText } from '../message-text.ts'
import { respelled } from './aliases.ts'
import { isIdentity } from './identity.ts'

export interface Tidy {
  readonly members: Members
  readonly positions: Positions
  readonly diagnostics: readonly Diagnostic[]
  /** Keys that Statsig makes and that the file carries, with the place of the first. */
  readonly ignored: readonly Pointer[]
  /** Keys with nothing after them, which are taken out. */
  readonly emptied: readonly Pointer[]
}

export const tidied = (kind: Kind, root: Field, content: Members, places: Positions): Tidy => {
  const { diagnostics: twice, members: own, positions } = respelled(kind, content, places)
  // The id that Statsig made finds the resource again after a change of its name.
  const isMatching = (name: string) => name === 'id' && kind.identity.by === 'name'
  const isMade = (name: string) =>
    kind.made.includes(name) && !Object.hasOwn(kind.fields, name) && !isMatching(name)
  const ignored = Object.keys(own)
    .filter(isMade)
    .map((name) => join('', name))
  const emptied = new Map<Pointer, Field>()
  const inner: Pointer[] = []
  const members = cleaned(
    root,
    pick(own, (name) => !isMade(name)),
    '',
    {
      empty: (pointer, field) => emptied.set(pointer, field),
      made: (pointer) => inner.push(pointer),
    },
  )
  return {
    members: isMembers(members) ? members : {},
    positions,
    diagnostics: [
      ...twice,
      ...[...emptied].map(([pointer, field]) =>
        emptyFault(pointer, field, positions, isIdentity(kind, pointer)),
      ),
    ],
    ignored: [...ignored, ...inner],
    emptied: [...emptied.keys()],
  }
}

export const ignoredNote = (
  ignored: readonly Pointer[],
  positions: Positions,
): Diagnostic | undefined => {
  const [first] = ignored
  return first === undefined
    ? undefined
    : note(
        'ignored-field',
        `${listText(ignored.map(spoken), 'and')} ${ignored.length === 1 ? 'is' : 'are'} made by Statsig and not read from files.`,
        { at: positions.key(first) },
      )
}

interface Findings {
  readonly empty: (pointer: Pointer, field: Field) => void
  readonly made: (pointer: Pointer) => void
}

/** `null` means none for a reference, no items for tags, everything for environments; elsewhere it is a slip. */
const cleaned = (
  field: Field | undefined,
  value: Json,
  pointer: Pointer,
  findings: Findings,
): Json | undefined => {
  if (field === undefined || field.shape === 'opaque') return value
  if (value === null) {
    if (field.nullable && field.shape === 'set' && field.default === undefined) return []
    if (field.nullable) return null
    findings.empty(pointer, field)
    return undefined
  }
  if (isList(value)) {
    const of = field.shape === 'set' || field.shape === 'list' ? field.of : undefined
    // What is taken out leaves its place behind, so that the places of the others stay.
    return value.map((item, index) => cleaned(of, item, join(pointer, index), findings) ?? null)
  }
  if (!isMembers(value)) return value
  const fields = fieldsOf(field, value)
  const made = field.shape === 'record' ? (field.made ?? []) : []
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const at = join(pointer, name)
      if (made.includes(name)) {
        findings.made(at)
        return []
      }
      const kept = cleaned(fields[name], inner, at, findings)
      return kept === undefined ? [] : [[name, kept]]
    }),
  )
}

const emptyFault = (
  pointer: Pointer,
  field: Field,
  positions: Positions,
  isNeeded: boolean,
): Diagnostic =>
  error('empty-value', `\`${spoken(pointer)}\` has nothing after it.`, {
    at: positions.key(pointer),
    hint:
      isNeeded || field.required
        ? 'Write a value.'
        : `Write ${valueFor(field)}, or delete the line.`,
  })

const valueFor = (field: Field): string => {
  if (field.shape === 'list' || field.shape === 'set')
    return field.min
      ? 'its items on the lines below'
      : 'its items on the lines below (`[]` for none)'
  const mayBeEmpty = field.shape === 'text' && field.default === '' && !field.min
  return mayBeEmpty ? "a text (`''` for none)" : 'a value'
}
