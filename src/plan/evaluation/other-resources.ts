// Works out what other resources decide about the users of a resource: those that it refers to, and those that exclude
// users from it.
import type { ResolveName } from '../../fields/normalize.ts'
import { type Evaluation, excludesFrom } from '../../kinds/evaluation.ts'
import type { Kind } from '../../kinds/kind.ts'
import { type Address, makeAddress } from '../../model/index.ts'
import { type Decisions, type Leaves, leafOf, passLeaf } from './decision.ts'
import { evaluateMembers } from './evaluate.ts'
import type { OtherResources, SideName } from './judge-merge.ts'
import type { ResourceSides } from './sides.ts'

export interface EvaluatedResource {
  readonly address: Address
  readonly kind: Kind
  readonly sides: ResourceSides
}

/** The resources whose users are worked out together. All others are free variables. */
export type ResourceGroup = ReadonlyMap<Address, EvaluatedResource>

export const otherResourcesOn = (
  side: SideName,
  start: EvaluatedResource,
  group: ResourceGroup,
  resolveName: ResolveName,
): OtherResources => {
  const decisionsOf = (resource: EvaluatedResource, visited: ReadonlySet<Address>): Decisions => {
    const { findDecisions, precede } = othersOf(resource, visited)
    return precede(
      mainDecisions(resource, side, { resolveName, findDecisions, salt: resource.address }),
    )
  }
  /** A resource that is being worked out already is a free variable. */
  const othersOf = (resource: EvaluatedResource, visited: ReadonlySet<Address>): OtherResources => {
    const seen = new Set([...visited, resource.address])
    const name = resource.address.slice(resource.kind.kind.length + 1)
    const excluding = [...group.values()].flatMap((each) => {
      const lists = exclusionListsOf(each.kind, resource.kind.kind)
      return seen.has(each.address) || lists.length === 0
        ? []
        : [passWhereExcluded(decisionsOf(each, seen), lists, name)]
    })
    return {
      findDecisions: (kindName, text) => {
        const found = group.get(makeAddress(kindName, text))
        return found === undefined || seen.has(found.address) ? undefined : decisionsOf(found, seen)
      },
      precede: (decisions) => [
        ...excluding.map((excluded) => ({
          tests: [],
          parts: [],
          nested: [{ decisions: excluded, holds: true }],
          leaves: decisions.at(-1)?.leaves ?? {},
        })),
        ...decisions,
      ],
    }
  }
  return othersOf(start, new Set())
}

/** The lists of a kind that exclude users from resources of another kind. */
export const exclusionListsOf = (kind: Kind, from: string): readonly string[] =>
  (kind.evaluation ?? []).flatMap(excludesFrom).filter((list) => {
    const field = kind.fields[list]
    return field?.shape === 'set' && field.of.shape === 'ref' && field.of.to === from
  })

const mainDecisions = (
  { kind, sides }: EvaluatedResource,
  side: SideName,
  context: Parameters<typeof evaluateMembers>[3],
): Decisions => {
  const [evaluation] = (kind.evaluation ?? []).filter(({ each }: Evaluation) => each === undefined)
  return evaluation === undefined
    ? []
    : (evaluateMembers(evaluation, kind.fields, sides[side], context).get('') ?? [])
}

const passWhereExcluded = (
  decisions: Decisions,
  lists: readonly string[],
  name: string,
): Decisions => {
  const excluded = [
    leafOf({ type: 'exclusion' }),
    ...lists.map((list) => leafOf({ type: 'exclusion', name, list })),
  ]
  const passed = <T extends { readonly leaves: Leaves }>(each: T): T => ({
    ...each,
    leaves: excluded.some((leaf) => each.leaves[leaf] !== undefined) ? { [passLeaf]: 'true' } : {},
  })
  return decisions.map((decision) => ({
    ...passed(decision),
    parts: decision.parts.map((part) => passed(part)),
  }))
}
