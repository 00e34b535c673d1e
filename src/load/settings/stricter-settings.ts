// Compares proposed settings with those of the last apply: a less strict setting takes effect one apply later.
import type { Guardrails } from './guardrails.ts'
import type { Settings } from './index.ts'
import type { Target, Targets } from './targets.ts'

/** The stricter value of each setting. `target`: compare the project of this target only; of all targets if absent. */
export const stricterSettings = (
  base: Settings | undefined,
  head: Settings,
  target: string | undefined,
): Settings => {
  if (base === undefined) return head
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
  const targets = stricterTargets(base.targets, head.targets, target)
  return { ...head, ...modes, showLiveValues, guardrails, targets }
}

/** The value that comes first in the order. */
const earlierOf = <Word extends string>(order: readonly Word[], a: Word, b: Word): Word =>
  order.indexOf(a) < order.indexOf(b) ? a : b

/** A target without a project accepts every key, so a removed project stays in effect. A different project is allowed. */
const stricterTargets = (base: Targets, head: Targets, targetName: string | undefined): Targets => {
  const retained = changedProjects(base, head, targetName).flatMap(
    ({ after, name, project }): readonly (readonly [string, Target])[] =>
      after?.project === undefined ? [[name, { ...after, project }]] : [],
  )
  return { ...head, ...Object.fromEntries(retained) }
}

/** The targets whose project is another one or none. If another target names the project, the target was renamed. */
export const changedProjects = (
  base: Targets,
  head: Targets,
  targetName: string | undefined,
): readonly { readonly name: string; readonly project: string; readonly after?: Target }[] => {
  const namedProjects = new Set(Object.values(head).flatMap(({ project }) => project ?? []))
  return Object.entries(base).flatMap(([name, { project }]) => {
    const after = findTarget(head, name)
    if (project === undefined || after?.project === project) return []
    if (targetName !== undefined && name !== targetName) return []
    return after === undefined && namedProjects.has(project)
      ? []
      : [{ name, project, ...(after && { after }) }]
  })
}

const findTarget = (targets: Targets, name: string): Target | undefined =>
  Object.hasOwn(targets, name) ? targets[name] : undefined
