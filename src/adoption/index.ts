// What Statsig has, as changes of the files: which definitions change, and how their text does. Writes nothing.
import { createItemNamer } from '../fields/item-references.ts'
import { canonicalJson, type ResolveName } from '../fields/normalize.ts'
import { isJsonArray, type Json, type JsonObject, member } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import { listFileOf } from '../load/definition/list-file.ts'
import { validateDocument } from '../load/definition/validate.ts'
import type { Settings } from '../load/settings/index.ts'
import { parseDefinitionFile, type YamlDocument } from '../load/yaml/parse.ts'
import type {
  Address,
  Definition,
  DesiredState,
  LiveState,
  Resource,
  SourceFile,
} from '../model.ts'
import type { AppliedState } from '../plan/applied-state.ts'
import { createBaseLookup } from '../plan/base-definition.ts'
import { type MergeResult, mergeMembers } from '../plan/merge/index.ts'
import { join, type Pointer, segments, topLevelName, valueAt } from '../pointer.ts'
import { isArchived } from '../resources/live.ts'
import { createNameResolver, findLiveResource } from '../resources/name-resolver.ts'
import type { FileEdit } from '../write/file-edits.ts'
import { editsBetween } from '../write/file-edits.ts'
import { referenceNamingOf } from '../write/resource-to-file.ts'
import { spliceYaml } from '../write/splice/index.ts'
import { type ReferenceNaming, replacementValue } from '../write/value-to-file.ts'
import { keyOrder } from './key-order.ts'
import { findListOwner, replaceLines } from './list-files.ts'

export interface Adoption {
  /** The files as they will be. */
  readonly files: readonly SourceFile[]
  readonly adopted: readonly Adopted[]
  readonly refused: readonly { readonly address: Address; readonly reason: string }[]
}

export interface Adopted {
  readonly address: Address
  readonly path: string
  /** What changes in the file, as people say it. */
  readonly labels: readonly string[]
}

export interface AdoptionContext {
  readonly desired: DesiredState
  readonly live: LiveState
  readonly appliedState: AppliedState
  readonly registry: KindRegistry
  readonly settings: Settings
  readonly sources: readonly SourceFile[]
}

export const planAdoption = (addresses: Iterable<Address>, context: AdoptionContext): Adoption => {
  const names = adoptionLookups(context)
  const texts = new Map(context.sources.map((file) => [file.path, file]))
  const adopted: Adopted[] = []
  const refused: { address: Address; reason: string }[] = []
  const changed = new Set<string>()
  for (const address of addresses) {
    const definition = context.desired.get(address)
    if (definition === undefined) continue
    const found = adoptDefinition(definition, texts, names, context)
    if ('reason' in found) refused.push({ address, reason: found.reason })
    else {
      for (const file of found.files) {
        texts.set(file.path, file)
        changed.add(file.path)
      }
      adopted.push(found.adopted)
    }
  }
  return { files: [...changed].flatMap((path) => texts.get(path) ?? []), adopted, refused }
}

/** What is worked out once, of all resources, for however many are adopted. */
interface AdoptionLookups {
  readonly canonical: ResolveName
  readonly liveOf: (definition: Definition) => Resource | undefined
  readonly baseOf: (definition: Definition) => Definition | undefined
  readonly naming: ReferenceNaming
}

const adoptionLookups = ({ desired, live, appliedState }: AdoptionContext): AdoptionLookups => {
  const names = createNameResolver([], live.resources.values())
  const liveOf = (definition: Definition) => findLiveResource(definition, live, names)
  return {
    canonical: createNameResolver(desired.values(), live.resources.values()).resolveName,
    liveOf,
    baseOf: createBaseLookup(desired, appliedState, liveOf),
    naming: referenceNamingOf(names, live),
  }
}

type DefinitionAdoption =
  | { readonly files: readonly SourceFile[]; readonly adopted: Adopted }
  | { readonly reason: string }

const adoptDefinition = (
  definition: Definition,
  texts: ReadonlyMap<string, SourceFile>,
  names: AdoptionLookups,
  context: AdoptionContext,
): DefinitionAdoption => {
  const { kind, root } = context.registry(definition.kind)
  const path = definition.positions.key('').file
  const found = names.liveOf(definition)
  if (found === undefined)
    return {
      reason: `it was deleted in Statsig: delete its definition, or create it again with \`apply --overwrite ${definition.address}\``,
    }
  if (definition.lifecycle.retired)
    return { reason: 'it is in use in Statsig: take `retired` out of its definition' }
  const source = texts.get(path)
  const documents = source ? parseDefinitionFile(source, context.settings.caps).documents : []
  const index = documents.findIndex(
    (each) =>
      validateDocument(path, each, context.registry).definition?.address === definition.address,
  )
  const document = documents[index]
  if (source === undefined || document === undefined)
    return { reason: `its definition is no longer found in \`${path}\`` }
  const isRetired = isArchived(kind, found) && kind.statusMachine === undefined
  const result = isRetired ? undefined : mergeLive(definition, found, names, kind)
  const edits = isRetired
    ? retireEdits(document)
    : memberEdits(kind, definition, result?.members ?? {}, document)
  const list = listFileOf(kind, path, document.content)
  const inList = list !== undefined && edits.some(({ at }) => topLevelName(at) === list.field)
  const definitionEdits = inList ? edits.filter(({ at }) => topLevelName(at) !== list.field) : edits
  const order = keyOrder(root, document.content, kind.aliases ?? {})
  const text = spliceYaml(source.text, definitionEdits, { document: index, order })
  if ('refused' in text) return { reason: text.refused }
  const fault = definitionFault({ path, text: text.text }, index, context)
  if (fault !== undefined) return { reason: `a file cannot say what Statsig has: ${fault}` }
  const listFile = inList && list.path !== undefined ? texts.get(list.path) : undefined
  const otherOwner =
    inList && list.path !== undefined
      ? findListOwner(list.path, definition.address, context)
      : undefined
  if (otherOwner !== undefined)
    return {
      reason: `\`${otherOwner}\` has its \`${list?.field}\` in the same file: give each a file of its own`,
    }
  if (inList && listFile === undefined)
    return { reason: `its \`${list.field}\` lie in a file that cannot be read` }
  return {
    files: [
      { path, text: text.text },
      ...(inList && listFile
        ? [{ path: listFile.path, text: replaceLines(listFile.text, result?.members[list.field]) }]
        : []),
    ],
    adopted: {
      address: definition.address,
      path,
      labels: isRetired
        ? ['lifecycle.retired']
        : (result?.differences ?? []).flatMap(({ edit, side }) =>
            side === 'live' ? [edit.label] : [],
          ),
    },
  }
}

