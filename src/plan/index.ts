// Desired and live state to a plan. Pure: the same two states always give the same plan.
import { type Diagnostic, error, inOrder, isFatal } from '../diagnostic.ts'
import type { Lexicon } from '../kinds/lexicon.ts'
import type { Address, Definition, Desired, Held, Live, Plan, Resource } from '../model.ts'
import { planDigest } from '../resources/digest.ts'
import { isArchived } from '../resources/live.ts'
import { type Names, namesOf } from '../resources/names.ts'
import { judgedDoubts } from './doubts.ts'
import type { Draft } from './draft.ts'
import { dependantsRefusal, liveLeans } from './guards/dependants.ts'
import { judge } from './judge.ts'
import { ordered } from './order.ts'
import { resolve } from './references.ts'

export interface PlanOptions {
  readonly target: string
  readonly words: Lexicon
  /** What becomes of references to what nobody defines, for kinds that can be created on the way. */
  readonly undeclared: 'create' | 'refuse'
}

export interface Planned {
  readonly plan: Plan
  readonly diagnostics: readonly Diagnostic[]
}

export const plan = (
  desired: Desired,
  live: Live,
  { target, undeclared, words }: PlanOptions,
): Planned => {
  const names = namesOf(desired.values(), live.resources.values())
  const kindOf = (definition: Definition) => words(definition.kind).kind
  const liveNames = namesOf([], live.resources.values())
  const resourceFor = (definition: Definition) => liveFor(definition, live, liveNames)
  const references = resolve(desired, live, names, words, undeclared)
  const diagnostics = [
    ...references.diagnostics,
    ...[...desired.values()].flatMap((definition) => [
      ...(live.ambiguous.has(definition.address) ? [twice(definition)] : []),
      ...judgedDoubts(kindOf(definition), definition, resourceFor(definition), names),
    ]),
  ]
  if (isFatal(diagnostics)) return { plan: nothing(target), diagnostics: inOrder(diagnostics) }

  const drafts: Draft[] = [...references.implied]
  const held: Held[] = []
  let unchanged = 0
  for (const definition of desired.values()) {
    const judged = judge({
      kind: kindOf(definition),
      definition,
      live: resourceFor(definition),
      names,
    })
    drafts.push(...judged.drafts)
    held.push(...judged.held)
    if (judged.drafts.length + judged.held.length === 0) unchanged += 1
  }
  const retires = drafts.some(({ action }) => action === 'archive' || action === 'delete')
  const leant = retires ? liveLeans(live, names, words) : new Map<Address, ReadonlySet<Address>>()
  const archived = (address: Address) => {
    const resource = live.resources.get(address)
    return resource !== undefined && isArchived(words(resource.kind).kind, resource)
  }
  const guarded = drafts.map((draft): Draft => {
    const refused =
      draft.refused === undefined && (draft.action === 'archive' || draft.action === 'delete')
        ? dependantsRefusal(draft, drafts, leant, references.leans, archived)
        : undefined
    return refused ? { ...draft, refused } : draft
  })
  const operations = ordered(guarded, target, {
    wanted: ({ address, isLate }) =>
      (isLate ? references.leans : references.early).get(address) ?? none,
    live: ({ address }) => leant.get(address) ?? none,
  })
  return {
    plan: {
      version: 1,
      target,
      operations,
      held,
      unchanged,
      digest: planDigest(operations.map(({ id }) => id)),
    },
    diagnostics: inOrder(diagnostics),
  }
}

const none: ReadonlySet<Address> = new Set()

const nothing = (target: string): Plan => ({
  version: 1,
  target,
  operations: [],
  held: [],
  unchanged: 0,
  digest: planDigest([]),
})

/** By the id that the file gives, else by its address, else by the name that the live resource bears today. */
const liveFor = (definition: Definition, live: Live, names: Names): Resource | undefined => {
  const { address, kind, matchId } = definition
  const called = [matchId, address.slice(kind.length + 1)].flatMap((name) =>
    name === undefined ? [] : (names.addressOf(kind, name) ?? []),
  )
  return called.map((found) => live.resources.get(found)).find((found) => found !== undefined)
}

const twice = (definition: Definition): Diagnostic =>
  error('ambiguous-reference', `Statsig has more than one \`${definition.address}\`.`, {
    at: definition.positions.key(''),
    hint: 'Rename or delete one of them in the console: nobody can tell which is meant.',
  })
