// What proves that a definition was deleted on purpose: where it was defined, and the commit that removed it.
import { isFatal } from '../diagnostic.ts'
import { type Commit, type Repository, shortId } from '../io/git/index.ts'
import { begin } from '../load/index.ts'
import type { Address, Definition, Desired } from '../model.ts'
import type { Bases } from './bases.ts'

export const evidenceFor = async (
  repository: Repository,
  { commits, desired, settings }: Bases,
  files: Desired,
  head: Commit | undefined,
  isWanted: boolean,
): Promise<(definition: Definition) => string | undefined> => {
  const gone = isWanted ? [...desired.values()].filter(({ address }) => !files.has(address)) : []
  const removed = new Map<Address, string>()
  for (const definition of gone) {
    const { file } = definition.positions.key('')
    const from = commits.get(definition.address)
    if (from === undefined || head === undefined || settings === undefined) continue
    for (const commit of await repository.touching(file, from, head.id)) {
      const source = await repository.tree(commit.id).source(file)
      const { diagnostics, validated } = begin(source ? [source] : [], settings)
      // What a faulty file does not say proves nothing.
      if (isFatal(diagnostics)) continue
      if (validated.some((each) => each.definition?.address === definition.address)) continue
      removed.set(definition.address, commit.id)
      break
    }
  }
  return ({ address }) => {
    const [from, by] = [commits.get(address), removed.get(address)]
    return from === undefined || by === undefined
      ? undefined
      : `defined at ${shortId(from)}, removed in ${shortId(by)}`
  }
}
