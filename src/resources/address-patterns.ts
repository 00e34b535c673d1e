// What a person names: patterns of addresses, or all there is.
import { globMatcher } from '../glob.ts'
import { isKindName, type KindName, kinds } from '../kinds/index.ts'
import type { Address, DesiredState } from '../model.ts'
import { didYouMean } from '../suggest.ts'
import { UsageError } from '../usage-error.ts'

/** One thing that was asked for. */
export interface AddressPattern {
  /** As it was written. */
  readonly text: string
  readonly kinds: readonly KindName[]
  readonly matches: (address: Address) => boolean
  /** Whether it names one resource, and no pattern of them. */
  readonly isExact: boolean
  readonly isAll: boolean
}

export const parsePatterns = (
  patterns: readonly string[],
  all: boolean,
): readonly AddressPattern[] => {
  if (all && patterns.length > 0)
    throw new UsageError('`--all` and addresses exclude each other: give one of the two.')
  if (all) return [allAddresses]
  if (patterns.length === 0)
    throw new UsageError(
      'Nothing is named. Name addresses such as `gate/checkout_*`, kinds such as `metric`, or give `--all`.',
    )
  return patterns.map(parsePattern)
}

/** Whether an address fits one of the patterns of an option, each of which must fit something that a file describes. */
export const addressMatcher = (
  option: string,
  patterns: readonly string[],
  desired: DesiredState,
): ((address: Address) => boolean) => {
  const parsed = parsePatterns(patterns, false)
  for (const { matches, text } of parsed)
    if (![...desired.keys()].some(matches))
      throw new UsageError(`\`${option} ${text}\` names nothing that a file describes.`)
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

/** Names may hold slashes: after the kind, a slash is a letter like any other. */
const protectSlashes = (own: string): string => {
  const at = own.indexOf('/')
  return `${own.slice(0, at)}/${own.slice(at + 1).replaceAll('/', '\u0000')}`
}

export const rejectUnmatched = (
  parsed: readonly AddressPattern[],
  liveAddresses: Iterable<Address>,
): void => {
  const addresses = [...liveAddresses]
  for (const { matches, isAll, kinds: matchedKinds, text } of parsed) {
    if (isAll || addresses.some(matches)) continue
    const own = addresses.filter((each) => matchedKinds.some((kind) => each.startsWith(`${kind}/`)))
    const suggestion = didYouMean(text, own)
    throw new UsageError(
      `Statsig has nothing that \`${text}\` names.${suggestion ? ` ${suggestion}` : ''}`,
    )
  }
}
