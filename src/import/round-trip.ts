// Whether files tell what is live: read back and planned, they must change nothing.
import { type Diagnostic, isFatal } from '../diagnostic.ts'
import type { Edit } from '../fields/difference.ts'
import type { Lexicon } from '../kinds/registry.ts'
import { load } from '../load/index.ts'
import type { Settings } from '../load/settings/index.ts'
import type { Address, HeldReason, Live, Operation } from '../model.ts'
import { plan } from '../plan/index.ts'
import { filesOf, type Told } from './to-files.ts'

export interface Proof {
  readonly sound: readonly Told[]
  /** They do not load, or not beside what is live. */
  readonly faulty: readonly { readonly address: Address; readonly reason: string }[]
  /** They load, and would change something. */
  readonly leaking: readonly Leaking[]
}

export interface Leaking {
  readonly address: Address
  readonly edits: readonly Edit[]
  readonly because:
    | { readonly code: 'planned'; readonly operation: Operation }
    | { readonly code: 'held'; readonly reason: HeldReason }
}

/** Leaves out what is at fault until nothing is: a file may be at fault only beside another one. */
export const prove = (
  told: readonly Told[],
  live: Live,
  settings: Settings,
  words: Lexicon,
): Proof => {
  const unsaid = told.flatMap(({ fault, resource }) =>
    fault === undefined ? [] : [{ address: resource.address, reason: fault }],
  )
  if (unsaid.length > 0) {
    const rest = prove(
      told.filter(({ fault }) => fault === undefined),
      live,
      settings,
      words,
    )
    return { ...rest, faulty: [...unsaid, ...rest.faulty] }
  }
  const planned = planOf(told, live, settings, words)
  const byPath = new Map(
    told.flatMap((each) => filesOf(each).map(({ path }) => [path, each] as const)),
  )
  const faulty = new Map<Told, string>()
  for (const { at, message, severity } of planned.diagnostics) {
    const culprit = byPath.get(at?.file ?? '')
    if (severity === 'error' && culprit && !faulty.has(culprit)) faulty.set(culprit, message)
  }
  const leaking = new Map<Told, Leaking>()
  for (const { at, ...leak } of planned.leaks) {
    const culprit = byPath.get(at?.file ?? '')
    if (culprit && !leaking.has(culprit)) leaking.set(culprit, leak)
  }
  const sound = told.filter((each) => !faulty.has(each) && !leaking.has(each))
  const stray = planned.diagnostics.find(({ severity }) => severity === 'error')
  if (stray && faulty.size === 0) throw new Error(stray.message)
  if (faulty.size + leaking.size === 0) return { sound, faulty: [], leaking: [] }
  const rest = prove(sound, live, settings, words)
  return {
    sound: rest.sound,
    faulty: [
      ...[...faulty].map(([{ resource }, reason]) => ({ address: resource.address, reason })),
      ...rest.faulty,
    ],
    leaking: [...leaking.values(), ...rest.leaking],
  }
}

const planOf = (
  told: readonly Told[],
  live: Live,
  settings: Settings,
  words: Lexicon,
): {
  readonly diagnostics: readonly Diagnostic[]
  readonly leaks: readonly (Leaking & Pick<Diagnostic, 'at'>)[]
} => {
  const loaded = load(
    told.map(({ file }) => file),
    settings,
    told.flatMap(({ list }) => list ?? []),
  )
  if (isFatal(loaded.diagnostics)) return { diagnostics: loaded.diagnostics, leaks: [] }
  const { diagnostics, plan: made } = plan(loaded.desired, live, {
    target: 'default',
    words,
    undeclared: settings.tags === 'any' ? 'create' : 'refuse',
  })
  return {
    diagnostics,
    leaks: [
      ...made.operations.map((operation) => ({
        ...operation,
        because: { code: 'planned', operation } as const,
      })),
      ...made.held.map((each) => ({
        ...each,
        because: { code: 'held', reason: each.reason } as const,
      })),
    ].map(({ address, at, because, edits }) => ({ address, edits, because, ...(at && { at }) })),
  }
}
