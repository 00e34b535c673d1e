// References against the files and against Statsig: who is meant, who is missing, who is created on the way.
import { type Diagnostic, error } from '../diagnostic.ts'
import { mentionsIn } from '../fields/mentions.ts'
import type { KindName } from '../kinds/index.ts'
import { isKindName } from '../kinds/index.ts'
import type { Lexicon } from '../kinds/lexicon.ts'
import { type Address, address, type Definition, type Desired, type Live } from '../model.ts'
import type { Pointer } from '../pointer.ts'
import type { Names } from '../resources/names.ts'
import { nearest } from '../suggest.ts'
import type { Draft } from './draft.ts'

export interface Resolved {
  /** The addresses that each definition refers to. */
  readonly leans: ReadonlyMap<Address, ReadonlySet<Address>>
  /** Those among them that must be there before it is created. */
  readonly early: ReadonlyMap<Address, ReadonlySet<Address>>
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
): Resolved => {
  const leans = new Map<Address, Set<Address>>()
  const early = new Map<Address, Set<Address>>()
  const missing: Missing[] = []
  const diagnostics: Diagnostic[] = []
  for (const from of desired.values()) {
    const [own, first] = [new Set<Address>(), new Set<Address>()]
    leans.set(from.address, own)
    early.set(from.address, first)
    if (from.lifecycle.retired) continue
    for (const mention of mentionsIn(words(from.kind).root, from.members)) {
      const { kind, name, pointer } = mention
      const found = names.addressOf(kind, name)
      if (!mention.isLate) first.add(found ?? address(kind, name))
      if (mention.isSoft) {
        if (found !== undefined) own.add(found)
      } else if (names.isAmbiguous(kind, name) || live.ambiguous.has(address(kind, name)))
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
  const known = [...desired.keys(), ...live.resources.keys()]
  return {
    leans,
    early,
    implied: impliedDrafts(missing.filter(isImplied), known, words),
    diagnostics: [
      ...diagnostics,
      ...missing.filter((each) => !isImplied(each)).map((each) => unknown(each, known)),
    ],
  }
}

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
        `first used by \`${from.address}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
      ],
      at: from.positions.value(pointer),
      sensitive: [],
      places: {},
      before: {},
      wanted: members,
    }
  })
}
