// What a person names: patterns of addresses, or all there is.

import { matcherOf } from '../glob.ts'
import { UsageError } from '../io/statsig/console-api/index.ts'
import { isKindName, type KindName, kinds } from '../kinds/index.ts'
import type { Address, Desired } from '../model.ts'
import { didYouMean } from '../suggest.ts'

/** One thing that was asked for. */
export interface Wish {
  /** As it was written. */
  readonly text: string
  readonly kinds: readonly KindName[]
  readonly fits: (address: Address) => boolean
  /** Whether it names one resource, and no pattern of them. */
  readonly isName: boolean
  readonly isEverything: boolean
}

export const wishesOf = (patterns: readonly string[], all: boolean): readonly Wish[] => {
  if (all && patterns.length > 0)
    throw new UsageError('`--all` and addresses exclude each other: give one of the two.')
  if (all) return [everything]
  if (patterns.length === 0)
    throw new UsageError(
      'Nothing is named. Name addresses such as `gate/checkout_*`, kinds such as `metric`, or give `--all`.',
    )
  return patterns.map(wishOf)
}

/** Whether an address fits one of the patterns of an option, each of which must fit something that a file describes. */
export const fitOf = (
  option: string,
  patterns: readonly string[],
  desired: Desired,
): ((address: Address) => boolean) => {
  const wishes = wishesOf(patterns, false)
  for (const { fits, text } of wishes)
    if (![...desired.keys()].some(fits))
      throw new UsageError(`\`${option} ${text}\` names nothing that a file describes.`)
  return (address) => wishes.some(({ fits }) => fits(address))
}

const names = kinds.map(({ kind }) => kind)

const everything: Wish = {
  text: '--all',
  kinds: names,
  fits: () => true,
  isName: false,
  isEverything: true,
}

const wishOf = (text: string): Wish => {
  const [kind = '', ...rest] = text.split('/')
  const asked = names.filter(fitting(kind))
  if (asked.length === 0) {
    const near = didYouMean(kind, names) ?? `The kinds are ${names.join(', ')}.`
    throw new UsageError(`\`${text}\`: \`${kind}\` is not a kind. ${near}`)
  }
  const fits = fitting(whole(rest.length === 0 ? `${kind}/*` : text))
  return {
    text,
    kinds: asked,
    fits: (own) => own === text || fits(whole(own)),
    isName: rest.length > 0 && isKindName(kind) && !/[*?{}]/.test(text),
    isEverything: false,
  }
}

const fitting = (pattern: string): ((text: string) => boolean) => {
  try {
    return matcherOf(pattern)
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}

/** Names may hold slashes: after the kind, a slash is a letter like any other. */
const whole = (own: string): string => {
  const at = own.indexOf('/')
  return `${own.slice(0, at)}/${own.slice(at + 1).replaceAll('/', '\u0000')}`
}

export const refuseEmpty = (wishes: readonly Wish[], known: Iterable<Address>): void => {
  const addresses = [...known]
  for (const { fits, isEverything, kinds: asked, text } of wishes) {
    if (isEverything || addresses.some(fits)) continue
    const own = addresses.filter((each) => asked.some((kind) => each.startsWith(`${kind}/`)))
    const near = didYouMean(text, own)
    throw new UsageError(`Statsig has nothing that \`${text}\` names.${near ? ` ${near}` : ''}`)
  }
}
