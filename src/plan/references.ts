// References against the files and against Statsig: who is meant, who is missing, who is created on the way.
import { type Diagnostic, error, warning } from '../diagnostic.ts'
import { type ResourceReference, referencesIn } from '../fields/references.ts'
import type { KindName } from '../kinds/index.ts'
import { isKindName } from '../kinds/index.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import {
  type Address,
  type Definition,
  type DesiredState,
  type LiveState,
  makeAddress,
  type Resource,
} from '../model.ts'
import { join, type Pointer, topLevelName } from '../pointer.ts'
import type { NameResolver } from '../resources/name-resolver.ts'
import { nearestWord } from '../suggest.ts'
import type { OperationDraft } from './operation-draft.ts'

export interface ResolvedReferences {
  /** The addresses that each definition refers to. */
  readonly references: ReadonlyMap<Address, ReadonlySet<Address>>
  /** Those among them that must be there before it is created. */
  readonly immediate: ReadonlyMap<Address, ReadonlySet<Address>>
  /** Those among them that one member refers to. */
  readonly ofMember: (address: Address, name: string) => ReadonlySet<Address>
  /** Creations of what nobody defines and several refer to. */
  readonly implied: readonly OperationDraft[]
  readonly diagnostics: readonly Diagnostic[]
}

interface MissingReference {
  readonly kind: KindName
  readonly name: string
  readonly from: Definition
  readonly pointer: Pointer
}

export const resolveReferences = (
  desired: DesiredState,
  live: LiveState,
  names: NameResolver,
  registry: KindRegistry,
  undeclared: 'create' | 'refuse',
  findResource: (definition: Definition) => Resource | undefined,
): ResolvedReferences => {
  const references = new Map<Address, Set<Address>>()
  const immediate = new Map<Address, Set<Address>>()
  const byMember = new Map<string, Set<Address>>()
  const missing: MissingReference[] = []
  // What Statsig does not show may be there: the reference is taken as it stands.
  const isUnreadable = (kind: string) => isKindName(kind) && live.unreadableKinds.has(kind)
  const known = [...desired.keys(), ...live.resources.keys()]
  const diagnostics: Diagnostic[] = []
  const liveReferences = (from: Definition, kind: string) =>
    referencesIn(registry(from.kind).root, findResource(from)?.raw).filter(
      (reference) => reference.kind === kind,
    )
  const differsFromLive = (from: Definition, { kind, name }: ResourceReference) => {
    const matches = liveReferences(from, kind)
    return matches.length > 0 && matches.every((reference) => reference.name !== name)
  }
  for (const from of desired.values()) {
    const [own, first] = [new Set<Address>(), new Set<Address>()]
    references.set(from.address, own)
    immediate.set(from.address, first)
    if (from.lifecycle.retired) continue
    for (const reference of referencesIn(registry(from.kind).root, from.members)) {
      const { kind, name, pointer } = reference
      const by = reference.isByName ? 'name' : undefined
      const found = names.addressOf(kind, name, by)
      const target = found ?? makeAddress(kind, name)
      if (!reference.isDeferred) first.add(target)
      else byMember.set(...addTo(byMember, join(from.address, topLevelName(pointer)), target))
      if (reference.isUnverified || isUnreadable(kind)) {
        if (found !== undefined) own.add(found)
        else if (isUnreadable(kind) && reference.isById && differsFromLive(from, reference))
          diagnostics.push(unresolvableReferenceError(from, reference))
        else diagnostics.push(...builtInTypoWarnings(from, reference, known, registry))
      } else if (names.isAmbiguous(kind, name, by) || live.ambiguous.has(makeAddress(kind, name)))
        diagnostics.push(ambiguousReferenceError(from, pointer, kind, name))
      else if (found !== undefined) own.add(found)
      else if (isKindName(kind)) {
        own.add(makeAddress(kind, name))
        missing.push({ kind, name, from, pointer })
      }
    }
  }
  const isImplied = ({ kind }: MissingReference) =>
    registry(kind).kind.createOnReference !== undefined && undeclared === 'create'
  const isInLive = ({ from, kind, name }: MissingReference) =>
    liveReferences(from, kind).some((reference) => reference.name === name)
  return {
    references,
    immediate,
    ofMember: (from, name) => byMember.get(join(from, name)) ?? new Set(),
    implied: impliedCreations(missing.filter(isImplied), known, registry),
    diagnostics: [
      ...diagnostics,
      ...missing
        .filter((each) => !isImplied(each))
        .map((each) =>
          isInLive(each) ? danglingReferenceWarning(each) : unknownReferenceError(each, known),
        ),
    ],
  }
}

