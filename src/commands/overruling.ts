// What a person lets the files win, by name: `--overwrite` and `--take-over`.
import { UsageError } from '../io/console-api/index.ts'
import type { Address, Desired, Plan } from '../model.ts'
import type { Overwrite } from '../plan/memory.ts'
import { didYouMean } from '../suggest.ts'
import { wishesOf } from './selection.ts'

/** The first of these options that was given, as it is written. */
export const firstGiven = (
  options: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined => {
  const found = names.find((name) => options[name] !== undefined)
  return found && `--${found.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** `gate/checkout`, or one place of it: `gate/checkout#/rules/0/passPercentage`. */
export const overwritesIn = (given: readonly string[], desired: Desired): readonly Overwrite[] =>
  given.map((text) => overwriteIn(text, desired))

const overwriteIn = (text: string, desired: Desired): Overwrite => {
  const at = text.lastIndexOf('#')
  const [named, pointer] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
  const whole = addressIn(desired, text)
  if (whole !== undefined) return { address: whole }
  const address = addressIn(desired, named)
  if (address === undefined)
    throw new UsageError(
      `\`--overwrite ${text}\`: no file describes \`${named}\`. ${didYouMean(named, desired.keys()) ?? ''}`.trim(),
    )
  return pointer === '' ? { address } : { address, pointer: pointer.replace(/^\/?/, '/') }
}

const addressIn = (desired: Desired, text: string): Address | undefined =>
  [...desired.keys()].find((each) => each === text)

export const takerOver = (
  patterns: readonly string[],
  desired: Desired,
): ((address: Address) => boolean) => {
  if (patterns.length === 0) return () => false
  const wishes = wishesOf(patterns, false)
  for (const { fits, text } of wishes)
    if (![...desired.keys()].some(fits))
      throw new UsageError(`\`--take-over ${text}\` names nothing that a file describes.`)
  return (address) => wishes.some(({ fits }) => fits(address))
}

/** What was named and does nothing was most likely misspelt. */
export const refuseVain = (overwrites: readonly Overwrite[], { operations }: Plan): void => {
  for (const { address, pointer } of overwrites)
    if (!operations.some((each) => each.address === address && each.overwrites !== undefined))
      throw new UsageError(
        `\`--overwrite ${address}${pointer === undefined ? '' : `#${pointer}`}\` overwrites nothing: nothing there is held or in conflict.`,
      )
}
