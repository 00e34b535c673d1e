// Marks the operations of a plan that do what an apply has begun and not ended, and tells of such applies.

import { topLevelName } from '../../core/pointer.ts'
import type {
  Address,
  DesiredState,
  FinishedApply,
  Notice,
  Operation,
  Plan,
} from '../../model/index.ts'
import { isSameDefinition } from '../../plan/base-definition.ts'
import type { UnfinishedApply } from '../history.ts'
import type { Finding } from './model.ts'

/** Only where the definition is the same, and the operation writes nothing that the apply was not to write. */
export const markFinishing = (
  plan: Plan,
  findings: readonly Finding[],
  desired: DesiredState,
): Plan => {
  const byAddress = new Map(findings.map((each) => [each.address, each]))
  return {
    ...plan,
    operations: plan.operations.map((operation) => {
      const finding = byAddress.get(operation.address)
      return finding !== undefined && doesRest(operation, finding, desired)
        ? { ...operation, finishes: finishesOf(finding) }
        : operation
    }),
  }
}

const finishesOf = ({ apply, left, verdict }: Finding): FinishedApply => ({
  commit: apply.commit,
  operations: left.map(({ id }) => id),
  ...(verdict === 'unfinished' && { isStarted: true as const }),
})

const doesRest = (
  { address, deletionProof, edits, overwrites, refusal }: Operation,
  { definition, isProved, pending, verdict }: Finding,
  desired: DesiredState,
): boolean => {
  const own = desired.get(address)
  if (own === undefined || definition === undefined || !isSameDefinition(own, definition))
    return false
  if (refusal !== undefined || overwrites !== undefined || deletionProof !== undefined) return false
  switch (verdict) {
    case 'to-do':
      return isProved
    case 'unfinished': {
      const names = edits.map(({ pointer }) => topLevelName(pointer))
      return names.length > 0 && names.some((each) => pending.includes(each)) && names.every(isOwn)
    }
    case 'done':
    case 'people':
      return false
  }
  function isOwn(name: string): boolean {
    return pending.includes(name)
  }
}

/** One for each apply of which something is left, or was changed by people since. */
export const unfinishedNotices = (
  findings: readonly Finding[],
  { operations }: Plan,
): readonly Notice[] => {
  const planned = new Set<Address>(operations.map(({ address }) => address))
  const applies = new Map<UnfinishedApply, readonly Finding[]>()
  for (const each of findings) applies.set(each.apply, [...(applies.get(each.apply) ?? []), each])
  return [...applies].flatMap(([{ at, commit, run }, own]): readonly UnfinishedNotice[] => {
    const count = (of: (finding: Finding) => number) => own.reduce((sum, each) => sum + of(each), 0)
    const isPeoples = ({ verdict }: Finding) => verdict === 'people'
    const notice: UnfinishedNotice = {
      code: 'unfinished-apply',
      commit,
      at,
      ...(run && { run: run.id }),
      done: count((each) => (isPeoples(each) ? 0 : each.operations.length - each.left.length)),
      planned: count((each) =>
        !isPeoples(each) && planned.has(each.address) ? each.left.length : 0,
      ),
      people: own.filter(isPeoples).map(({ address }) => address),
    }
    return notice.planned === 0 && notice.people.length === 0 ? [] : [notice]
  })
}

type UnfinishedNotice = Extract<Notice, { code: 'unfinished-apply' }>
