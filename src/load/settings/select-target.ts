// Which of the targets of the settings a command is about.

import { didYouMean } from '../../suggest.ts'
import { UsageError } from '../../usage-error.ts'
import type { Target, Targets } from './targets.ts'

export interface SelectedTarget extends Target {
  readonly name: string
}

/** What a repository without targets is applied to. */
export const defaultTarget = 'default'

export const selectTarget = (targets: Targets, requested: string | undefined): SelectedTarget => {
  const names = Object.keys(targets)
  const list = names.map((name) => `\`${name}\``).join(', ')
  if (requested !== undefined) {
    const target = Object.hasOwn(targets, requested) ? targets[requested] : undefined
    if (target) return { ...target, name: requested }
    if (names.length === 0)
      throw new UsageError('`--target` names one of the `targets` of `statsig.yaml`: it has none.')
    throw new UsageError(
      `There is no target \`${requested}\`. ${didYouMean(requested, names) ?? `The targets are ${list}.`}`,
    )
  }
  const [first, ...others] = names
  if (first === undefined) return { name: defaultTarget }
  if (others.length > 0)
    throw new UsageError(`Several targets could be meant: ${list}. Say which with \`--target\`.`)
  return { ...targets[first], name: first }
}

/** Whether it matters to the definitions which target is meant. */
export const isTargetRequired = (targets: Targets): boolean =>
  Object.values(targets).some(({ definitions }) => definitions !== undefined)