/** Live state wins wherever it was changed; what the file alone has changed stays. */
const mergeLive = (
  definition: Definition,
  live: Resource,
  { baseOf, canonical, naming }: AdoptionLookups,
  kind: Kind,
): MergeResult => {
  const found = mergeMembers(
    kind.fields,
    {
      base: baseOf(definition)?.members,
      statusWithoutBase: 'no-base',
      ours: definition.members,
      live: live.raw,
    },
    {
      resolveName: canonical,
      alternatives: kind.alternatives ?? [],
      ignored: (definition.lifecycle.ignoreChanges ?? []).map((each) => `/${each}`),
      ignoredSide: 'file',
      chooseSide: ({ mergeStatus }) =>
        mergeStatus === 'change' || mergeStatus === 'newly-declared' ? 'file' : 'live',
      toFileValue: (field, value) => replacementValue(field, value, naming),
    },
  )
  return { ...found, members: { ...found.members, ...decisionMembers(kind, live, found, naming) } }
}

/** A status comes with what it was reached by: the group that was launched, and why. */
const decisionMembers = (
  kind: Kind,
  live: Resource,
  { differences }: MergeResult,
  naming: ReferenceNaming,
): JsonObject => {
  const { statusMachine: transitions } = kind
  const isStatusAdopted = differences.some(
    ({ edit, side }) =>
      side === 'live' &&
      transitions !== undefined &&
      topLevelName(edit.pointer) === transitions.field,
  )
  const edge =
    isStatusAdopted && transitions?.transitions.find(({ to }) => to === live.raw[transitions.field])
  if (!edge) return {}
  const nameOf = createItemNamer(kind.fields, live.raw, live.raw, naming.canonical)
  return Object.fromEntries(
    Object.values(edge.body).flatMap((name) => {
      const [field, value] = [kind.fields[name], live.raw[name]]
      if (field === undefined || typeof value !== 'string' || value === '') return []
      return [[name, field.shape === 'item' ? nameOf(field.list, value) : value] as const]
    }),
  )
}

/** What would be wrong with a definition, were its file written as this one. */
const definitionFault = (
  source: SourceFile,
  index: number,
  context: AdoptionContext,
): string | undefined => {
  const document = parseDefinitionFile(source, context.settings.caps).documents[index]
  if (document === undefined) return 'the definition would no longer be found'
  const { diagnostics } = validateDocument(source.path, document, context.registry)
  return diagnostics.find(({ severity }) => severity === 'error')?.message.replace(/\.$/, '')
}

const retireEdits = ({ content }: YamlDocument): readonly FileEdit[] =>
  member(content, 'lifecycle') === undefined
    ? [{ is: 'set', at: '/lifecycle', value: { retired: true } }]
    : [{ is: 'set', at: '/lifecycle/retired', value: true }]

const memberEdits = (
  { aliases = {} }: Kind,
  { members }: Definition,
  wanted: JsonObject,
  { content }: YamlDocument,
): readonly FileEdit[] => {
  const aliasByName = new Map(
    Object.entries(aliases)
      .filter(([alias]) => Object.hasOwn(content, alias))
      .map(([alias, name]) => [name, alias]),
  )
  const names = new Set([...Object.keys(members), ...Object.keys(wanted)])
  return [...names].flatMap((name): readonly FileEdit[] => {
    const at = join('', aliasByName.get(name) ?? name)
    const [before, after] = [members[name], wanted[name]]
    if (canonicalJson(before) === canonicalJson(after)) return []
    if (after === undefined) return [{ is: 'remove', at }]
    if (before === undefined || (content[topLevelName(at)] ?? null) === null)
      return [{ is: 'set', at, value: after }]
    return editsBetween(before, after, at).map((edit) => setWhereEmpty(edit, content, after, at))
  })
}

/** What the file leaves empty has no items to arrange. */
const setWhereEmpty = (
  edit: FileEdit,
  content: JsonObject,
  after: Json,
  top: Pointer,
): FileEdit => {
  if (edit.is !== 'arrange' || isJsonArray(valueAt(content, edit.at))) return edit
  const relative = segments(edit.at).slice(segments(top).length)
  const value = valueAt(after, relative.reduce<Pointer>(join, ''))
  return { is: 'set', at: edit.at, value: value ?? null }
}
