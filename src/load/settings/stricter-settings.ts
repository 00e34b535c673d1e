// Settings that a change proposes, beside those that hold already: what makes a run do more holds one apply later.
import type { Guardrails } from './guardrails.ts'
import type { Settings } from './index.ts'
import type { Target, Targets } from './targets.ts'

/** One setting that the change would make less strict. */
export interface Loosened {
  readonly setting: string
  readonly from: string
  readonly to: string
}

export interface Stricter {
  readonly settings: Settings
  readonly loosened: readonly Loosened[]
}

/** The stricter of both in each setting. `target`: the only one whose project matters; all of them unless given. */
export const stricter = (
  base: Settings | undefined,
  head: Settings,
  target: string | undefined,
): Stricter => {
  if (base === undefined) return { settings: head, loosened: [] }
  const words = {
    prune: firstOf(['off', 'archive', 'delete'], base.prune, head.prune),
    onDrift: firstOf(['keep', 'overwrite'], base.onDrift, head.onDrift),
    reviews: firstOf(['respect', 'bypass'], base.reviews, head.reviews),
  } as const
  const showLiveValues = base.showLiveValues && head.showLiveValues
  const limits: Guardrails = {
    prune: {
      most: Math.min(base.guardrails.prune.most, head.guardrails.prune.most),
      percent: Math.min(base.guardrails.prune.percent, head.guardrails.prune.percent),
    },
  }
  const { loosened, targets } = boundTargets(base.targets, head.targets, target)
  return {
    settings: { ...head, ...words, showLiveValues, guardrails: limits, targets },
    loosened: [
      ...looser('prune', words.prune, head.prune),
      ...looser('onDrift', words.onDrift, head.onDrift),
      ...looser('reviews', words.reviews, head.reviews),
      ...looser('showLiveValues', String(showLiveValues), String(head.showLiveValues)),
      ...(['most', 'percent'] as const).flatMap((name) =>
        looser(`guardrails.prune.${name}`, limits.prune[name], head.guardrails.prune[name]),
      ),
      ...loosened,
    ],
  }
}

/** Of two words the one that stands first. */
const firstOf = <Word extends string>(order: readonly Word[], a: Word, b: Word): Word =>
  order.indexOf(a) < order.indexOf(b) ? a : b

const looser = (
  setting: string,
  inForce: string | number,
  proposed: string | number,
): readonly Loosened[] =>
  inForce === proposed ? [] : [{ setting, from: String(inForce), to: String(proposed) }]

/** A project that is named no longer would let any key pass: it stays in force. Another one is the point of a change. */
const boundTargets = (
  base: Targets,
  head: Targets,
  wanted: string | undefined,
): { readonly targets: Targets; readonly loosened: readonly Loosened[] } => {
  const named = new Set(Object.values(head).flatMap(({ project }) => project ?? []))
  const moved = Object.entries(base).flatMap(([name, { project }]) => {
    const after = targetIn(head, name)
    if (project === undefined || after?.project === project) return []
    if (wanted !== undefined && name !== wanted) return []
    // A target under a new name is no target without its project.
    return after === undefined && named.has(project) ? [] : [{ name, project, after }]
  })
  const kept = moved.flatMap(({ after, name, project }): readonly (readonly [string, Target])[] =>
    after?.project === undefined ? [[name, { ...after, project }]] : [],
  )
  return {
    targets: { ...head, ...Object.fromEntries(kept) },
    loosened: moved.map(({ after, name, project }) => ({
      setting: `targets.${name}.project`,
      from: project,
      to: after?.project ?? 'none',
    })),
  }
}

const targetIn = (targets: Targets, name: string): Target | undefined =>
  Object.hasOwn(targets, name) ? targets[name] : undefined
