// What a person lets the files win, by name: `--overwrite` and `--take-over`.
import { UsageError } from '../io/statsig/console-api/index.ts'
import type { Address, Desired, Plan } from '../model.ts'
import type { Overwrite } from '../plan/applied-state.ts'
import { heldText } from '../report/sentences/kept.ts'
import { fitOf } from '../resources/address-patterns.ts'
import { didYouMean } from '../suggest.ts'

/** The first of these options that was given, as it is written. */
export const firstGiven = (
  options: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined => {
  const found = names.find((name) => options[name] !== undefined)
  return found && `--${found.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** `gate/checkout`, or one place of it: `gate/checkout#/rules/0`, `gate/checkout#rules[Staff].passPercentage`. */
export const overwritesIn = (
  given: readonly string[],
  known: readonly Address[],
): readonly Overwrite[] => given.map((text) => overwriteIn(text, known))

const overwriteIn = (text: string, known: readonly Address[]): Overwrite => {
  const at = text.lastIndexOf('#')
  const [named, place] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
  const whole = known.find((each) => each === text)
  if (whole !== undefined) return { address: whole }
  const address = known.find((each) => each === named)
  if (address === undefined)
    throw new UsageError(
      `\`--overwrite ${text}\`: no file describes \`${named}\`. ${didYouMean(named, known) ?? ''}`.trim(),
    )
  return place === '' ? { address } : { address, place }
}

export const takerOver = (
  patterns: readonly string[],
  desired: Desired,
): ((address: Address) => boolean) =>
  patterns.length === 0 ? () => false : fitOf('--take-over', patterns, desired)

/** What was named and does nothing was misspelt, or cannot be done. */
export const refuseVain = (overwrites: readonly Overwrite[], { held, operations }: Plan): void => {
  for (const { address, place } of overwrites) {
    if (operations.some((each) => each.address === address && each.overwrites !== undefined))
      continue
    const named = `\`--overwrite ${address}${place === undefined ? '' : `#${place}`}\``
    const why = held.find(
      (each) =>
        each.address === address && (each.because === 'ahead' || each.because === 'archived'),
    )
    throw new UsageError(
      why === undefined
        ? `${named} overwrites nothing: nothing there is held or in conflict.`
        : `${named} cannot be done: ${heldText(why.reason)}.`,
    )
  }
}
