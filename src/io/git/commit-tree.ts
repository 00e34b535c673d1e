// Reads settings and definitions from a commit, without a checkout.
import { compareText } from '../../core/diagnostic.ts'
import { parseRelativePath } from '../../core/glob.ts'
import type { SourceFile } from '../../model/index.ts'
import { GitError, type SourceTree, shortId } from '../../model/repository.ts'
import {
  decodeSource,
  defaultSizeAdvice,
  ignoredFolderFault,
  irregularFileFault,
  isIgnoredName,
  linkFault,
  mebibyte,
  sizeFault,
  unreadableFile,
} from '../disk/source-file.ts'
import { createBlobReader, type ReadBlob } from './blobs.ts'
import {
  type CommitFiles,
  findLinkOrSubmodule,
  matchPaths,
  parseLsTree,
  resolveLink,
  type TreeEntry,
} from './commit-files.ts'
import { toGitError } from './error.ts'
import { missingCommitError } from './history.ts'
import { hasGitMessage } from './message-codes.ts'
import type { Git } from './process.ts'

/** `prefix` is the root folder of the definitions within the repository. */
export const createCommitTree = (git: Git, commit: string, prefix: string): SourceTree =>
  createSourceTree(() => listCommitFiles(git, commit, prefix), createBlobReader(git))

/** A tree with any source of the list of files and of their contents. The list is read once. */
export const createSourceTree = (
  listFiles: () => Promise<CommitFiles>,
  blob: ReadBlob,
): SourceTree => {
  let cached: Promise<CommitFiles> | undefined
  const commitFiles = () => {
    cached ??= listFiles().catch((cause: unknown) => {
      // Do not cache the failure: the missing objects may be fetched later.
      cached = undefined
      throw cause
    })
    return cached
  }
  const source: SourceTree['readFile'] = async (
    path,
    maxBytes = mebibyte,
    advice = defaultSizeAdvice,
  ) => readSourceFile(await commitFiles(), blob, path, maxBytes, advice)
  return {
    readFile: source,
    readFiles: async (patterns, maxBytes) => {
      const files = await commitFiles()
      const isFolderLink = (path: string) => isLinkToFolder(files, blob, path)
      const matchedPaths = await Promise.all(
        patterns.map((each) => matchPaths(files, each, isFolderLink)),
      )
      const paths = [...new Set(matchedPaths.flat())].sort(compareText)
      const found = await Promise.all(paths.map((path) => source(path, maxBytes)))
      return found.filter((file) => file !== undefined)
    },
    hasFolder: async (path) => {
      const files = await commitFiles()
      const pathSegments = parseRelativePath(path)
      // For a link or a submodule, reading its files reports the reason.
      return (
        files.folders.has(pathSegments.join('/')) ||
        findLinkOrSubmodule(files, pathSegments) !== undefined
      )
    },
  }
}

export const listCommitFiles = async (
  git: Git,
  commit: string,
  prefix: string,
): Promise<CommitFiles> => {
  const commitFiles = parseLsTree(await runLsTree(git, commit, true, [prefix]), prefix)
  if (commitFiles.entries.size > 0) return commitFiles
  // The folder does not exist, or it is behind a link or submodule, whose content is unknown.
  const pathSegments = prefix.split('/').slice(0, -1)
  const parentFolders = pathSegments.map((_, index) => pathSegments.slice(0, index + 1).join('/'))
  const barrier = findLinkOrSubmodule(
    parseLsTree(await runLsTree(git, commit, false, parentFolders), ''),
    pathSegments,
  )
  if (barrier === undefined) return commitFiles
  throw linkOrSubmoduleError(commit, barrier.path, barrier.entry)
}

export const linkOrSubmoduleError = (commit: string, path: string, { type }: TreeEntry): GitError =>
  new GitError(
    `At the commit ${shortId(commit)}, \`${path}\` is a ${type === 'link' ? 'symbolic link' : 'submodule'}, and files behind it are not read.`,
  )

const runLsTree = async (
  git: Git,
  commit: string,
  isRecursive: boolean,
  paths: readonly string[],
): Promise<string> => {
  const matchedPaths = paths.filter((path) => path !== '')
  const result = await git.run([
    'ls-tree',
    ...(isRecursive ? ['-r'] : []),
    '-z',
    '--full-tree',
    '--end-of-options',
    commit,
    ...(matchedPaths.length === 0 ? [] : ['--', ...matchedPaths]),
  ])
  if (result.exitCode === 0) return result.text
  throw hasGitMessage(result.stderr, 'object-not-found')
    ? await missingCommitError(git, commit)
    : toGitError(result, 'list the files of a commit')
}

const readSourceFile = async (
  commitFiles: CommitFiles,
  blob: ReadBlob,
  requestedPath: string,
  maxBytes: number,
  advice: string,
): Promise<SourceFile | undefined> => {
  const pathSegments = parseRelativePath(requestedPath)
  const path = pathSegments.join('/')
  if (pathSegments.some(isIgnoredName)) return unreadableFile(path, ignoredFolderFault)
  const barrier = findLinkOrSubmodule(commitFiles, pathSegments)
  if (barrier !== undefined) {
    const faultOf = barrier.entry.type === 'link' ? linkFault : submoduleFault
    return unreadableFile(path, faultOf(path, barrier.path))
  }
  if (commitFiles.folders.has(path)) return unreadableFile(path, irregularFileFault)
  const entry = commitFiles.entries.get(path)
  if (entry === undefined) return undefined
  const { bytes } = await blob(entry.id, maxBytes)
  return bytes === undefined
    ? unreadableFile(path, sizeFault(maxBytes, advice))
    : decodeSource(path, bytes)
}

const submoduleFault = (path: string, submodule: string): string =>
  path === submodule
    ? 'This is a submodule, whose files are in another repository and are not read: put the files themselves here.'
    : `The folder \`${submodule}\` is a submodule, whose files are in another repository and are not read.`

/** Resolves links within the folder. Other links cannot be resolved in a commit, in contrast to the disk. */
const isLinkToFolder = async (
  commitFiles: CommitFiles,
  blob: ReadBlob,
  path: string,
  hopsLeft = 10,
): Promise<boolean> => {
  const entry = commitFiles.entries.get(path)
  if (entry?.type !== 'link' || hopsLeft === 0) return commitFiles.folders.has(path)
  const { bytes } = await blob(entry.id, maxLinkBytes)
  const target = bytes === undefined ? undefined : resolveLink(path, bytes.toString())
  return target !== undefined && isLinkToFolder(commitFiles, blob, target, hopsLeft - 1)
}
const maxLinkBytes = 4096
