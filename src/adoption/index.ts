// What Statsig has, as changes of the files: which definitions change, and how their text does. Writes nothing.
import { listFileOf } from '../load/definition/list-file.ts'
import { validateDocument } from '../load/definition/validate.ts'
import { parseDefinitionFile } from '../load/yaml/parse.ts'
import type { Address, Definition, SourceFile } from '../model.ts'
import { topLevelName } from '../pointer.ts'
import { isArchived } from '../resources/live.ts'
import { spliceYaml } from '../write/splice/index.ts'
import type { AdoptionContext } from './context.ts'
import { memberEdits, retireEdits } from './definition-edits.ts'
import { keyOrder } from './key-order.ts'
import { findListOwner, replaceLines } from './list-files.ts'
import { type AdoptionLookups, adoptionLookups, mergeLive } from './merge-live.ts'

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
