// Compares a definition with its live resource, and groups the differences by what an update can do about them.

import { type JsonObject, pick } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import { differencesBetween } from '../fields/compare/index.ts'
import type { Difference } from '../fields/difference.ts'
import type { Kind } from '../kinds/kind.ts'
import { matchesTest } from './live.ts'
import type { NameResolver } from './name-resolver.ts'

export interface ResourceDiff {
  /** Differences that an update changes. */
  readonly changes: readonly Difference[]
  /** Differences that the kind ignores in the present state, by reason. */
  readonly ahead: readonly {
    readonly reason: string
    readonly differences: readonly Difference[]
  }[]
  /** Differences of fields that only a creation sends. */
  readonly createOnly: readonly Difference[]
  /** Differences of fields that cannot be changed in the present state. */
  readonly immutable: readonly Difference[]
}

/** Fields that a transition sends are not compared here. */
export const diffResource = (
  kind: Kind,
  raw: JsonObject,
  members: JsonObject,
  names: NameResolver,
): ResourceDiff => {
  const compared = pick(members, (name) => kind.fields[name]?.sentIn !== 'transition')
  const allDifferences = differencesBetween(kind.fields, raw, compared, names.resolveName)
  const ignoreRules = (kind.ignoreWhen ?? []).filter(({ when }) => matchesTest(when, raw))
  const isAhead = ({ edit }: Difference) =>
    ignoreRules.some(({ fields }) => fields.includes(topLevelName(edit.pointer)))
  const isCreateOnly = ({ edit }: Difference) =>
    kind.fields[topLevelName(edit.pointer)]?.sentIn === 'create'
  const free = allDifferences.filter((each) => !isAhead(each))
  const isDraft =
    kind.statusMachine?.draftStatuses.includes(String(raw[kind.statusMachine.field] ?? '')) ?? false
  const isImmutable = ({ immutable }: Difference) =>
    immutable !== undefined && !(immutable.since === 'start' && isDraft)
  return {
    changes: free.filter((each) => !isCreateOnly(each)),
    createOnly: free.filter(isCreateOnly),
    immutable: free.filter((each) => !isCreateOnly(each) && isImmutable(each)),
    ahead: ignoreRules.flatMap(({ fields, reason }) => {
      const differences = allDifferences.filter(({ edit }) =>
        fields.includes(topLevelName(edit.pointer)),
      )
      return differences.length > 0 ? [{ reason, differences }] : []
    }),
  }
}
