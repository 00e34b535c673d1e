// A commit as a tree that settings and definitions are read from. Nothing is checked out.
import { compareText } from '../../diagnostic.ts'
import type { SourceFile } from '../../model.ts'
import { partsOf } from '../disk/files.ts'
import {
  decode,
  faulty,
  isSkipped,
  linkFault,
  mebibyte,
  oddFault,
  sizeFault,
  skippedFault,
  usualAdvice,
} from '../disk/source-file.ts'
import type { Tree } from '../disk/source-tree.ts'
import { blobsIn, type ReadBlob } from './blobs.ts'
import {
  barrierOn,
  type Entry,
  type Listing,
  listingFrom,
  pathsNamed,
  targetOf,
} from './commit-files.ts'
import { GitTrouble, refusal, shortId } from './error.ts'
import { lacking } from './history.ts'
import type { Git } from './process.ts'

/** `prefix` is the folder within the repository that is the root here. */
export const treeAt = (git: Git, commit: string, prefix: string): Tree =>
  treeOf(() => listingAt(git, commit, prefix), blobsIn(git))

/** Of a listing that is asked for once, wherever it and the contents come from. */
export const treeOf = (list: () => Promise<Listing>, blob: ReadBlob): Tree => {
  let known: Promise<Listing> | undefined
  const listing = () => {
    known ??= list().catch((cause: unknown) => {
      // Somebody may fetch what is lacking.
      known = undefined
      throw cause
    })
    return known
  }
  const source: Tree['source'] = async (path, maxBytes = mebibyte, advice = usualAdvice) =>
    sourceIn(await listing(), blob, path, maxBytes, advice)
  return {
    source,
    sources: async (patterns, maxBytes) => {
      const there = await listing()
      const leads = (path: string) => leadsToFolder(there, blob, path)
      const named = await Promise.all(patterns.map((each) => pathsNamed(there, each, leads)))
      const paths = [...new Set(named.flat())].sort(compareText)
      const found = await Promise.all(paths.map((path) => source(path, maxBytes)))
      return found.filter((file) => file !== undefined)
    },
    hasFolder: async (path) => {
      const there = await listing()
      const parts = partsOf(path)
      // What lies behind a link or a submodule is said where it is read.
      return there.folders.has(parts.join('/')) || barrierOn(there, parts) !== undefined
    },
  }
}

export const listingAt = async (git: Git, commit: string, prefix: string): Promise<Listing> => {
  const listing = listingFrom(await listed(git, commit, true, [prefix]), prefix)
  if (listing.entries.size > 0) return listing
  // Either nothing is there, or it lies behind a link, and nobody knows what was there.
  const parts = prefix.split('/').slice(0, -1)
  const above = parts.map((_, index) => parts.slice(0, index + 1).join('/'))
  const barrier = barrierOn(listingFrom(await listed(git, commit, false, above), ''), parts)
  if (barrier === undefined) return listing
  throw barredBy(commit, barrier.path, barrier.entry)
}

export const barredBy = (commit: string, path: string, { sort }: Entry): GitTrouble =>
  new GitTrouble(
    `At the commit ${shortId(commit)}, \`${path}\` is a ${sort === 'link' ? 'symbolic link' : 'submodule'}, and what lies behind it is not read.`,
  )

const listed = async (
  git: Git,
  commit: string,
  isDeep: boolean,
  paths: readonly string[],
): Promise<string> => {
  const named = paths.filter((path) => path !== '')
  const said = await git.run([
    'ls-tree',
    ...(isDeep ? ['-r'] : []),
    '-z',
    '--full-tree',
    '--end-of-options',
    commit,
    ...(named.length === 0 ? [] : ['--', ...named]),
  ])
  if (said.code === 0) return said.text
  throw /^fatal: (?:Not a valid object name|not a tree object)/m.test(said.err)
    ? await lacking(git, commit)
    : refusal(said, 'list the files of a commit')
}

const sourceIn = async (
  listing: Listing,
  blob: ReadBlob,
  given: string,
  maxBytes: number,
  advice: string,
): Promise<SourceFile | undefined> => {
  const parts = partsOf(given)
  const path = parts.join('/')
  if (parts.some(isSkipped)) return faulty(path, skippedFault)
  const barrier = barrierOn(listing, parts)
  if (barrier !== undefined) {
    const faultOf = barrier.entry.sort === 'link' ? linkFault : submoduleFault
    return faulty(path, faultOf(path, barrier.path))
  }
  if (listing.folders.has(path)) return faulty(path, oddFault)
  const entry = listing.entries.get(path)
  if (entry === undefined) return undefined
  const { bytes } = await blob(entry.id, maxBytes)
  return bytes === undefined ? faulty(path, sizeFault(maxBytes, advice)) : decode(path, bytes)
}

const submoduleFault = (path: string, submodule: string): string =>
  path === submodule
    ? 'This is a submodule, and no commit holds the files of another repository: put the files themselves here.'
    : `The folder \`${submodule}\` is a submodule, and no commit holds the files of another repository.`

/** As far as the folder itself can tell: on disk a link that leads elsewhere may be looked at, here it cannot. */
const leadsToFolder = async (
  listing: Listing,
  blob: ReadBlob,
  path: string,
  steps = 10,
): Promise<boolean> => {
  const entry = listing.entries.get(path)
  if (entry?.sort !== 'link' || steps === 0) return listing.folders.has(path)
  const { bytes } = await blob(entry.id, longestLink)
  const target = bytes === undefined ? undefined : targetOf(path, bytes.toString())
  return target !== undefined && leadsToFolder(listing, blob, target, steps - 1)
}
const longestLink = 4096
