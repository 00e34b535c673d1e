// Runs `command: validate`, and `command: plan` without a key: checks the files and sends nothing.

import { isFatal, sortDiagnostics } from '../../core/diagnostic.ts'
import { emptyRootFaults } from '../../prepare/empty-root.ts'
import type { PageState } from '../../report/markdown/pages/state.ts'
import { exitCodes } from '../../session/exit-codes.ts'
import { validateWorkspace } from '../../session/open-workspace.ts'
import type { JobContext, PlanCommits } from './context.ts'
import { type CommandResult, invalidResult, logRenderer, logText } from './result.ts'

/** `noPlanReason` is set if a plan was requested. */
export const validateAction = async (
  { environment, inputs, root }: JobContext,
  planCommits: PlanCommits,
  noPlanReason?: Extract<PageState, { is: 'unplanned' }>['why'],
): Promise<CommandResult> => {
  const workspace = await validateWorkspace(root, [], inputs.target)
  const { desired, fileCount, unchecked } = workspace
  const empty = await emptyRootFaults(root, workspace, inputs, environment)
  const diagnostics = sortDiagnostics([...workspace.diagnostics, ...empty])
  if (isFatal(diagnostics)) return invalidResult(diagnostics, planCommits)
  const summary = { files: fileCount, definitions: desired.size, unchecked, diagnostics }
  return {
    code: exitCodes.success,
    state:
      noPlanReason === undefined
        ? { is: 'valid', ...summary }
        : { is: 'unplanned', why: noPlanReason, ...summary },
    planCommits,
    outputs: { result: noPlanReason === undefined ? 'valid' : 'skipped' },
    text: logText(logRenderer.validation({ isValid: true, ...summary })),
  }
}
