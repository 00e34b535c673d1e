// What proves that a definition was deleted on purpose: where it was defined, and the commit that removed it.
import { isFatal } from '../diagnostic.ts'
import type { Commit, Repository } from '../io/git/index.ts'
import { begin } from '../load/index.ts'
import type { Settings } from '../load/settings/index.ts'
import type { Address, Definition, Desired, Evidence } from '../model.ts'
import type { Bases } from './applied-definitions.ts'

export const evidenceFor = async (
  repository: Repository,
  { commits, desired, settings }: Bases,
  files: Desired,
  head: Commit | undefined,
  isWanted: boolean,
): Promise<(definition: Definition) => Evidence | undefined> => {
  const gone = isWanted ? [...desired.values()].filter(({ address }) => !files.has(address)) : []
  const removed = new Map<Address, string>()
  const elsewhere =
    gone.length === 0 || head === undefined || settings === undefined
      ? () => false
      : await standingIn(repository, head, settings)
  for (const definition of gone) {
    const { file } = definition.positions.key('')
    const from = commits.get(definition.address)
    if (from === undefined || head === undefined || settings === undefined) continue
    let last: string | undefined
    for (const commit of await repository.touching(file, from, head.id)) {
      const source = await repository.tree(commit.id).source(file)
      const { diagnostics, validated } = begin(source ? [source] : [], settings)
      // What a faulty file does not say proves nothing.
      if (isFatal(diagnostics)) continue
      const isThere = validated.some((each) => each.definition?.address === definition.address)
      last = isThere ? undefined : (last ?? commit.id)
    }
    const then = last === undefined ? undefined : await repository.tree(from).source(file)
    if (last !== undefined && !elsewhere(definition.address, then?.text))
      removed.set(definition.address, last)
  }
  return ({ address }) => {
    const [from, by] = [commits.get(address), removed.get(address)]
    return from === undefined || by === undefined ? undefined : { from, by }
  }
}

/** Whether a commit still holds a definition, or the text of it, wherever that is: what was moved was not deleted. */
const standingIn = async (
  repository: Repository,
  { id }: Commit,
  settings: Settings,
): Promise<(address: Address, text: string | undefined) => boolean> => {
  const files = await repository.tree(id).sources(['**/*.{yaml,yml}'], settings.caps.bytes)
  const texts = new Set(files.map(({ text }) => text))
  const { validated } = begin(files, settings)
  const addresses = new Set(validated.flatMap(({ definition }) => definition?.address ?? []))
  return (address, text) => addresses.has(address) || (text !== undefined && texts.has(text))
}
