// Plans how files adopt what is in Statsig: which definitions change, and the new text of each file. Writes nothing.

import { topLevelName } from '../core/pointer.ts'
import type { Kind } from '../kinds/kind.ts'
import { listFileOf } from '../load/definition/list-file.ts'
import { validateDocument } from '../load/definition/validate.ts'
import { parseDefinitionFile } from '../load/yaml/parse.ts'
import type { Address, Definition, SourceFile } from '../model/index.ts'
import { isSameDefinition } from '../plan/base-definition.ts'
import type { ResolvedDifference } from '../plan/merge/index.ts'
import { isOutsideGit } from '../plan/resource/choose-side.ts'
import { isArchived } from '../resources/live.ts'
import { spliceYaml } from '../write/splice/index.ts'
import type { AdoptionContext } from './context.ts'
import { memberEdits, retireEdits } from './definition-edits.ts'
import { keyOrder } from './key-order.ts'
import { findListOwner, replaceLines } from './list-files.ts'
import { type AdoptionLookups, adoptionLookups, mergeLive } from './merge-live.ts'

export interface Adoption {
  /** The new text of each changed file. */
  readonly files: readonly SourceFile[]
  readonly adopted: readonly Adopted[]
  readonly refused: readonly { readonly address: Address; readonly reason: string }[]
  /** Only adopted where the address is named. */
  readonly left: readonly LeftDifference[]
}

/** A difference that stays as it is in the file, since adopting it would lose what the file says. */
export interface LeftDifference {
  readonly address: Address
  /** The labels of the fields. Empty for the resource as a whole. */
  readonly labels: readonly string[]
  readonly code: LeftReason
}

export type LeftReason =
  /** The file and Statsig have changed it since the last apply. */
  | 'conflict'
  /** No commit has the value of the file. */
  | 'not-committed'
  | 'deleted-and-changed'
  | 'removed-and-changed'

export interface Adopted {
  readonly address: Address
  readonly path: string
  /** The labels of the fields that change in the file. */
  readonly labels: readonly string[]
}

/** Conflicts and values that are not committed are adopted only at the addresses that are `named`. */
export const planAdoption = (
  addresses: Iterable<Address>,
  named: ReadonlySet<Address>,
  context: AdoptionContext,
): Adoption => {
  const names = adoptionLookups(context)
  const texts = new Map(context.sources.map((file) => [file.path, file]))
  const adopted: Adopted[] = []
  const refused: { address: Address; reason: string }[] = []
  const left: LeftDifference[] = []
  const changed = new Set<string>()
  for (const address of addresses) {
    const definition = context.desired.get(address)
    if (definition === undefined) {
      left.push({ address, labels: [], code: 'removed-and-changed' })
      continue
    }
    const found = adoptDefinition(definition, named.has(address), texts, names, context)
    if ('reason' in found) refused.push({ address, reason: found.reason })
    else if (found.files.some(({ text }) => context.hasSecret(text)))
      refused.push({ address, reason: secretReason })
    else {
      for (const file of found.files) {
        texts.set(file.path, file)
        changed.add(file.path)
      }
      if (found.adopted.labels.length > 0) adopted.push(found.adopted)
      left.push(...found.left)
    }
  }
  return { files: [...changed].flatMap((path) => texts.get(path) ?? []), adopted, refused, left }
}

const secretReason =
  'its value in Statsig holds a secret of this run, such as the Console API key: remove it there'

type DefinitionAdoption =
  | {
      readonly files: readonly SourceFile[]
      readonly adopted: Adopted
      readonly left: readonly LeftDifference[]
    }
  | { readonly reason: string }

const adoptDefinition = (
  definition: Definition,
  isNamed: boolean,
  texts: ReadonlyMap<string, SourceFile>,
  names: AdoptionLookups,
  context: AdoptionContext,
): DefinitionAdoption => {
  const { kind, root } = context.registry(definition.kind)
  const path = definition.positions.key('').file
  const found = names.liveOf(definition)
  const base = names.baseOf(definition)
  const isDeletedAndChanged =
    found === undefined && base !== undefined && !isSameDefinition(definition, base)
  if (isDeletedAndChanged && !isNamed)
    return leftAsIs(definition, path, [
      { address: definition.address, labels: [], code: 'deleted-and-changed' },
    ])
  if (found === undefined)
    return {
      reason: `the resource was deleted in Statsig: delete its definition, or create the resource again with \`apply --overwrite ${definition.address}\``,
    }
  if (definition.lifecycle.retired)
    return { reason: 'the resource is in use in Statsig: remove `retired` from its definition' }
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
  const result = isRetired ? undefined : mergeLive(definition, found, names, kind, isNamed)
  const edits = isRetired
    ? retireEdits(document)
    : memberEdits(kind, definition, result?.members ?? {}, document)
  const left = leftDifferences(definition, result?.differences ?? [], kind)
  if (!isRetired && edits.length === 0 && left.length > 0) return leftAsIs(definition, path, left)
  const list = listFileOf(kind, path, document.content)
  const inList = list !== undefined && edits.some(({ at }) => topLevelName(at) === list.field)
  const definitionEdits = inList ? edits.filter(({ at }) => topLevelName(at) !== list.field) : edits
  const order = keyOrder(root, document.content, kind.aliases ?? {})
  const text = spliceYaml(source.text, definitionEdits, { document: index, order })
  if ('refused' in text) return { reason: text.refused }
  const fault = definitionFault({ path, text: text.text }, index, context)
  if (fault !== undefined) return { reason: `a file cannot express what is in Statsig: ${fault}` }
  const listFile = inList && list.path !== undefined ? texts.get(list.path) : undefined
  const otherOwner =
    inList && list.path !== undefined
      ? findListOwner(list.path, definition.address, context)
      : undefined
  if (otherOwner !== undefined)
    return {
      reason: `\`${otherOwner}\` names the same file for its \`${list?.field}\`: give each resource its own file`,
    }
  if (inList && listFile === undefined)
    return { reason: `the file of its \`${list.field}\` cannot be read` }
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
    left,
  }
}

const leftAsIs = (
  { address }: Definition,
  path: string,
  left: readonly LeftDifference[],
): DefinitionAdoption => ({ files: [], adopted: { address, path, labels: [] }, left })

const leftDifferences = (
  { address }: Definition,
  differences: readonly ResolvedDifference[],
  kind: Kind,
): readonly LeftDifference[] => {
  const kept = differences.filter((each) => each.side === 'file' && isOutsideGit(kind, each))
  const labelsOf = (isConflict: boolean) =>
    kept
      .filter(({ mergeStatus }) => (mergeStatus === 'conflict') === isConflict)
      .map(({ edit }) => edit.label)
  return (
    [
      ['conflict', labelsOf(true)],
      ['not-committed', labelsOf(false)],
    ] as const
  ).flatMap(([code, labels]) => (labels.length === 0 ? [] : [{ address, labels, code }]))
}

/** The first fault that a definition would have with this text of its file. */
const definitionFault = (
  source: SourceFile,
  index: number,
  context: AdoptionContext,
): string | undefined => {
  const document = parseDefinitionFile(source, context.settings.caps).documents[index]
  if (document === undefined) return 'the definition is no longer found'
  const { diagnostics } = validateDocument(source.path, document, context.registry)
  return diagnostics.find(({ severity }) => severity === 'error')?.message.replace(/\.$/, '')
}
