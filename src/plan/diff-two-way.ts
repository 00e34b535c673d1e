// One definition and its live resource to what there is to do, what cannot be done, and what is left alone.

import type { Difference } from '../fields/difference.ts'
import { isApart, ownMembers } from '../fields/sub-resource-fields.ts'
import { pick } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Caution, Held, HeldReason, Refusal, Resource } from '../model.ts'
import { topOf } from '../pointer.ts'
import { type Differing, differing } from '../resources/diff.ts'
import { digestOf } from '../resources/digest.ts'
import { holds, isArchived } from '../resources/live.ts'
import { base, type Case, handleOf, type Judgement, sides, unaskable } from './context.ts'
import { attaching, isLateIn, partsOf } from './deferred-references.ts'
import { type Draft, editsIn, normalOf, placesOf, sensitiveIn, topsOf } from './operation-draft.ts'
import { retiring } from './retire.ts'
import { type Moving, movingOf } from './status-transitions.ts'
import { partsChanging, partsFollowing } from './sub-resources.ts'
import { goingAlong } from './unreadable-values.ts'

export const judge = (given: Case): Judgement => {
  const { definition, kind, live } = given
  const { retired } = definition.lifecycle
  if (retired === true || retired === 'delete') return retiring(given, retired)
  if (live === undefined) return { drafts: creating(given), held: [] }
  if (holds(kind.unmanaged, live.raw)) return leftAlone(given, live, { code: 'made-by-statsig' })
  if (isArchived(kind, live) && !wantsArchived(given, live))
    return leftAlone(given, live, { code: 'archived' })
  return changing(given, live)
}

/** A status that the file names may be the archive itself. */
export const wantsArchived = ({ definition, kind }: Case, live: Resource): boolean =>
  kind.moves !== undefined && definition.members[kind.moves.field] === live.raw[kind.moves.field]

const creating = (given: Case): readonly Draft[] => {
  const { definition, kind, names } = given
  const moving = movingOf(kind, undefined, definition.members, names)
  const { early } = partsOf(kind, definition.members)
  const refused: Refusal | undefined =
    kind.routes.create === undefined
      ? { code: 'cannot-create', kind: definition.kind }
      : refusalIn(moving)
  const create: Draft = {
    ...base(given),
    action: 'create',
    edits: [],
    members: early,
    before: {},
    wanted: normalOf(kind, early, Object.keys(early), names.canonical),
    ...(refused && { refused }),
  }
  return [
    create,
    ...attaching(given),
    ...partsFollowing(given),
    ...(moving.is === 'moving' ? [movingDraft(given, undefined, moving)] : []),
  ]
}

const refusalIn = (moving: Moving): Refusal | undefined =>
  moving.is === 'refused' ? moving.refusal : undefined

const movingDraft = (
  given: Case,
  live: Resource | undefined,
  { edits, move }: Extract<Moving, { is: 'moving' }>,
): Draft => {
  const { definition, kind, names } = given
  const field = kind.moves?.field ?? ''
  const touched = [field, ...Object.values(move.body)]
  return {
    ...base(given),
    action: move.action,
    edits,
    places: placesOf(definition, edits),
    members: pick(definition.members, (name) => touched.includes(name) || isListOf(kind, name)),
    ...(live && { ...handleOf(live), live: digestOf(kind, live) }),
    before: { [field]: live?.raw[field] ?? kind.moves?.initial ?? '' },
    wanted: normalOf(kind, definition.members, touched, names.canonical),
  }
}

/** Lists whose items a move may name. */
const isListOf = (kind: Kind, name: string): boolean =>
  Object.values(kind.fields).some((field) => field.shape === 'item' && field.list === name)

