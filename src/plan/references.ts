// References against the files and against Statsig: who is meant, who is missing, who is created on the way.
import { type Diagnostic, error, warning } from '../diagnostic.ts'
import { type Mention, mentionsIn } from '../fields/references.ts'
import type { KindName } from '../kinds/index.ts'
import { isKindName } from '../kinds/index.ts'
import type { Lexicon } from '../kinds/registry.ts'
import {
  type Address,
  address,
  type Definition,
  type Desired,
  type Live,
  type Resource,
} from '../model.ts'
import { join, type Pointer, topOf } from '../pointer.ts'
import type { Names } from '../resources/name-resolver.ts'
import { nearest } from '../suggest.ts'
import type { Draft } from './operation-draft.ts'

export interface Resolved {
  /** The addresses that each definition refers to. */
  readonly leans: ReadonlyMap<Address, ReadonlySet<Address>>
  /** Those among them that must be there before it is created. */
  readonly early: ReadonlyMap<Address, ReadonlySet<Address>>
  /** Those among them that one member refers to. */
  readonly of: (address: Address, name: string) => ReadonlySet<Address>
  /** Creations of what nobody defines and several refer to. */
  readonly implied: readonly Draft[]
  readonly diagnostics: readonly Diagnostic[]
}

interface Missing {
  readonly kind: KindName
  readonly name: string
  readonly from: Definition
  readonly pointer: Pointer
}

export const resolve = (
  desired: Desired,
  live: Live,
  names: Names,
  words: Lexicon,
  undeclared: 'create' | 'refuse',
  liveOf: (definition: Definition) => Resource | undefined,
): Resolved => {
  const leans = new Map<Address, Set<Address>>()
  const early = new Map<Address, Set<Address>>()
  const byMember = new Map<string, Set<Address>>()
  const missing: Missing[] = []
  // What Statsig does not show may be there: the reference is taken as it stands.
  const isHidden = (kind: string) => isKindName(kind) && live.hidden.has(kind)
  const known = [...desired.keys(), ...live.resources.keys()]
  const diagnostics: Diagnostic[] = []
  const heldBy = (from: Definition, kind: string) =>
    mentionsIn(words(from.kind).root, liveOf(from)?.raw).filter((mention) => mention.kind === kind)
  const isOtherwise = (from: Definition, { kind, name }: Mention) => {
    const held = heldBy(from, kind)
    return held.length > 0 && held.every((mention) => mention.name !== name)
  }
  for (const from of desired.values()) {
    const [own, first] = [new Set<Address>(), new Set<Address>()]
    leans.set(from.address, own)
    early.set(from.address, first)
    if (from.lifecycle.retired) continue
    for (const mention of mentionsIn(words(from.kind).root, from.members)) {
      const { kind, name, pointer } = mention
      const by = mention.isByName ? 'name' : undefined
      const found = names.addressOf(kind, name, by)
      const target = found ?? address(kind, name)
      if (!mention.isLate) first.add(target)
      else byMember.set(...added(byMember, join(from.address, topOf(pointer)), target))
      if (mention.isSoft || isHidden(kind)) {
        if (found !== undefined) own.add(found)
        else if (isHidden(kind) && mention.isByHandle && isOtherwise(from, mention))
          diagnostics.push(untold(from, mention))
        else diagnostics.push(...slipOf(from, mention, known, words))
      } else if (names.isAmbiguous(kind, name, by) || live.ambiguous.has(address(kind, name)))
        diagnostics.push(ambiguous(from, pointer, kind, name))
      else if (found !== undefined) own.add(found)
      else if (isKindName(kind)) {
        own.add(address(kind, name))
        missing.push({ kind, name, from, pointer })
      }
    }
  }
  const isImplied = ({ kind }: Missing) =>
    words(kind).kind.implied !== undefined && undeclared === 'create'
  const isHeld = ({ from, kind, name }: Missing) =>
    heldBy(from, kind).some((mention) => mention.name === name)
  return {
    leans,
    early,
    of: (from, name) => byMember.get(join(from, name)) ?? new Set(),
    implied: impliedDrafts(missing.filter(isImplied), known, words),
    diagnostics: [
      ...diagnostics,
      ...missing
        .filter((each) => !isImplied(each))
        .map((each) => (isHeld(each) ? dangling(each) : unknown(each, known))),
    ],
  }
}

