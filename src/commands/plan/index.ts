// `plan`: what an apply would do. Reads, and has no way to write.

import { isFatal } from '../../diagnostic.ts'
import type { HistoryOptions } from '../../history/load-history.ts'
import { writeTextFile } from '../../io/disk/text-files.ts'
import { estimateWriteSeconds } from '../../io/statsig/console-api/index.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { Operation, Plan } from '../../model.ts'
import {
  type ConnectionOptions,
  connectToRead,
  type StatsigConnection,
} from '../../prepare/connection.ts'
import { withPreparedRun } from '../../prepare/index.ts'
import { planFileText } from '../../prepare/plan-file.ts'
import { readProjectId } from '../../prepare/preflight.ts'
import { serverValidate } from '../../prepare/server-validate.ts'
import type { PlanDetails } from '../../report/results.ts'
import { type ExitCode, exitCodes } from '../../session/environment.ts'
import type { MaskedEnvironment } from '../../session/masked-environment.ts'
import { print, rendererFor } from '../../session/output.ts'
import { printStop } from '../../session/stop.ts'
import { blockedOperations, isRefused } from '../../summary/counts.ts'

export interface PlanCommandOptions extends ConnectionOptions, HistoryOptions {
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
    { connect: connectToRead },
    async (prepared) => {
      const { connection, history, run, registry, workspace } = prepared
      const serverValidation = options.serverValidate
        ? await serverValidate(run, workspace.desired, registry, connection.dryRunner)
        : undefined
      const diagnostics = [...prepared.diagnostics, ...(serverValidation?.diagnostics ?? [])]
      if (isFatal(diagnostics)) return { is: 'invalid', diagnostics } as const
      if (options.out !== undefined) {
        const project = await readProjectId(connection.projectInfo)
        await writeTextFile(environment.cwd, options.out, planFileText(run.plan, project))
      }
      const details = planDetails(run.plan, registry, connection, options)
      print(environment, renderer.plan({ plan: run.plan, details, diagnostics, serverValidation }))
      if (run.plan.operations.some(isRefused) || history.gitState?.behindReason !== undefined)
        return exitCodes.refused
      return options.detailedExitcode && run.plan.operations.length > 0
        ? exitCodes.changes
        : exitCodes.success
    },
  )
  return typeof result === 'number' ? result : printStop(result, renderer, environment)
}

export const planDetails = (
  plan: Plan,
  registry: KindRegistry,
  { source }: Pick<StatsigConnection, 'source'>,
  { emulator, twoWay }: Pick<HistoryOptions, 'emulator' | 'twoWay'>,
): PlanDetails => {
  const requests = countRequests(plan, registry)
  const base = plan.origin?.base
  const baseText =
    base === undefined ? '' : `, and with what was applied last (${base.slice(0, 7)})`
  const modeText = twoWay
    ? ' Two-way: the files win.'
    : plan.origin === undefined && !emulator
      ? ' Without git: the files win.'
      : ''
  return {
    requests,
    forecastSeconds: estimateWriteSeconds(requests),
    source: `Compared with ${source}${baseText}.${modeText}`,
  }
}

/** Requests that an apply would send: a creation in two steps counts twice. */
const countRequests = (plan: Plan, registry: KindRegistry): number => {
  const blocked = blockedOperations(plan)
  return plan.operations
    .filter((operation) => operation.refusal === undefined && !blocked.has(operation))
    .reduce((sum, operation) => sum + requestsFor(operation, registry), 0)
}

const requestsFor = (operation: Operation, registry: KindRegistry): number => {
  const { edits, kind, subResource } = operation
  const write =
    subResource === undefined
      ? undefined
      : registry(kind).kind.fields[subResource]?.subResource?.write
  if (write?.by !== 'add-remove') return isTwoStep(operation, registry) ? 2 : 1
  const maxItems = write.variants[0]?.maxItems ?? 1
  const counts = edits.flatMap((edit) => edit.counts ?? [])
  return counts.reduce(
    (sum, { added, removed }) => sum + Math.ceil(added / maxItems) + Math.ceil(removed / maxItems),
    0,
  )
}

const isTwoStep = ({ action, kind, members }: Operation, registry: KindRegistry): boolean =>
  action === 'create' &&
  Object.keys(members).some((name) => {
    const sent = registry(kind).kind.fields[name]?.sentIn
    return sent === 'update' || sent === 'pre-request'
  })
