// Compares proposed settings with those of the last apply: a less strict setting takes effect one apply later.
import type { Guardrails } from './guardrails.ts'
import type { Settings } from './index.ts'
import type { Target, Targets } from './targets.ts'

/** A setting that the proposed change makes less strict. */
export interface LoosenedSetting {
  readonly setting: string
  readonly from: string
  readonly to: string
}

export interface StricterSettings {
  readonly settings: Settings
  readonly loosened: readonly LoosenedSetting[]
}

/** The stricter value of each setting. `target`: compare the project of this target only; of all targets if absent. */
export const stricterSettings = (
  base: Settings | undefined,
  head: Settings,
  target: string | undefined,
): StricterSettings => {
  if (base === undefined) return { settings: head, loosened: [] }
  const modes = {
    prune: earlierOf(['off', 'archive', 'delete'], base.prune, head.prune),
    onDrift: earlierOf(['keep', 'overwrite'], base.onDrift, head.onDrift),
    reviews: earlierOf(['respect', 'bypass'], base.reviews, head.reviews),
  } as const
  const showLiveValues = base.showLiveValues && head.showLiveValues
  const guardrails: Guardrails = {
    prune: {
      most: Math.min(base.guardrails.prune.most, head.guardrails.prune.most),
      percent: Math.min(base.guardrails.prune.percent, head.guardrails.prune.percent),
    },
  }
  const { loosened, targets } = stricterTargets(base.targets, head.targets, target)
  return {
    settings: { ...head, ...modes, showLiveValues, guardrails, targets },
    loosened: [
      ...diffSetting('prune', modes.prune, head.prune),
      ...diffSetting('onDrift', modes.onDrift, head.onDrift),
      ...diffSetting('reviews', modes.reviews, head.reviews),
      ...diffSetting('showLiveValues', String(showLiveValues), String(head.showLiveValues)),
      ...(['most', 'percent'] as const).flatMap((name) =>
        diffSetting(
          `guardrails.prune.${name}`,
          guardrails.prune[name],
          head.guardrails.prune[name],
        ),
      ),
      ...loosened,
    ],
  }
}

/** The value that comes first in the order. */
const earlierOf = <Word extends string>(order: readonly Word[], a: Word, b: Word): Word =>
  order.indexOf(a) < order.indexOf(b) ? a : b

const diffSetting = (
  setting: string,
  effective: string | number,
  proposed: string | number,
): readonly LoosenedSetting[] =>
  effective === proposed ? [] : [{ setting, from: String(effective), to: String(proposed) }]

/** A target without a project accepts every key, so a removed project stays in effect. A different project is allowed. */
const stricterTargets = (
  base: Targets,
  head: Targets,
  targetName: string | undefined,
): { readonly targets: Targets; readonly loosened: readonly LoosenedSetting[] } => {
  const namedProjects = new Set(Object.values(head).flatMap(({ project }) => project ?? []))
  const changed = Object.entries(base).flatMap(([name, { project }]) => {
    const after = findTarget(head, name)
    if (project === undefined || after?.project === project) return []
    if (targetName !== undefined && name !== targetName) return []
    // If another target names the project, the target was renamed.
    return after === undefined && namedProjects.has(project) ? [] : [{ name, project, after }]
  })
  const retained = changed.flatMap(
    ({ after, name, project }): readonly (readonly [string, Target])[] =>
      after?.project === undefined ? [[name, { ...after, project }]] : [],
  )
  return {
    targets: { ...head, ...Object.fromEntries(retained) },
    loosened: changed.map(({ after, name, project }) => ({
      setting: `targets.${name}.project`,
      from: project,
      to: after?.project ?? 'none',
    })),
  }
}

const findTarget = (targets: Targets, name: string): Target | undefined =>
  Object.hasOwn(targets, name) ? targets[name] : undefined
