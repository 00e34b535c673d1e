// Loads the settings and the definitions of a folder on disk.

import { sortDiagnostics } from '../core/diagnostic.ts'
import { UsageError } from '../core/usage-error.ts'
import { createDiskTree } from '../io/disk/source-tree.ts'
import { offlineDiagnostics } from '../load/index.ts'
import {
  loadWorkspace,
  rejectUnusablePatterns,
  type Workspace,
  type WorkspaceOptions,
} from '../load/workspace.ts'

/** Loads a workspace with every fault that can be found without a request to Statsig. */
export const validateWorkspace = async (
  root: string,
  paths: readonly string[],
  target: string | undefined,
): Promise<Workspace> => {
  const workspace = await openWorkspace(root, paths, { target, isTargetOptional: true })
  const found = offlineDiagnostics(workspace, workspace.settings)
  return { ...workspace, diagnostics: sortDiagnostics([...workspace.diagnostics, ...found]) }
}

/** Loads only `paths` where there are any. */
export const openWorkspace = async (
  root: string,
  paths: readonly string[] = [],
  options: WorkspaceOptions = {},
): Promise<Workspace> => {
  rejectUnusablePatterns(paths)
  const tree = createDiskTree(root)
  if (!(await tree.hasFolder('.'))) throw new UsageError(`There is no folder \`${root}\`.`)
  return loadWorkspace(tree, paths, options)
}