const added = <Key, Item>(
  map: ReadonlyMap<Key, Set<Item>>,
  key: Key,
  item: Item,
): readonly [Key, Set<Item>] => [key, (map.get(key) ?? new Set<Item>()).add(item)]

const ambiguous = (from: Definition, pointer: Pointer, kind: string, name: string): Diagnostic =>
  error(
    'ambiguous-reference',
    `More than one ${kind.replaceAll('_', ' ')} is called \`${name}\`.`,
    {
      at: from.positions.value(pointer),
      hint: 'Write the id that Statsig made for the one that is meant.',
    },
  )

const unknown = ({ from, kind, name, pointer }: Missing, known: readonly Address[]): Diagnostic => {
  const near = nearName(kind, name, known)
  return error(
    'unknown-reference',
    `There is no ${kind.replaceAll('_', ' ')} \`${name}\`, in the files or in Statsig.`,
    {
      at: from.positions.value(pointer),
      ...(near !== undefined && { hint: `Did you mean \`${near}\`?` }),
    },
  )
}

/** Live state holds an id, and nobody can tell whether that is the one that the name means. */
const untold = (from: Definition, { kind, name, pointer }: Mention): Diagnostic =>
  error(
    'unknown-reference',
    `Statsig does not show this key any ${kind.replaceAll('_', ' ')}: which one \`${name}\` is cannot be told.`,
    {
      at: from.positions.value(pointer),
      hint: 'Use a key that may read them, or write the id that Statsig holds here.',
    },
  )

/** Statsig itself refers to what is not there: whoever leaves it so breaks nothing. */
const dangling = ({ from, kind, name, pointer }: Missing): Diagnostic =>
  warning(
    'unknown-reference',
    `There is no ${kind.replaceAll('_', ' ')} \`${name}\`, and Statsig refers to it all the same.`,
    { at: from.positions.value(pointer), hint: 'It is left as it is.' },
  )

/** What nobody is asked about may still be misspelt. */
const slipOf = (
  from: Definition,
  { kind, name, pointer }: Mention,
  known: readonly Address[],
  words: Lexicon,
): readonly Diagnostic[] => {
  const { builtIn = [] } = isKindName(kind) ? words(kind).kind : {}
  if (builtIn.length === 0 || builtIn.includes(name)) return []
  const near = nearest(name, builtIn) ?? nearName(kind, name, known)
  return near === undefined
    ? []
    : [
        warning(
          'unknown-reference',
          `No file describes the ${kind.replaceAll('_', ' ')} \`${name}\`.`,
          {
            at: from.positions.value(pointer),
            hint: `Did you mean \`${near}\`?`,
          },
        ),
      ]
}

const nearName = (kind: string, name: string, known: readonly Address[]): string | undefined =>
  nearest(
    name,
    known.flatMap((each) => (each.startsWith(`${kind}/`) ? [each.slice(kind.length + 1)] : [])),
  )

/** One creation for each, however many refer to it. */
const impliedDrafts = (
  missing: readonly Missing[],
  known: readonly Address[],
  words: Lexicon,
): readonly Draft[] => {
  const first = new Map<Address, Missing>()
  for (const each of missing) {
    const own = address(each.kind, each.name)
    if (!first.has(own)) first.set(own, each)
  }
  return [...first].map(([own, { from, kind, name, pointer }]) => {
    const near = nearName(kind, name, known)
    const members = { name, ...words(kind).kind.implied }
    return {
      address: own,
      kind,
      action: 'create',
      edits: [],
      members,
      cautions: [
        { code: 'first-used', by: from.address, ...(near !== undefined && { near }) } as const,
      ],
      at: from.positions.value(pointer),
      sensitive: [],
      places: {},
      before: {},
      wanted: members,
    }
  })
}
