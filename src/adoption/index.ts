// What Statsig has, as changes of the files: which definitions change, and how their text does. Writes nothing.
import { itemNamer } from '../fields/item-references.ts'
import { type Canonical, textOf } from '../fields/normalize.ts'
import { isList, type Json, type Members, member } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Lexicon } from '../kinds/registry.ts'
import { listFileOf } from '../load/definition/list-file.ts'
import { validate } from '../load/definition/validate.ts'
import type { Settings } from '../load/settings/index.ts'
import { parse, type YamlDocument } from '../load/yaml/parse.ts'
import type { Address, Definition, Desired, Live, Resource, SourceFile } from '../model.ts'
import type { Memory } from '../plan/applied-state.ts'
import { basesFor } from '../plan/base-definition.ts'
import { type Merged, merged } from '../plan/merge/index.ts'
import { join, type Pointer, segments, topOf, valueAt } from '../pointer.ts'
import { isArchived } from '../resources/live.ts'
import { liveFor, namesOf } from '../resources/name-resolver.ts'
import type { FileEdit } from '../write/file-edits.ts'
import { editsBetween } from '../write/file-edits.ts'
import { namingOf } from '../write/resource-to-file.ts'
import { spliced } from '../write/splice/index.ts'
import { type Naming, valueInPlace } from '../write/value-to-file.ts'
import { orderIn } from './key-order.ts'
import { sharing, withLines } from './list-files.ts'

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

export interface Around {
  readonly desired: Desired
  readonly live: Live
  readonly memory: Memory
  readonly words: Lexicon
  readonly settings: Settings
  readonly sources: readonly SourceFile[]
}

