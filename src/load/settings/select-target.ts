// Selects the target of a command from the targets of the settings.

import { didYouMean } from '../../core/suggest.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { Target, Targets } from './targets.ts'

export interface SelectedTarget extends Target {
  readonly name: string
}

/** The name of the target in a repository without `targets`. */
export const defaultTarget = 'default'

export const selectTarget = (targets: Targets, requested: string | undefined): SelectedTarget => {
  const names = Object.keys(targets)
  const list = names.map((name) => `\`${name}\``).join(', ')
  if (requested !== undefined) {
    const target = Object.hasOwn(targets, requested) ? targets[requested] : undefined
    if (target) return { ...target, name: requested }
    if (names.length === 0)
      throw new UsageError(
        '`--target` selects one of the `targets` in `statsig.yaml`, and it has none.',
      )
    throw new UsageError(
      `There is no target \`${requested}\`. ${didYouMean(requested, names) ?? `The targets are ${list}.`}`,
    )
  }
  const [first, ...others] = names
  if (first === undefined) return { name: defaultTarget }
  if (others.length > 0)
    throw new UsageError(
      `\`statsig.yaml\` has several targets: ${list}. Select one with \`--target\`.`,
    )
  return { ...targets[first], name: first }
}

/** Whether the settings have the target; without `targets` they have the default one. */
export const hasTarget = (targets: Targets, name: string): boolean =>
  Object.keys(targets).length > 0 ? Object.hasOwn(targets, name) : name === defaultTarget

/** Whether the set of definitions depends on the target. */
export const isTargetRequired = (targets: Targets): boolean =>
  Object.values(targets).some(({ definitions }) => definitions !== undefined)
