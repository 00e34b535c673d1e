// Finds the proof that a definition was deleted on purpose: where it was defined, and the commit that removed it.
import { isFatal } from '../core/diagnostic.ts'
import { loadFiles } from '../load/index.ts'
import { isProductFile } from '../load/product-files.ts'
import type { Settings } from '../load/settings/index.ts'
import type { Address, Definition, DeletionProof, DesiredState } from '../model/index.ts'
import type { Commit, GitRepository } from '../model/repository.ts'
import type { AppliedDefinitions } from './applied-definitions.ts'

export const findDeletionProofs = async (
  repository: GitRepository,
  { commits, desired, roots, settings }: AppliedDefinitions,
  files: DesiredState,
  head: Commit | undefined,
  isPruning: boolean,
): Promise<(definition: Definition) => DeletionProof | undefined> => {
  const missing = isPruning
    ? [...desired.values()].filter(({ address }) => !files.has(address))
    : []
  const removalCommits = new Map<Address, string>()
  const isStillDefined =
    missing.length === 0 || head === undefined || settings === undefined
      ? () => false
      : await definedAtCommit(repository, head, settings)
  for (const definition of missing) {
    const { file } = definition.positions.key('')
    const definedAt = commits.get(definition.address)
    if (definedAt === undefined || head === undefined || settings === undefined) continue
    const root = roots.get(definition.address) ?? repository.root
    let removal: string | undefined
    for (const commit of await repository.commitsTouching(file, definedAt, head.id, root)) {
      const source = await repository.tree(commit.id, root).readFile(file)
      const { diagnostics, validated } = loadFiles(source ? [source] : [], settings)
      // An invalid file may still define it: its text proves nothing.
      if (isFatal(diagnostics)) continue
      const isDefined = validated.some((each) => each.definition?.address === definition.address)
      removal = isDefined ? undefined : (removal ?? commit.id)
    }
    const before =
      removal === undefined ? undefined : await repository.tree(definedAt, root).readFile(file)
    if (removal !== undefined && !isStillDefined(definition.address, before?.text))
      removalCommits.set(definition.address, removal)
  }
  return ({ address }) => {
    const [definedAt, removedIn] = [commits.get(address), removalCommits.get(address)]
    return definedAt === undefined || removedIn === undefined
      ? undefined
      : { definedIn: definedAt, removedIn: removedIn }
  }
}

/**
 * Whether a commit still has a definition, or a file with the same text, anywhere in the repository: a moved definition was
 * not deleted, and another root may define it.
 */
const definedAtCommit = async (
  repository: GitRepository,
  { id }: Commit,
  settings: Settings,
): Promise<(address: Address, text: string | undefined) => boolean> => {
  const found = await repository.tree(id, '').readFiles(['**/*.{yaml,yml}'], settings.caps.bytes)
  const files = found.filter((file) => !isProductFile(file))
  const texts = new Set(files.map(({ text }) => text))
  const { validated } = loadFiles(files, settings)
  const addresses = new Set(validated.flatMap(({ definition }) => definition?.address ?? []))
  return (address, text) => addresses.has(address) || (text !== undefined && texts.has(text))
}
