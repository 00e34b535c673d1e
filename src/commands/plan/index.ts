// `plan`: shows what an apply would change. It uses a client that cannot write.
import { isFatal } from '../../core/diagnostic.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { HistoryOptions } from '../../history/history.ts'
import { writeTextFile } from '../../io/disk/text-files.ts'
import { type ConnectionOptions, connectToRead } from '../../prepare/connection.ts'
import type { EmptyRootOptions } from '../../prepare/empty-root.ts'
import { withPreparedRun } from '../../prepare/index.ts'
import { planDetails } from '../../prepare/plan-details.ts'
import { type PlanFile, planFileText } from '../../prepare/plan-file.ts'
import { serverValidate } from '../../prepare/server-validate.ts'
import { plannedRevisions } from '../../prepare/stale-plan.ts'
import { readProjectId } from '../../resources/project-id.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import type { MaskedEnvironment } from '../../session/masked-environment.ts'
import { print, rendererFor } from '../../session/output.ts'
import { printStop } from '../../session/stop.ts'
import { hasChanges, isRefused } from '../../summary/counts.ts'

export interface PlanCommandOptions extends ConnectionOptions, EmptyRootOptions, HistoryOptions {
  readonly out?: string
  readonly detailedExitcode?: boolean
  readonly serverValidate?: boolean
}

export const planCommand = async (
  options: PlanCommandOptions,
  environment: MaskedEnvironment,
): Promise<ExitCode> => {
  const renderer = rendererFor(options, environment)
  const result = await withPreparedRun(
    options,
    environment,
    { connect: connectToRead, marksAuditPosition: options.out !== undefined },
    async (prepared) => {
      const { connection, history, run, registry, workspace } = prepared
      const serverValidation = options.serverValidate
        ? await serverValidate(run, workspace.desired, registry, connection.dryRunner)
        : undefined
      const diagnostics = [...prepared.diagnostics, ...(serverValidation?.diagnostics ?? [])]
      if (isFatal(diagnostics)) return { is: 'invalid', diagnostics } as const
      if (options.out !== undefined) {
        const project = await readProjectId(connection.projectInfo)
        const { plan } = run
        const revisions = plannedRevisions(plan, run.live, registry)
        const { auditPosition } = prepared
        const file: PlanFile = { plan, project, revisions, auditPosition, isApplied: false }
        await savePlan(file, options.out, environment)
      }
      const details = planDetails(run.plan, registry, connection, options)
      print(environment, renderer.plan({ plan: run.plan, details, diagnostics, serverValidation }))
      if (run.plan.operations.some(isRefused) || history.gitState?.refusal !== undefined)
        return exitCodes.refused
      return options.detailedExitcode && hasChanges(run.plan)
        ? exitCodes.changes
        : exitCodes.success
    },
  )
  return typeof result === 'number' ? result : printStop(result, renderer, environment)
}

/** A plan without a part of it would be another plan: where it holds a secret, there is none. */
const savePlan = async (
  file: PlanFile,
  path: string,
  { cwd, secretMask }: MaskedEnvironment,
): Promise<void> => {
  const text = planFileText(file)
  if (secretMask.reveals(text))
    throw new UsageError(
      'The plan was not saved: its text holds the key or another secret. Remove the secret from the definitions, and from what is in Statsig.',
    )
  await writeTextFile(cwd, path, text)
}
