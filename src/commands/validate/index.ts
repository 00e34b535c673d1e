// `validate`: checks the definitions offline and prints every fault. It sends no request.
import { isFatal } from '../../core/diagnostic.ts'
import type { CommandEnvironment, CommonOptions } from '../../session/environment.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import { validateWorkspace } from '../../session/open-workspace.ts'
import { print, rendererFor, resolveRoot } from '../../session/output.ts'

export interface ValidateCommandOptions extends CommonOptions {
  readonly target?: string
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
