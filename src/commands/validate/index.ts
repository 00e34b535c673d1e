// `validate`: checks the definitions offline and prints every fault. It sends no request.
import { isFatal, sortDiagnostics } from '../../core/diagnostic.ts'
import { type EmptyRootOptions, emptyRootFaults } from '../../prepare/empty-root.ts'
import type { CommandEnvironment, CommonOptions } from '../../session/environment.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import { validateWorkspace } from '../../session/open-workspace.ts'
import { print, rendererFor, resolveRoot } from '../../session/output.ts'

export interface ValidateCommandOptions extends CommonOptions, EmptyRootOptions {
  readonly target?: string
}

export const validateCommand = async (
  paths: readonly string[],
  options: ValidateCommandOptions,
  environment: CommandEnvironment,
): Promise<ExitCode> => {
  const root = resolveRoot(options, environment)
  const workspace = await validateWorkspace(root, paths, options.target)
  const { desired, fileCount, unchecked } = workspace
  const empty = paths.length > 0 ? [] : await emptyRootFaults(root, workspace, options, environment)
  const diagnostics = sortDiagnostics([...workspace.diagnostics, ...empty])
  const isValid = !isFatal(diagnostics)
  const result = { diagnostics, isValid, files: fileCount, definitions: desired.size, unchecked }
  print(environment, rendererFor(options, environment).validation(result))
  return isValid ? exitCodes.success : exitCodes.invalid
}
