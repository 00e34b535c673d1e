// Where settings and definitions are read from: the disk here, a commit in `git/`.
import { join } from 'node:path'
import type { SourceFile } from '../../model.ts'
import { readSource, readSources } from './files.ts'
import { folderExists } from './text-files.ts'

export interface SourceTree {
  /** `undefined` where nothing stands. */
  readonly readFile: (
    path: string,
    maxBytes?: number,
    advice?: string,
  ) => Promise<SourceFile | undefined>
  /** The files that patterns name, by path. */
  readonly readFiles: (
    patterns: readonly string[],
    maxBytes?: number,
  ) => Promise<readonly SourceFile[]>
  readonly hasFolder: (path: string) => Promise<boolean>
}

export const createDiskTree = (root: string): SourceTree => ({
  readFile: (path, maxBytes, advice) => readSource(root, path, maxBytes, advice),
  readFiles: (patterns, maxBytes) => readSources(root, patterns, maxBytes),
  hasFolder: (path) => folderExists(join(root, path)),
})
