// Loads files as the engine does. What one worker has parsed and validated once, it does not parse again: the tests load
// the same samples for many plans.
import {
  assembleDesiredState,
  type LoadResult,
  loadFiles,
  type ParseCache,
} from '../../src/load/index.ts'
import type { Settings } from '../../src/load/settings/index.ts'
import type { SourceFile } from '../../src/model/index.ts'

const cache: ParseCache = new Map()
const mostFiles = 2_000

export const loadOnce = (
  files: readonly SourceFile[],
  settings: Settings,
  lists: readonly SourceFile[] = [],
): LoadResult => {
  if (cache.size > mostFiles) cache.clear()
  return assembleDesiredState(loadFiles(files, settings, cache), settings, lists)
}
