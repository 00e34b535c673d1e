// Opens the repository that lies in a folder: its settings and its definitions.

import { sortDiagnostics } from '../diagnostic.ts'
import { createDiskTree } from '../io/disk/source-tree.ts'
import { offlineDiagnostics } from '../load/index.ts'
import {
  loadWorkspace,
  rejectUnusablePatterns,
  type Workspace,
  type WorkspaceOptions,
} from '../load/workspace.ts'
import { UsageError } from '../usage-error.ts'

/** A workspace with everything that is wrong with it, as far as nobody has to be asked. */
export const validateWorkspace = async (
  root: string,
  paths: readonly string[],
  target: string | undefined,
): Promise<Workspace> => {
  const workspace = await openWorkspace(root, paths, { target, isTargetOptional: true })
  const found = offlineDiagnostics(workspace, workspace.settings)
  return { ...workspace, diagnostics: sortDiagnostics([...workspace.diagnostics, ...found]) }
}

/** `paths` narrow what is loaded. */
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
