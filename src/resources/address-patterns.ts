// Parses and matches patterns of addresses that options name.
import { globMatcher } from '../core/glob.ts'
import { didYouMean } from '../core/suggest.ts'
import { UsageError } from '../core/usage-error.ts'
import { isKindName, type KindName, kinds } from '../kinds/index.ts'
import type { Address, DesiredState } from '../model/index.ts'

export interface AddressPattern {
  /** The text of the option. */
  readonly text: string
  readonly kinds: readonly KindName[]
  readonly matches: (address: Address) => boolean
  /** Whether it is the address of one resource. */
  readonly isExact: boolean
  readonly isAll: boolean
}

export const parsePatterns = (
  patterns: readonly string[],
  all: boolean,
): readonly AddressPattern[] => {
  if (all && patterns.length > 0)
    throw new UsageError('`--all` and addresses exclude each other: pass one of them.')
  if (all) return [allAddresses]
  if (patterns.length === 0)
    throw new UsageError(
      'No resource is named. Pass addresses such as `gate/checkout_*`, kinds such as `metric`, or `--all`.',
    )
  return patterns.map(parsePattern)
}

/** A matcher for the patterns of an option. Each pattern must match a definition. */
export const addressMatcher = (
  option: string,
  patterns: readonly string[],
  desired: DesiredState,
): ((address: Address) => boolean) => {
  const parsed = parsePatterns(patterns, false)
  for (const { matches, text } of parsed)
    if (![...desired.keys()].some(matches))
      throw new UsageError(`\`${option} ${text}\` matches no definition.`)
  return (address) => parsed.some(({ matches }) => matches(address))
}

const kindNames = kinds.map(({ kind }) => kind)

const allAddresses: AddressPattern = {
  text: '--all',
  kinds: kindNames,
  matches: () => true,
  isExact: false,
  isAll: true,
}

const parsePattern = (text: string): AddressPattern => {
  const [kind = '', ...rest] = text.split('/')
  const matchedKinds = kindNames.filter(compileGlob(kind))
  if (matchedKinds.length === 0) {
    const suggestion = didYouMean(kind, kindNames) ?? `The kinds are ${kindNames.join(', ')}.`
    throw new UsageError(`\`${text}\`: \`${kind}\` is not a kind. ${suggestion}`)
  }
  const matches = compileGlob(protectSlashes(rest.length === 0 ? `${kind}/*` : text))
  return {
    text,
    kinds: matchedKinds,
    matches: (own) => own === text || matches(protectSlashes(own)),
    isExact: rest.length > 0 && isKindName(kind) && !/[*?{}]/.test(text),
    isAll: false,
  }
}

const compileGlob = (pattern: string): ((text: string) => boolean) => {
  try {
    return globMatcher(pattern)
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}

/** Names may contain slashes: after the kind, a slash is an ordinary character. */
const protectSlashes = (own: string): string => {
  const at = own.indexOf('/')
  return `${own.slice(0, at)}/${own.slice(at + 1).replaceAll('/', '\u0000')}`
}

/**
 * The kinds of which Statsig has no resource, where others were asked for as well. Throws where an address matches
 * nothing, and where nothing at all matches.
 */
export const rejectUnmatched = (
  parsed: readonly AddressPattern[],
  liveAddresses: Iterable<Address>,
): readonly string[] => {
  const addresses = [...liveAddresses]
  const unmatched = parsed.filter(({ isAll, matches }) => !isAll && !addresses.some(matches))
  const isWholeKind = ({ text }: AddressPattern) => !text.includes('/')
  const isSomethingFound = unmatched.length < parsed.length
  const [wrong] = isSomethingFound ? unmatched.filter((each) => !isWholeKind(each)) : unmatched
  if (wrong === undefined) return unmatched.map(({ text }) => text)
  const own = addresses.filter((each) => wrong.kinds.some((kind) => each.startsWith(`${kind}/`)))
  const suggestion = didYouMean(wrong.text, own)
  throw new UsageError(
    `\`${wrong.text}\` matches no resource in Statsig.${suggestion ? ` ${suggestion}` : ''}`,
  )
}
