// What a person lets the files win, by name: `--overwrite` and `--take-over`.
import { UsageError } from '../io/statsig/console-api/index.ts'
import type { Address, DesiredState, Plan } from '../model.ts'
import type { Overwrite } from '../plan/applied-state.ts'
import { keptText } from '../report/sentences/kept.ts'
import { addressMatcher } from '../resources/address-patterns.ts'
import { didYouMean } from '../suggest.ts'

/** The first of these options that was given, as it is written. */
export const firstOption = (
  options: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined => {
  const found = names.find((name) => options[name] !== undefined)
  return found && `--${found.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** `gate/checkout`, or one place of it: `gate/checkout#/rules/0`, `gate/checkout#rules[Staff].passPercentage`. */
export const parseOverwrites = (
  texts: readonly string[],
  addresses: readonly Address[],
): readonly Overwrite[] => texts.map((text) => parseOverwrite(text, addresses))

const parseOverwrite = (text: string, addresses: readonly Address[]): Overwrite => {
  const separator = text.lastIndexOf('#')
  const [named, place] =
    separator < 0 ? [text, ''] : [text.slice(0, separator), text.slice(separator + 1)]
  const exact = addresses.find((each) => each === text)
  if (exact !== undefined) return { address: exact }
  const address = addresses.find((each) => each === named)
  if (address === undefined)
    throw new UsageError(
      `\`--overwrite ${text}\`: no file describes \`${named}\`. ${didYouMean(named, addresses) ?? ''}`.trim(),
    )
  return place === '' ? { address } : { address, fieldPath: place }
}

export const unmanagedOverwriteMatcher = (
  patterns: readonly string[],
  desired: DesiredState,
): ((address: Address) => boolean) =>
  patterns.length === 0 ? () => false : addressMatcher('--take-over', patterns, desired)

/** What was named and does nothing was misspelt, or cannot be done. */
export const rejectUnusedOverwrites = (
  overwrites: readonly Overwrite[],
  { kept, operations }: Plan,
): void => {
  for (const { address, fieldPath } of overwrites) {
    if (operations.some((each) => each.address === address && each.overwrites !== undefined))
      continue
    const named = `\`--overwrite ${address}${fieldPath === undefined ? '' : `#${fieldPath}`}\``
    const blocking = kept.find(
      (each) => each.address === address && (each.cause === 'ahead' || each.cause === 'archived'),
    )
    throw new UsageError(
      blocking === undefined
        ? `${named} overwrites nothing: nothing there is held or in conflict.`
        : `${named} cannot be done: ${keptText(blocking.reason)}.`,
    )
  }
}
