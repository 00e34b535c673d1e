// Runs `command: drift`: finds what was changed in Statsig and not in git.
import { createHash } from 'node:crypto'
import { type Adoption, planAdoption } from '../../adoption/index.ts'
import { type Json, toPlainJson } from '../../core/json.ts'
import { canonicalJson } from '../../fields/normalize.ts'
import { type DriftRun, withDrift } from '../../prepare/detect-drift.ts'
import { exitCodes } from '../../session/exit-codes.ts'
import { type Drift, driftOf } from '../../summary/drift.ts'
import { commandOptions } from '../job/command-options.ts'
import { faultRedactor, type JobContext, type PlanCommits, redactorFor } from '../job/context.ts'
import {
  type CommandResult,
  jsonRenderer,
  keptOutputs,
  logRenderer,
  logText,
  stopResult,
} from '../job/result.ts'

export interface DriftJobResult extends CommandResult {
  /** Absent if the comparison failed. */
  readonly drift?: Drift
  /** A digest of the differences of each address. */
  readonly digests: ReadonlyMap<string, string>
  /** Absent unless `drift-pull-request` is set. */
  readonly adoption?: Adoption
  /** The repository may show values that are only in Statsig. */
  readonly mayShowLiveValues: boolean
}

export const driftAction = async (
  context: JobContext,
  planCommits: PlanCommits,
): Promise<DriftJobResult> => {
  const result = await withDrift(
    commandOptions(context),
    context.environment,
    async (driftRun) => driftResult(context, driftRun, planCommits),
    { redactFaults: faultRedactor(context) },
  )
  return 'is' in result
    ? { ...stopResult(result, planCommits), digests: new Map(), mayShowLiveValues: false }
    : result
}

const driftResult = (
  context: JobContext,
  driftRun: DriftRun,
  planCommits: PlanCommits,
): DriftJobResult => {
  const { adoptionContext, drift, prepared } = driftRun
  const { run, workspace } = prepared
  const { inputs } = context
  const { showLiveValues } = workspace.settings
  const redactor = redactorFor(context, prepared)
  const { conflicts, kept, notices } = drift
  const plan = redactor.plan({ ...run.plan, kept, notices, operations: conflicts })
  const redactedDrift = driftOf(plan, drift.comparedCount)
  const diagnostics = redactor.diagnostics(driftRun.diagnostics)
  const source = `Compared with ${prepared.connection.source}.`
  const result = { drift: redactedDrift, diagnostics, source }
  const found = driftDigests(drift, context)
  const hasDrift = found.size > 0
  const addresses = [...kept, ...conflicts].map(({ address }) => address)
  return {
    code: hasDrift && inputs.failOnDrift ? exitCodes.changes : exitCodes.success,
    diagnostics,
    planCommits,
    drift: redactedDrift,
    digests: found,
    mayShowLiveValues: context.job.isPublic === false || showLiveValues,
    ...(inputs.driftPullRequest &&
      hasDrift && { adoption: planAdoption(new Set(addresses), new Set(), adoptionContext) }),
    outputs: {
      'has-drift': hasDrift,
      ...keptOutputs(kept.length),
      unchanged: run.plan.unchanged,
      result: hasDrift ? 'drift' : 'no-drift',
    },
    json: jsonRenderer.drift(result).out,
    text: logText(logRenderer.drift(result)),
  }
}

/** Keyed digests, because the issue contains them: without the key, no reader can test guesses of a value. */
const driftDigests = (
  { conflicts, kept }: Drift,
  { digest }: JobContext,
): ReadonlyMap<string, string> => {
  const found = new Map<string, Json[]>()
  for (const { address, edits } of [...kept, ...conflicts])
    found.set(address, [...(found.get(address) ?? []), ...edits.map(toPlainJson)])
  // No edit shows another salt: the time of the change stands for it.
  for (const { address, author, cause } of kept)
    if (cause === 'resalted')
      found.set(address, [...(found.get(address) ?? []), toPlainJson({ cause, author })])
  return new Map([...found].map(([address, edits]) => [address, digest(canonicalJson(edits))]))
}

/** The digest of all differences. */
export const driftDigest = (found: ReadonlyMap<string, string>): string =>
  createHash('sha256')
    .update(canonicalJson([...found].map(([address, how]) => [address, how]).sort()))
    .digest('hex')
