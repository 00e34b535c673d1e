// What the tables of plans share: applied state, files and live state as data, and a plan in a few words.
import type { JsonObject } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import {
  type Definition,
  isConflict,
  type LiveState,
  type Plan,
  type SourceFile,
} from '../../src/model/index.ts'
import type { AppliedState, PrunePolicy } from '../../src/plan/applied-state.ts'
import { plan } from '../../src/plan/index.ts'
import { createInMemoryStatsig, desiredStateFrom, registry } from '../support/in-memory-statsig.ts'

export interface PlanInput {
  /** What was applied last. */
  readonly base: readonly SourceFile[]
  readonly files: readonly SourceFile[]
  readonly live: readonly (readonly [KindName, JsonObject])[]
  /** Kinds that Statsig does not list. */
  readonly unreadable?: readonly KindName[]
  readonly options?: Partial<Omit<AppliedState, 'base' | 'prunePolicy'>> & {
    readonly prune?: Partial<PrunePolicy>
  }
}

const noPruning: PrunePolicy = {
  mode: 'off',
  most: 100,
  percent: 100,
  findDeletionProof: () => undefined,
}

const liveStateOf = (
  defined: readonly Pick<Definition, 'kind'>[],
  { live, unreadable = [] }: Pick<PlanInput, 'live' | 'unreadable'>,
): LiveState => {
  const kinds = [...defined.map(({ kind }) => kind), ...live.map(([kind]) => kind)]
  const statsig = createInMemoryStatsig([...new Set(kinds)])
  for (const [kind, members] of live) statsig.put(kind, members)
  return { ...statsig.live(), unreadableKinds: new Set(unreadable) }
}

/** Without git, the file decides about every difference. */
export const planWithoutGit = ({
  files,
  ...statsig
}: Pick<PlanInput, 'files' | 'live' | 'unreadable'>): Plan => {
  const desired = desiredStateFrom(files)
  const options = { target: 'default', registry, undeclared: 'refuse' } as const
  return plan(desired, liveStateOf([...desired.values()], statsig), options).plan
}

export const planFrom = ({ base, files, options = {}, ...statsig }: PlanInput): Plan => {
  const { prune, ...others } = options
  const [desired, applied] = [desiredStateFrom(files), desiredStateFrom(base)]
  const defined = [...desired.values(), ...applied.values()]
  return plan(desired, liveStateOf(defined, statsig), {
    target: 'default',
    registry,
    undeclared: 'refuse',
    appliedState: {
      onDrift: 'keep',
      overwrites: [],
      overwritesUnmanaged: () => false,
      ...others,
      base: applied,
      prunePolicy: { ...noPruning, ...prune },
    },
  }).plan
}

/** `update`; `update over` where it wins over somebody else's change; `conflict update`; `kept: drift`; `nothing`. */
export const planInWords = ({ kept, operations, unmanaged }: Plan): string => {
  const words = [
    ...operations.map(({ action, overwrites, refusal }) => {
      if (refusal) return `${isConflict(refusal) ? 'conflict' : 'refused'} ${action}`
      return overwrites ? `${action} over` : action
    }),
    ...kept.map(({ cause }) => `kept: ${cause}`),
    ...unmanaged.map(() => 'unmanaged'),
  ]
  return words.length === 0 ? 'nothing' : words.join(', ')
}
