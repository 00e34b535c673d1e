// `validate`: offline, sends nothing, and says every fault at once.
import { isFatal, sortDiagnostics } from '../../diagnostic.ts'
import { offlineDiagnostics } from '../../load/index.ts'
import { openWorkspace, type Workspace } from '../../load/workspace.ts'
import { diagnosticsJson } from '../../report/json.ts'
import { diagnosticsText } from '../../report/text/plan.ts'
import { pluralize } from '../../report/values/text-style.ts'
import {
  type CommandEnvironment,
  type CommonOptions,
  type ExitCode,
  exitCodes,
} from '../../session/environment.ts'
import { printJson, resolveRoot, textStyle } from '../../session/output.ts'

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
  if (options.format === 'json')
    printJson(environment, {
      ...diagnosticsJson(diagnostics),
      valid: isValid,
      files: fileCount,
      definitions: desired.size,
      notChecked: unchecked,
    })
  else {
    if (diagnostics.length > 0)
      environment.writeError(`${diagnosticsText(diagnostics, textStyle(options, environment))}\n`)
    if (isValid && !options.quiet)
      environment.writeOutput(`${summaryText(fileCount, desired.size, unchecked)}\n`)
  }
  return isValid ? exitCodes.success : exitCodes.invalid
}

const summaryText = (files: number, definitions: number, unchecked: number): string => {
  const uncheckedText =
    unchecked === 0
      ? ''
      : ` ${pluralize(unchecked, 'reference')} to what no file describes ${unchecked === 1 ? 'was' : 'were'} not checked: \`plan\` asks Statsig.`
  return definitions === 0
    ? 'There are no definitions here. They are looked for in `statsig/`; `definitions:` in `statsig.yaml` names other places.'
    : `${pluralize(definitions, 'definition')} in ${pluralize(files, 'file')}: valid.${uncheckedText}`
}
