// The options `--overwrite` and `--overwrite-unmanaged`: which differences an apply changes to what the files say.

import { didYouMean } from '../core/suggest.ts'
import { UsageError } from '../core/usage-error.ts'
import type { Address, DesiredState } from '../model/index.ts'
import type { Overwrite } from '../plan/applied-state.ts'
import { addressMatcher } from '../resources/address-patterns.ts'

/** The first of these options that was passed, as it is spelled on the command line. */
export const firstOption = (
  options: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined => {
  const found = names.find((name) => options[name] !== undefined)
  return found && `--${found.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** A resource, `gate/checkout`, or one field: `gate/checkout#/rules/0`, `gate/checkout#rules[Staff].passPercentage`. */
export const parseOverwrites = (
  texts: readonly string[],
  addresses: readonly Address[],
): readonly Overwrite[] => texts.map((text) => parseOverwrite(text, addresses))

const parseOverwrite = (text: string, addresses: readonly Address[]): Overwrite => {
  const exact = addresses.find((each) => each === text)
  if (exact !== undefined) return { address: exact }
  // Addresses and names in labels may hold a `#`.
  const [found, ...others] = [...new Set(addresses)].filter((each) => text.startsWith(`${each}#`))
  if (found === undefined) {
    const [named = ''] = text.split('#', 1)
    throw new UsageError(
      `\`--overwrite ${text}\`: no file describes \`${named}\`. ${didYouMean(named, addresses) ?? ''}`.trim(),
    )
  }
  if (others.length > 0)
    throw new UsageError(
      `\`--overwrite ${text}\` may mean ${[found, ...others].map((each) => `\`${each}\``).join(' or ')}. Pass the address of the resource alone.`,
    )
  const fieldPath = text.slice(found.length + 1)
  return fieldPath === '' ? { address: found } : { address: found, fieldPath }
}

export const unmanagedOverwriteMatcher = (
  patterns: readonly string[],
  desired: DesiredState,
): ((address: Address) => boolean) =>
  patterns.length === 0 ? () => false : addressMatcher('--overwrite-unmanaged', patterns, desired)
