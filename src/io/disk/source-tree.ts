// Where settings and definitions are read from: the disk here, a commit in `git/`.
import { join } from 'node:path'
import type { SourceFile } from '../../model.ts'
import { readSource, readSources } from './files.ts'
import { folderExists } from './text-files.ts'

export interface Tree {
  /** `undefined` where nothing stands. */
  readonly source: (
    path: string,
    maxBytes?: number,
    advice?: string,
  ) => Promise<SourceFile | undefined>
  /** The files that patterns name, by path. */
  readonly sources: (
    patterns: readonly string[],
    maxBytes?: number,
  ) => Promise<readonly SourceFile[]>
  readonly hasFolder: (path: string) => Promise<boolean>
}

export const diskTree = (root: string): Tree => ({
  source: (path, maxBytes, advice) => readSource(root, path, maxBytes, advice),
  sources: (patterns, maxBytes) => readSources(root, patterns, maxBytes),
  hasFolder: (path) => folderExists(join(root, path)),
})
