// What of a plan is dangerous, and why: derived from what is done and from what kinds say about their fields.
import type { Edit } from '../fields/difference.ts'
import type { Json } from '../json.ts'
import { kindOf } from '../kinds/index.ts'
import type { Operation, Plan } from '../model.ts'
import type { Pointer } from '../pointer.ts'
import { type ItemSide, isProtective } from '../resources/safer.ts'
import { blockedIn } from './counts.ts'

/** From the worst to the least. */
export const dangers = [
  'delete',
  'archive',
  'overwrite',
  'start',
  'decide',
  'abandon',
  /** It decides who may do what. */
  'access',
  /** More users are let in, or sooner. */
  'wider',
  /** Something that users were sorted by is lost. */
  'anew',
  /** Nobody can tell whether more users are let in. */
  'unclear',
  /** It is not done, since it was changed in Statsig as well. */
  'conflict',
  /** It is not done, since it cannot be. */
  'refused',
] as const
export type Danger = (typeof dangers)[number]

export interface Risk {
  readonly danger: Danger
  readonly operation: Operation
  /** What of it is dangerous, where it is not the whole. */
  readonly edits: readonly Edit[]
  /** What is said about it, in a sentence's words. */
  readonly said: readonly string[]
}

/** By danger, the worst first, then in the order of the plan. */
export const risksOf = (plan: Plan): readonly Risk[] => {
  const blocked = blockedIn(plan)
  const found = plan.operations.flatMap((each) => (blocked.has(each) ? [] : risksIn(each)))
  return dangers.flatMap((danger) => found.filter((risk) => risk.danger === danger))
}

/** Whether somebody should have seen it before it is done. What is refused is not done at all. */
export const isDangerous = (operation: Operation): boolean => dangersIn(operation).length > 0

const risksIn = (operation: Operation): readonly Risk[] => {
  const { refused } = operation
  if (refused === undefined) return dangersIn(operation)
  const danger = refused.isConflict ? 'conflict' : 'refused'
  return [{ danger, operation, edits: [], said: [refused.reason] }]
}

const dangersIn = (operation: Operation): readonly Risk[] => {
  const { action, kind, overwrites } = operation
  const isChange = action === 'create' || action === 'update'
  const whole = (danger: Danger): Risk => ({ danger, operation, edits: [], said: [] })
  return [
    ...(isChange ? [] : [whole(action)]),
    ...(overwrites === undefined ? [] : [{ ...whole('overwrite'), said: overwrites }]),
    ...(isChange && kindOf(kind).governs ? [whole('access')] : []),
    ...inEdits('wider', operation),
    ...beginningAnew(operation),
    ...inEdits('unclear', operation),
  ]
}

const inEdits = (danger: 'wider' | 'unclear', operation: Operation): readonly Risk[] => {
  const { action, edits } = operation
  // A creation lets nobody in who was not, and what moves do has words of its own.
  if (action !== 'update') return []
  const found = edits.filter((edit) => reachOf(edit, operation) === danger)
  return found.length > 0 ? [{ danger, operation, edits: found, said: [] }] : []
}

/** A change whose opposite would be careful is not. */
const reachOf = (edit: Edit, { kind: name }: Operation): 'wider' | 'unclear' | undefined => {
  const kind = kindOf(name)
  const { after, before, counts, item, pointer } = edit
  if (kind.safer === undefined) return undefined
  if (item === 'order') return kind.safer[patternOf(pointer)] === undefined ? undefined : 'unclear'
  const [there, back] = counts
    ? [counts.removed > 0 ? ['gone'] : [], counts.added > 0 ? ['new'] : []]
    : [before, after]
  const isSafer = (said: Json | undefined, live: Json | undefined, side?: ItemSide): boolean =>
    isProtective(kind, pointer, said, live, side)
  const isBack = isSafer(back, there, item && (item === 'added' ? 'removed' : 'added'))
  if (!isBack) return undefined
  return isSafer(there, back, item) ? 'unclear' : 'wider'
}

const patternOf = (pointer: Pointer): Pointer => pointer.replace(/\/\d+(?=\/|$)/g, '/*')

/** A caution about a new item tells what becomes of the users of the one before. */
const beginningAnew = (operation: Operation): readonly Risk[] => {
  const { cautions, edits } = operation
  const news = new Map(edits.map((edit) => [`\`${edit.label}\` is new: `, edit]))
  const found = cautions.flatMap((caution) => {
    const end = caution.indexOf('` is new: ')
    const prefix = caution.slice(0, end + '` is new: '.length)
    const edit = end < 0 ? undefined : news.get(prefix)
    return edit === undefined ? [] : [{ edit, said: caution.slice(prefix.length) }]
  })
  return found.length === 0
    ? []
    : [
        {
          danger: 'anew',
          operation,
          edits: found.map(({ edit }) => edit),
          said: [...new Set(found.map(({ said }) => said))],
        },
      ]
}
