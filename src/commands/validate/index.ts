// `validate`: offline, sends nothing, and says every fault at once.
import { isFatal, sortDiagnostics } from '../../diagnostic.ts'
import { offlineDiagnostics } from '../../load/index.ts'
import { openWorkspace, type Workspace } from '../../load/workspace.ts'
import {
  type CommandEnvironment,
  type CommonOptions,
  type ExitCode,
  exitCodes,
} from '../../session/environment.ts'
import { print, rendererFor, resolveRoot } from '../../session/output.ts'

export interface ValidateCommandOptions extends CommonOptions {
  readonly target?: string
}

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

export const validateCommand = async (
  paths: readonly string[],
  options: ValidateCommandOptions,
  environment: CommandEnvironment,
): Promise<ExitCode> => {
  const root = resolveRoot(options, environment)
  const { desired, diagnostics, fileCount, unchecked } = await validateWorkspace(
    root,
    paths,
    options.target,
  )
  const isValid = !isFatal(diagnostics)
  const result = { diagnostics, isValid, files: fileCount, definitions: desired.size, unchecked }
  print(environment, rendererFor(options, environment).validation(result))
  return isValid ? exitCodes.success : exitCodes.invalid
}
