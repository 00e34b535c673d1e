// Reads settings and definitions from disk. `git/commit-tree.ts` reads them from a commit.
import { join } from 'node:path'
import type { SourceTree } from '../../model/repository.ts'
import { readSource, readSources } from './files.ts'
import { folderExists } from './text-files.ts'

export const createDiskTree = (root: string): SourceTree => ({
  readFile: (path, maxBytes, advice) => readSource(root, path, maxBytes, advice),
  readFiles: (patterns, maxBytes) => readSources(root, patterns, maxBytes),
  hasFolder: (path) => folderExists(join(root, path)),
})
