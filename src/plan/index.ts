// Desired and live state to a plan. Pure: the same two states always give the same plan.
import { type Diagnostic, error, inOrder, isFatal } from '../diagnostic.ts'
import { mentionsIn } from '../fields/references.ts'
import type { Lexicon } from '../kinds/registry.ts'
import {
  type Address,
  address,
  type Definition,
  type Desired,
  type Held,
  type Live,
  type Plan,
  type Released,
  type Resource,
} from '../model.ts'
import { planDigest } from '../resources/digest.ts'
import { isArchived } from '../resources/live.ts'
import { liveFor, type Names, namesOf } from '../resources/name-resolver.ts'
import type { Memory } from './applied-state.ts'
import { basesFor } from './base-definition.ts'
import { judgedDoubts } from './deferred-faults.ts'
import { judgeThree } from './diff-three-way.ts'
import { dependantsRefusal, liveLeans, unseenCaution } from './guards/dependants.ts'
import { isSame } from './lifecycle-changes.ts'
import { type Draft, sensitiveIn } from './operation-draft.ts'
import { ordered } from './order.ts'
import { pruned } from './prune.ts'
import { resolve } from './references.ts'
import { unseenIn } from './unreadable-values.ts'

export interface PlanOptions {
  readonly target: string
  readonly words: Lexicon
  /** What becomes of references to what nobody defines, for kinds that can be created on the way. */
  readonly undeclared: 'create' | 'refuse'
  /** Without it the file wins everywhere. */
  readonly memory?: Memory | undefined
}

export interface Planned {
  readonly plan: Plan
  readonly diagnostics: readonly Diagnostic[]
}

export const plan = (
  desired: Desired,
  live: Live,
  { memory, target, undeclared, words }: PlanOptions,
): Planned => {
  const names = namesOf(desired.values(), live.resources.values())
  const kindOf = (definition: Definition) => words(definition.kind).kind
  const liveNames = namesOf([], live.resources.values())
  const found = new Map<Definition, Resource | undefined>()
  const resourceFor = (definition: Definition) => {
    if (!found.has(definition)) found.set(definition, liveFor(definition, live, liveNames))
    return found.get(definition)
  }
  const references = resolve(desired, live, names, words, undeclared, resourceFor)
  const diagnostics = [
    ...references.diagnostics,
    ...describedTwice(desired, resourceFor),
    ...[...desired.values()].flatMap((definition) => [
      ...(live.ambiguous.has(definition.address) ? [twice(definition)] : []),
      ...judgedDoubts(kindOf(definition), definition, resourceFor(definition), names),
      ...unseenIn(kindOf(definition), definition, resourceFor(definition)),
    ]),
  ]
  if (isFatal(diagnostics)) return { plan: nothing(target), diagnostics: inOrder(diagnostics) }

  const drafts: Draft[] = []
  const held: Held[] = []
  const released: Released[] = []
  const baseOf = basesFor(desired, memory, resourceFor)
  let unchanged = 0
  for (const definition of desired.values()) {
    const base = baseOf(definition)
    const judged = judgeThree(
      { kind: kindOf(definition), definition, live: resourceFor(definition), names },
      base,
      memory,
    )
    const isElsewhere = judged.drafts.length === 0 && base !== undefined && isSame(definition, base)
    drafts.push(...judged.drafts)
    held.push(...judged.held.map((each) => (isElsewhere ? { ...each, isElsewhere } : each)))
    const { address } = definition
    const sensitive = sensitiveIn(definition)
    released.push(...judged.released.map((each) => ({ address, ...each, sensitive })))
    if (judged.drafts.length + judged.held.length === 0) unchanged += 1
  }
  if (memory !== undefined) {
    const gone = pruned(memory, { desired, live, names, words, liveOf: resourceFor })
    drafts.push(...gone.drafts)
    held.push(...gone.held)
    released.push(...gone.released)
  }
  // What is held may name what nobody needs: only what is sent has to be there.
  const needed = addressesNamed(drafts, names, words)
  drafts.unshift(...references.implied.filter(({ address }) => needed.has(address)))
  const retires = drafts.some(isRetirement)
  const leant = retires ? liveLeans(live, names, words) : new Map<Address, ReadonlySet<Address>>()
  const archived = (address: Address) => {
    const resource = live.resources.get(address)
    return resource !== undefined && isArchived(words(resource.kind).kind, resource)
  }
  const guarded = drafts.map((draft): Draft => {
    const refused =
      draft.refused === undefined && isRetirement(draft)
        ? dependantsRefusal(draft, drafts, leant, references.leans, archived)
        : undefined
    if (refused) return { ...draft, refused }
    const unseen = isRetirement(draft) ? unseenCaution(draft, live, words) : []
    return unseen.length > 0 ? { ...draft, cautions: [...draft.cautions, ...unseen] } : draft
  })
  const operations = ordered(guarded, target, {
    wanted: ({ address, isLate, part }) =>
      part === undefined
        ? ((isLate ? references.leans : references.early).get(address) ?? none)
        : references.of(address, part),
    live: ({ address }) => leant.get(address) ?? none,
  })
  return {
    plan: {
      version: 2,
      target,
      operations,
      held,
      released,
      notices: [],
      unchanged,
      digest: planDigest(operations.map(({ id }) => id)),
    },
    diagnostics: inOrder(diagnostics),
  }
}

/** What is mentioned by what a plan would send. */
const addressesNamed = (
  drafts: readonly Draft[],
  names: Names,
  words: Lexicon,
): ReadonlySet<Address> =>
  new Set(
    drafts
      .filter((draft) => !isRetirement(draft))
      .flatMap(({ kind, members }) => mentionsIn(words(kind).root, members))
      .map(({ isByName, kind, name }) => {
        const by = isByName ? 'name' : undefined
        return names.addressOf(kind, name, by) ?? address(kind, name)
      }),
  )

const isRetirement = ({ action }: Draft): boolean => action === 'archive' || action === 'delete'

const none: ReadonlySet<Address> = new Set()

const nothing = (target: string): Plan => ({
  version: 2,
  target,
  operations: [],
  held: [],
  released: [],
  notices: [],
  unchanged: 0,
  digest: planDigest([]),
})

/** By its name, and by the id that Statsig made: one of the two would undo what the other does. */
const describedTwice = (
  desired: Desired,
  resourceFor: (definition: Definition) => Resource | undefined,
): readonly Diagnostic[] => {
  const first = new Map<Address, Definition>()
  return [...desired.values()].flatMap((definition) => {
    const own = resourceFor(definition)?.address
    const other = own && first.get(own)
    if (own && other === undefined) first.set(own, definition)
    return other ? [sharing(definition, other)] : []
  })
}

const sharing = (definition: Definition, other: Definition): Diagnostic => {
  const { file, line } = other.positions.key('')
  return error(
    'duplicate-address',
    `\`${definition.address}\` is in Statsig the same as \`${other.address}\` in ${file}:${line}.`,
    { at: definition.positions.key(''), hint: 'Delete one of the two definitions.' },
  )
}

const twice = (definition: Definition): Diagnostic =>
  error('ambiguous-reference', `Statsig has more than one \`${definition.address}\`.`, {
    at: definition.positions.key(''),
    hint: 'Rename or delete one of them in the console: nobody can tell which is meant.',
  })
