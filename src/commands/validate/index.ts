// `validate`: offline, sends nothing, and says every fault at once.
import { inOrder, isFatal } from '../../diagnostic.ts'
import { offline } from '../../load/index.ts'
import { openWorkspace, type Workspace } from '../../load/workspace.ts'
import { diagnosticsJson } from '../../report/json.ts'
import { diagnosticsText } from '../../report/text/plan.ts'
import { counted } from '../../report/values/text-style.ts'
import { type CommonOptions, type ExitCode, exits, type World } from '../../session/environment.ts'
import { looking, printJson, rootOf } from '../../session/output.ts'

export interface ValidateOptions extends CommonOptions {
  readonly target?: string
}

/** A workspace with everything that is wrong with it, as far as nobody has to be asked. */
export const validated = async (
  root: string,
  paths: readonly string[],
  target: string | undefined,
): Promise<Workspace> => {
  const workspace = await openWorkspace(root, paths, { target, isLocal: true })
  const found = offline(workspace, workspace.settings)
  return { ...workspace, diagnostics: inOrder([...workspace.diagnostics, ...found]) }
}

export const validateCommand = async (
  paths: readonly string[],
  options: ValidateOptions,
  world: World,
): Promise<ExitCode> => {
  const root = rootOf(options, world)
  const { desired, diagnostics, files, unchecked } = await validated(root, paths, options.target)
  const isValid = !isFatal(diagnostics)
  if (options.format === 'json')
    printJson(world, {
      ...diagnosticsJson(diagnostics),
      valid: isValid,
      files,
      definitions: desired.size,
      notChecked: unchecked,
    })
  else {
    if (diagnostics.length > 0)
      world.err(`${diagnosticsText(diagnostics, looking(options, world))}\n`)
    if (isValid && !options.quiet) world.out(`${summary(files, desired.size, unchecked)}\n`)
  }
  return isValid ? exits.done : exits.invalid
}

const summary = (files: number, definitions: number, unchecked: number): string => {
  const left =
    unchecked === 0
      ? ''
      : ` ${counted(unchecked, 'reference')} to what no file describes ${unchecked === 1 ? 'was' : 'were'} not checked: \`plan\` asks Statsig.`
  return definitions === 0
    ? 'There are no definitions here. They are looked for in `statsig/`; `definitions:` in `statsig.yaml` names other places.'
    : `${counted(definitions, 'definition')} in ${counted(files, 'file')}: valid.${left}`
}