const changing = (given: Case, live: Resource): Judgement => {
  const { definition, kind, names } = given
  const found = differing(kind, live.raw, definition.members, names)
  const moving = movingOf(kind, live.raw, definition.members, names)
  const update = [updating(given, live, found, false), updating(given, live, found, true)].flat()
  const held: readonly Held[] = [
    ...found.held.map(({ differences, reason }) =>
      holding(given, { code: 'held-by-kind', detail: reason }, editsIn(differences)),
    ),
    ...(moving.is === 'ahead' ? [holding(given, moving.reason, moving.edits)] : []),
  ]
  const refusedMove: readonly Draft[] =
    moving.is === 'refused'
      ? [
          {
            ...base(given),
            action: 'update',
            edits: moving.edits,
            places: placesOf(definition, moving.edits),
            members: pick(definition.members, (name) => name === kind.moves?.field),
            ...handleOf(live),
            live: digestOf(kind, live),
            refused: moving.refusal,
            ...sides(given, live, kind.moves ? [kind.moves.field] : []),
          },
        ]
      : []
  return {
    drafts: [
      ...update,
      ...partsChanging(given, live, found),
      ...refusedMove,
      ...(moving.is === 'moving' ? [movingDraft(given, live, moving)] : []),
    ],
    held,
  }
}

const updating = (
  given: Case,
  live: Resource,
  found: Differing,
  isLate: boolean,
): readonly Draft[] => {
  const { definition, kind } = given
  const part = (differences: readonly Difference[]) =>
    differences.filter(({ edit }) => {
      const top = topOf(edit.pointer)
      return isLateIn(kind, top) === isLate && !isApart(kind.fields, top)
    })
  const [changes, settled] = [part(found.changes), part(found.settled)]
  const all = [...changes, ...settled]
  if (all.length === 0) return []
  const refused = unaskable(live) ?? refusalOf(given, settled, part(found.frozen))
  const edits = editsIn(all)
  return [
    {
      ...base(given),
      action: 'update',
      edits,
      places: placesOf(definition, edits),
      members: isLate
        ? ownMembers(kind.fields, definition.members)
        : partsOf(kind, definition.members).early,
      ...(isLate && { isLate }),
      ...handleOf(live),
      live: digestOf(kind, live),
      cautions: [...cautionsOf(changes), ...(isLate ? [] : goingAlong(kind, definition, live))],
      ...(refused && { refused }),
      ...sides(given, live, topsOf(all)),
    },
  ]
}

const refusalOf = (
  { definition, kind }: Case,
  settled: readonly Difference[],
  frozen: readonly Difference[],
): Refusal | undefined => {
  const fieldsOf = (differences: readonly Difference[]) => differences.map(({ edit }) => edit.label)
  const [first] = frozen
  if (first?.frozen) {
    const { hint, reason } = first.frozen
    return {
      code: 'immutable',
      fields: fieldsOf(frozen),
      detail: reason,
      ...(hint !== undefined && { advice: hint }),
    }
  }
  if (settled.length === 0) return undefined
  return {
    code: 'only-at-creation',
    fields: fieldsOf(settled),
    name: String(definition.members['name'] ?? definition.address),
    ...(kind.settled && { detail: kind.settled.reason, advice: kind.settled.hint }),
  }
}

const cautionsOf = (differences: readonly Difference[]): readonly Caution[] =>
  differences.flatMap(({ edit: { label, pointer }, lost }) =>
    lost === undefined ? [] : [{ code: 'new-item', pointer, label, detail: lost } as const],
  )

const holding = (given: Case, reason: HeldReason, edits: Held['edits']): Held => ({
  address: given.definition.address,
  because: 'ahead',
  reason,
  edits,
  at: given.definition.positions.key(edits[0]?.pointer ?? ''),
  sensitive: sensitiveIn(given.definition),
})

const leftAlone = (given: Case, live: Resource, reason: HeldReason): Judgement => {
  const { changes, settled } = differing(
    given.kind,
    live.raw,
    ownMembers(given.kind.fields, given.definition.members),
    given.names,
  )
  return { drafts: [], held: [holding(given, reason, editsIn([...changes, ...settled]))] }
}