const addTo = <Key, Item>(
  map: ReadonlyMap<Key, Set<Item>>,
  key: Key,
  item: Item,
): readonly [Key, Set<Item>] => [key, (map.get(key) ?? new Set<Item>()).add(item)]

const ambiguousReferenceError = (
  from: Definition,
  pointer: Pointer,
  kind: string,
  name: string,
): Diagnostic =>
  error(
    'ambiguous-reference',
    `More than one ${kind.replaceAll('_', ' ')} is called \`${name}\`.`,
    {
      at: from.positions.value(pointer),
      hint: 'Write the id that Statsig made for the one that is meant.',
    },
  )

const unknownReferenceError = (
  { from, kind, name, pointer }: MissingReference,
  known: readonly Address[],
): Diagnostic => {
  const suggestion = nearestName(kind, name, known)
  return error(
    'unknown-reference',
    `There is no ${kind.replaceAll('_', ' ')} \`${name}\`, in the files or in Statsig.`,
    {
      at: from.positions.value(pointer),
      ...(suggestion !== undefined && { hint: `Did you mean \`${suggestion}\`?` }),
    },
  )
}

/** Live state holds an id, and nobody can tell whether that is the one that the name means. */
const unresolvableReferenceError = (
  from: Definition,
  { kind, name, pointer }: ResourceReference,
): Diagnostic =>
  error(
    'unknown-reference',
    `Statsig does not show this key any ${kind.replaceAll('_', ' ')}: which one \`${name}\` is cannot be told.`,
    {
      at: from.positions.value(pointer),
      hint: 'Use a key that may read them, or write the id that Statsig holds here.',
    },
  )

/** Statsig itself refers to what is not there: whoever leaves it so breaks nothing. */
const danglingReferenceWarning = ({ from, kind, name, pointer }: MissingReference): Diagnostic =>
  warning(
    'unknown-reference',
    `There is no ${kind.replaceAll('_', ' ')} \`${name}\`, and Statsig refers to it all the same.`,
    { at: from.positions.value(pointer), hint: 'It is left as it is.' },
  )

/** What nobody is asked about may still be misspelt. */
const builtInTypoWarnings = (
  from: Definition,
  { kind, name, pointer }: ResourceReference,
  known: readonly Address[],
  registry: KindRegistry,
): readonly Diagnostic[] => {
  const { builtInNames = [] } = isKindName(kind) ? registry(kind).kind : {}
  if (builtInNames.length === 0 || builtInNames.includes(name)) return []
  const suggestion = nearestWord(name, builtInNames) ?? nearestName(kind, name, known)
  return suggestion === undefined
    ? []
    : [
        warning(
          'unknown-reference',
          `No file describes the ${kind.replaceAll('_', ' ')} \`${name}\`.`,
          {
            at: from.positions.value(pointer),
            hint: `Did you mean \`${suggestion}\`?`,
          },
        ),
      ]
}

const nearestName = (kind: string, name: string, known: readonly Address[]): string | undefined =>
  nearestWord(
    name,
    known.flatMap((each) => (each.startsWith(`${kind}/`) ? [each.slice(kind.length + 1)] : [])),
  )

/** One creation for each, however many refer to it. */
const impliedCreations = (
  missing: readonly MissingReference[],
  known: readonly Address[],
  registry: KindRegistry,
): readonly OperationDraft[] => {
  const first = new Map<Address, MissingReference>()
  for (const each of missing) {
    const own = makeAddress(each.kind, each.name)
    if (!first.has(own)) first.set(own, each)
  }
  return [...first].map(([own, { from, kind, name, pointer }]) => {
    const suggestion = nearestName(kind, name, known)
    const members = { name, ...registry(kind).kind.createOnReference }
    return {
      address: own,
      kind,
      action: 'create',
      edits: [],
      members,
      cautions: [
        {
          code: 'created-on-reference',
          by: from.address,
          ...(suggestion !== undefined && { near: suggestion }),
        } as const,
      ],
      at: from.positions.value(pointer),
      sensitive: [],
      editPositions: {},
      before: {},
      wanted: members,
    }
  })
}