export const adopting = (addresses: Iterable<Address>, around: Around): Adoption => {
  const names = namesFor(around)
  const texts = new Map(around.sources.map((file) => [file.path, file]))
  const adopted: Adopted[] = []
  const refused: { address: Address; reason: string }[] = []
  const changed = new Set<string>()
  for (const address of addresses) {
    const definition = around.desired.get(address)
    if (definition === undefined) continue
    const found = takenBack(definition, texts, names, around)
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
interface Names {
  readonly everybody: Canonical
  readonly liveOf: (definition: Definition) => Resource | undefined
  readonly baseOf: (definition: Definition) => Definition | undefined
  readonly naming: Naming
}

const namesFor = ({ desired, live, memory }: Around): Names => {
  const names = namesOf([], live.resources.values())
  const liveOf = (definition: Definition) => liveFor(definition, live, names)
  return {
    everybody: namesOf(desired.values(), live.resources.values()).canonical,
    liveOf,
    baseOf: basesFor(desired, memory, liveOf),
    naming: namingOf(names, live),
  }
}

type TakenBack =
  | { readonly files: readonly SourceFile[]; readonly adopted: Adopted }
  | { readonly reason: string }

const takenBack = (
  definition: Definition,
  texts: ReadonlyMap<string, SourceFile>,
  names: Names,
  around: Around,
): TakenBack => {
  const { kind, root } = around.words(definition.kind)
  const path = definition.positions.key('').file
  const found = names.liveOf(definition)
  if (found === undefined)
    return {
      reason: `it was deleted in Statsig: delete its definition, or create it again with \`apply --overwrite ${definition.address}\``,
    }
  if (definition.lifecycle.retired)
    return { reason: 'it is in use in Statsig: take `retired` out of its definition' }
  const source = texts.get(path)
  const documents = source ? parse(source, around.settings.caps).documents : []
  const index = documents.findIndex(
    (each) => validate(path, each, around.words).definition?.address === definition.address,
  )
  const document = documents[index]
  if (source === undefined || document === undefined)
    return { reason: `its definition is no longer found in \`${path}\`` }
  const isRetired = isArchived(kind, found) && kind.moves === undefined
  const result = isRetired ? undefined : mergedWith(definition, found, names, kind)
  const edits = isRetired
    ? retiredIn(document)
    : editsFor(kind, definition, result?.members ?? {}, document)
  const list = listFileOf(kind, path, document.content)
  const inList = list !== undefined && edits.some(({ at }) => topOf(at) === list.field)
  const others = inList ? edits.filter(({ at }) => topOf(at) !== list.field) : edits
  const order = orderIn(root, document.content, kind.aliases ?? {})
  const text = spliced(source.text, others, { document: index, order })
  if ('refused' in text) return { reason: text.refused }
  const unsaid = faultIn({ path, text: text.text }, index, around)
  if (unsaid !== undefined) return { reason: `a file cannot say what Statsig has: ${unsaid}` }
  const listed = inList && list.path !== undefined ? texts.get(list.path) : undefined
  const sharer =
    inList && list.path !== undefined ? sharing(list.path, definition.address, around) : undefined
  if (sharer !== undefined)
    return {
      reason: `\`${sharer}\` has its \`${list?.field}\` in the same file: give each a file of its own`,
    }
  if (inList && listed === undefined)
    return { reason: `its \`${list.field}\` lie in a file that cannot be read` }
  return {
    files: [
      { path, text: text.text },
      ...(inList && listed
        ? [{ path: listed.path, text: withLines(listed.text, result?.members[list.field]) }]
        : []),
    ],
    adopted: {
      address: definition.address,
      path,
      labels: isRetired
        ? ['lifecycle.retired']
        : (result?.findings ?? []).flatMap(({ edit, side }) =>
            side === 'live' ? [edit.label] : [],
          ),
    },
  }
}

/** Live state wins wherever it was changed; what the file alone has changed stays. */
const mergedWith = (
  definition: Definition,
  live: Resource,
  { baseOf, everybody, naming }: Names,
  kind: Kind,
): Merged => {
  const found = merged(
    kind.fields,
    {
      base: baseOf(definition)?.members,
      without: 'unknown',
      ours: definition.members,
      live: live.raw,
    },
    {
      names: everybody,
      twins: kind.twins ?? [],
      ignored: (definition.lifecycle.ignoreChanges ?? []).map((each) => `/${each}`),
      whoseIgnored: 'file',
      settle: ({ verdict }) => (verdict === 'change' || verdict === 'mention' ? 'file' : 'live'),
      told: (field, value) => valueInPlace(field, value, naming),
    },
  )
  return { ...found, members: { ...found.members, ...decided(kind, live, found, naming) } }
}

/** A status comes with what it was reached by: the group that was launched, and why. */
const decided = (kind: Kind, live: Resource, { findings }: Merged, naming: Naming): Members => {
  const { moves } = kind
  const isMoved = findings.some(
    ({ edit, side }) =>
      side === 'live' && moves !== undefined && topOf(edit.pointer) === moves.field,
  )
  const edge = isMoved && moves?.edges.find(({ to }) => to === live.raw[moves.field])
  if (!edge) return {}
  const nameOf = itemNamer(kind.fields, live.raw, live.raw, naming.canonical)
  return Object.fromEntries(
    Object.values(edge.body).flatMap((name) => {
      const [field, value] = [kind.fields[name], live.raw[name]]
      if (field === undefined || typeof value !== 'string' || value === '') return []
      return [[name, field.shape === 'item' ? nameOf(field.list, value) : value] as const]
    }),
  )
}

/** What would be wrong with a definition, were its file written as this one. */
const faultIn = (source: SourceFile, index: number, around: Around): string | undefined => {
  const document = parse(source, around.settings.caps).documents[index]
  if (document === undefined) return 'the definition would no longer be found'
  const { diagnostics } = validate(source.path, document, around.words)
  return diagnostics.find(({ severity }) => severity === 'error')?.message.replace(/\.$/, '')
}

const retiredIn = ({ content }: YamlDocument): readonly FileEdit[] =>
  member(content, 'lifecycle') === undefined
    ? [{ is: 'set', at: '/lifecycle', value: { retired: true } }]
    : [{ is: 'set', at: '/lifecycle/retired', value: true }]

const editsFor = (
  { aliases = {} }: Kind,
  { members }: Definition,
  wanted: Members,
  { content }: YamlDocument,
): readonly FileEdit[] => {
  const spelt = new Map(
    Object.entries(aliases)
      .filter(([alias]) => Object.hasOwn(content, alias))
      .map(([alias, name]) => [name, alias]),
  )
  const names = new Set([...Object.keys(members), ...Object.keys(wanted)])
  return [...names].flatMap((name): readonly FileEdit[] => {
    const at = join('', spelt.get(name) ?? name)
    const [before, after] = [members[name], wanted[name]]
    if (textOf(before) === textOf(after)) return []
    if (after === undefined) return [{ is: 'remove', at }]
    if (before === undefined || (content[topOf(at)] ?? null) === null)
      return [{ is: 'set', at, value: after }]
    return editsBetween(before, after, at).map((edit) => filledIn(edit, content, after, at))
  })
}

/** What the file leaves empty has no items to arrange. */
const filledIn = (edit: FileEdit, content: Members, after: Json, top: Pointer): FileEdit => {
  if (edit.is !== 'arrange' || isList(valueAt(content, edit.at))) return edit
  const inside = segments(edit.at).slice(segments(top).length)
  const value = valueAt(after, inside.reduce<Pointer>(join, ''))
  return { is: 'set', at: edit.at, value: value ?? null }
}
