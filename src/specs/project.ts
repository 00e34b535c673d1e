// Defines what is compiled: the resources of a project in the JSON of the Console API, and what they refer to.
import type { JsonObject } from '../core/json.ts'
import { findResource, objectsIn, resourceId, textIn, textsOf } from './members.ts'
import type { OwnedBuckets, SpecKind, UnknownReason } from './spec.ts'

/**
 * The resources, with two members more than Statsig's lists show: `overrides` (gates, holdouts, experiments, layers) and
 * `ids` (ID lists). A reference is an id or a name.
 */
export interface SpecResources {
  readonly gates?: readonly JsonObject[]
  readonly segments?: readonly JsonObject[]
  readonly holdouts?: readonly JsonObject[]
  readonly dynamicConfigs?: readonly JsonObject[]
  readonly experiments?: readonly JsonObject[]
  readonly layers?: readonly JsonObject[]
  readonly autotunes?: readonly JsonObject[]
}

export interface SpecOptions {
  /** What is hashed with the ids of users. The Console API does not show it. */
  readonly saltOf?: (kind: SpecKind, id: string) => string
  /** Whether a gate or segment that is not among the resources does not exist, or is not known. */
  readonly missing?: 'absent' | 'unknown'
  /** The buckets that experiments own already: they keep them. */
  readonly ownedBuckets?: OwnedBuckets
}

export type HoldoutList = 'gateIDs' | 'experimentIDs' | 'layerIDs'

export interface SpecProject extends Required<SpecResources> {
  readonly saltOf: (kind: SpecKind, id: string) => string
  readonly ownedBuckets: OwnedBuckets
  /** Why it is unknown whether users of a resource pass a gate or are in a segment or holdout. */
  readonly unknownTarget: (
    from: string,
  ) => (target: TargetKind, id: string) => UnknownReason | undefined
}

export type TargetKind = 'gate' | 'segment' | 'holdout'

export const createProject = (resources: SpecResources, options: SpecOptions): SpecProject => {
  const all: Required<SpecResources> = {
    gates: [],
    segments: [],
    holdouts: [],
    dynamicConfigs: [],
    experiments: [],
    layers: [],
    autotunes: [],
    ...resources,
  }
  const { missing = 'unknown', ownedBuckets = new Map(), saltOf = defaultSalt } = options
  return { ...all, saltOf, ownedBuckets, unknownTarget: createTargetCheck(all, missing) }
}

const defaultSalt = (kind: SpecKind, id: string): string => `${kind}/${id}`

/** A node of the graph of references. */
export const nodeOf = (kind: SpecKind, id: string): string => `${kind}/${id}`

export const holdoutsOf = (
  { holdouts }: Pick<SpecProject, 'holdouts'>,
  list: HoldoutList,
  member: JsonObject,
): readonly JsonObject[] => {
  const attached = textsOf(member['holdoutIDs'])
  return holdouts.filter((holdout) => {
    const listed = textsOf(holdout[list])
    return (
      ['id', 'name'].some((name) => {
        const text = textIn(member, name)
        return text !== '' && listed.includes(text)
      }) || attached.includes(resourceId(holdout))
    )
  })
}

const createTargetCheck = (
  all: Required<SpecResources>,
  missing: 'absent' | 'unknown',
): SpecProject['unknownTarget'] => {
  const among: Readonly<Record<TargetKind, readonly JsonObject[]>> = {
    gate: all.gates,
    segment: all.segments,
    holdout: all.holdouts,
  }
  const present = {
    gate: namesIn(among.gate),
    segment: namesIn(among.segment),
    holdout: namesIn(among.holdout),
  }
  const edges = referencesIn(all)
  return (from) => (target, id) => {
    if (!present[target].has(id)) return missing === 'unknown' ? 'missing-reference' : undefined
    const found = findResource(among[target], id)
    return found && reaches(edges, nodeOf(target, resourceId(found)), from)
      ? 'reference-cycle'
      : undefined
  }
}

const namesIn = (among: readonly JsonObject[]): ReadonlySet<string> =>
  new Set(among.flatMap((each) => [textIn(each, 'id'), textIn(each, 'name')]))

type Edges = ReadonlyMap<string, readonly string[]>

const referencesIn = (all: Required<SpecResources>): Edges =>
  new Map([
    ...all.gates.map((gate): [string, readonly string[]] => [
      nodeOf('gate', resourceId(gate)),
      [
        ...targetsOf(gate),
        ...holdoutsOf(all, 'gateIDs', gate).map((each) => nodeOf('holdout', resourceId(each))),
      ],
    ]),
    ...all.segments.map((segment): [string, readonly string[]] => [
      nodeOf('segment', resourceId(segment)),
      targetsOf(segment),
    ]),
    ...all.holdouts.map((holdout): [string, readonly string[]] => [
      nodeOf('holdout', resourceId(holdout)),
      textsOf(holdout['targetingGateID']).map((id) => nodeOf('gate', id)),
    ]),
  ])

const targetsOf = (resource: JsonObject): readonly string[] =>
  objectsIn(resource['rules'])
    .flatMap((rule) => objectsIn(rule['conditions']))
    .flatMap((condition) => {
      const target = conditionTargets[textIn(condition, 'type')]
      return target === undefined
        ? []
        : textsOf(condition['targetValue']).map((id) => nodeOf(target, id))
    })

const conditionTargets: Readonly<Record<string, 'gate' | 'segment'>> = {
  passes_gate: 'gate',
  fails_gate: 'gate',
  passes_segment: 'segment',
  fails_segment: 'segment',
}

const reaches = (edges: Edges, start: string, goal: string): boolean => {
  const open = [start]
  const seen = new Set(open)
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === goal) return true
    for (const next of edges.get(node) ?? [])
      if (!seen.has(next)) {
        seen.add(next)
        open.push(next)
      }
  }
  return false
}
