// Which of the targets of the settings a command is about.
import { UsageError } from '../../io/statsig/console-api/index.ts'
import { didYouMean } from '../../suggest.ts'
import type { Target, Targets } from './targets.ts'

export interface Chosen extends Target {
  readonly name: string
}

/** What a repository without targets is applied to. */
export const defaultTarget = 'default'

export const chosenTarget = (targets: Targets, wanted: string | undefined): Chosen => {
  const names = Object.keys(targets)
  const list = names.map((name) => `\`${name}\``).join(', ')
  if (wanted !== undefined) {
    const target = Object.hasOwn(targets, wanted) ? targets[wanted] : undefined
    if (target) return { ...target, name: wanted }
    if (names.length === 0)
      throw new UsageError('`--target` names one of the `targets` of `statsig.yaml`: it has none.')
    throw new UsageError(
      `There is no target \`${wanted}\`. ${didYouMean(wanted, names) ?? `The targets are ${list}.`}`,
    )
  }
  const [first, ...others] = names
  if (first === undefined) return { name: defaultTarget }
  if (others.length > 0)
    throw new UsageError(`Several targets could be meant: ${list}. Say which with \`--target\`.`)
  return { ...targets[first], name: first }
}

/** Whether it matters to the definitions which target is meant. */
export const isChoiceNeeded = (targets: Targets): boolean =>
  Object.values(targets).some(({ definitions }) => definitions !== undefined)
