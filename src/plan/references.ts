// Resolves references against the files and Statsig: which resources they mean, which are missing, which are created.
import { type Diagnostic, error, warning } from '../core/diagnostic.ts'
import { join, type Pointer, topLevelName } from '../core/pointer.ts'
import { nearestWord } from '../core/suggest.ts'
import { type ResourceReference, referencesIn } from '../fields/references.ts'
import type { KindName } from '../kinds/index.ts'
import { isKindName } from '../kinds/index.ts'
import { kindText } from '../kinds/kind-name.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import { type Address, type Definition, makeAddress } from '../model/index.ts'
import {
  isRetirement,
  judgeDraft,
  type OperationDraft,
  type UnjudgedDraft,
} from './operation-draft.ts'
import type { PlanContext } from './plan-context.ts'

export interface ResolvedReferences {
  /** The addresses that must exist before an operation runs. */
  readonly ofDraft: (draft: OperationDraft) => ReadonlySet<Address>
  /** Creations of resources that are referred to and not defined, for kinds that allow it. */
  readonly implied: readonly OperationDraft[]
  readonly diagnostics: readonly Diagnostic[]
}

interface MissingReference {
  readonly kind: KindName
  readonly name: string
  readonly from: Definition
  readonly pointer: Pointer
}

export const resolveReferences = (context: PlanContext): ResolvedReferences => {
  const { desired, findResource, live, names, registry, undeclared } = context
  const references = new Map<Address, Set<Address>>()
  const immediate = new Map<Address, Set<Address>>()
  const byMember = new Map<string, Set<Address>>()
  const missing: MissingReference[] = []
  // A resource of a kind that Statsig does not list may exist: the reference is used as it is written.
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
    ofDraft: ({ address, isDeferred, subResource }) =>
      (subResource !== undefined
        ? byMember.get(join(address, subResource))
        : (isDeferred ? references : immediate).get(address)) ?? noAddresses,
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

const noAddresses: ReadonlySet<Address> = new Set()

/** Addresses that the requests of the drafts mention. */
export const referencedAddresses = (
  drafts: readonly OperationDraft[],
  { names, registry }: PlanContext,
): ReadonlySet<Address> =>
  new Set(
    drafts
      .filter((draft) => !isRetirement(draft))
      .flatMap(({ kind, members }) => referencesIn(registry(kind).root, members))
      .map(({ isByName, kind, name }) => {
        const by = isByName ? 'name' : undefined
        return names.addressOf(kind, name, by) ?? makeAddress(kind, name)
      }),
  )

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
  error('ambiguous-reference', `More than one ${kindText(kind)} is called \`${name}\`.`, {
    at: from.positions.value(pointer),
    hint: 'Write the id of the one that you mean instead of its name.',
  })

const unknownReferenceError = (
  { from, kind, name, pointer }: MissingReference,
  known: readonly Address[],
): Diagnostic => {
  const suggestion = nearestName(kind, name, known)
  return error(
    'unknown-reference',
    `There is no ${kindText(kind)} \`${name}\`, in the files or in Statsig.`,
    {
      at: from.positions.value(pointer),
      ...(suggestion !== undefined && { hint: `Did you mean \`${suggestion}\`?` }),
    },
  )
}

/** Live state has an id, and the key cannot list the kind, so that the id cannot be compared with the name. */
const unresolvableReferenceError = (
  from: Definition,
  { kind, name, pointer }: ResourceReference,
): Diagnostic =>
  error(
    'unknown-reference',
    `This key cannot list a ${kindText(kind)}, so \`${name}\` cannot be resolved.`,
    {
      at: from.positions.value(pointer),
      hint: 'Use a key that may read them, or write the id that Statsig has in this field.',
    },
  )

/** The live resource has the same reference to a missing resource: to keep it breaks nothing. */
const danglingReferenceWarning = ({ from, kind, name, pointer }: MissingReference): Diagnostic =>
  warning(
    'unknown-reference',
    `There is no ${kindText(kind)} \`${name}\`, although Statsig refers to it as well.`,
    {
      at: from.positions.value(pointer),
      hint: 'Remove the reference if it is not needed. This plan does not change it.',
    },
  )

/** A reference that is not looked up may still be misspelt. */
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
        warning('unknown-reference', `No file describes the ${kindText(kind)} \`${name}\`.`, {
          at: from.positions.value(pointer),
          hint: `Did you mean \`${suggestion}\`?`,
        }),
      ]
}

const nearestName = (kind: string, name: string, known: readonly Address[]): string | undefined =>
  nearestWord(
    name,
    known.flatMap((each) => (each.startsWith(`${kind}/`) ? [each.slice(kind.length + 1)] : [])),
  )

/** One creation for each missing resource, however many definitions refer to it. */
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
    const draft: UnjudgedDraft = {
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
      findings: {},
    }
    return judgeDraft(draft, registry(kind).kind, undefined)
  })
}
