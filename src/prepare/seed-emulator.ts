// Applies the definitions of a folder to an emulator before it is used.
import { resolve } from 'node:path'
import { apply } from '../apply/index.ts'
import { type Diagnostic, formatDiagnostic } from '../core/diagnostic.ts'
import { UsageError } from '../core/usage-error.ts'
import type { Emulator } from '../emulator/index.ts'
import { systemClock } from '../io/statsig/console-api/index.ts'
import { consoleWriter, statsigWriter } from '../io/statsig/writer.ts'
import { registryFor } from '../load/workspace.ts'
import type { CommandEnvironment } from '../session/environment.ts'
import { openWorkspace } from '../session/open-workspace.ts'
import { placeholderSecrets } from '../session/secret-variables.ts'
import { makePlan } from './make-plan.ts'

/** The emulator must not limit requests yet. */
export const seedEmulator = async (
  { key, url }: Pick<Emulator, 'key' | 'url'>,
  folder: string,
  { cwd, random }: Pick<CommandEnvironment, 'cwd' | 'random'>,
): Promise<void> => {
  const workspace = await openWorkspace(resolve(cwd, folder), [], { isTargetOptional: true })
  rejectFaults(folder, workspace.diagnostics)
  const registry = registryFor(workspace)
  const api = statsigWriter(
    consoleWriter({
      baseUrl: new URL(url),
      key,
      clock: systemClock,
      random,
      respectReviews: false,
      limits: [],
    }),
    registry,
  )
  const { diagnostics, live, plan, readAt } = await makePlan(workspace, registry, api, systemClock)
  rejectFaults(folder, diagnostics)
  const { outcomes } = await apply(plan, {
    api,
    respectsReviews: false,
    clock: systemClock,
    registry,
    live,
    readAt,
    parallelism: 8,
    readSecret: placeholderSecrets.read,
    onOutcome: () => {},
  })
  const failed = outcomes.find(({ status }) => status === 'failed' || status === 'skipped')
  if (failed)
    throw new UsageError(
      `The emulator cannot be seeded with \`${folder}\`: \`${failed.operation.address}\` ${failed.status}.`,
    )
}

const rejectFaults = (folder: string, diagnostics: readonly Diagnostic[]): void => {
  const faults = diagnostics.filter(({ severity }) => severity === 'error')
  if (faults.length > 0)
    throw new UsageError(
      `The emulator cannot be seeded with \`${folder}\`:\n${faults.map(formatDiagnostic).join('\n')}`,
    )
}
