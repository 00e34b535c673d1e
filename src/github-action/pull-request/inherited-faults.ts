// Tells faults that the base branch has already from those of the change: the files of both commits are compared.

import type { Diagnostic } from '../../core/diagnostic.ts'
import type { SourceFile } from '../../core/source.ts'
import { UsageError } from '../../core/usage-error.ts'
import { canonicalJson } from '../../fields/normalize.ts'
import { commitReader } from '../../history/read-commit.ts'
import { GitHubError } from '../../io/github/index.ts'
import { defaultTarget } from '../../load/settings/select-target.ts'
import { GitError } from '../../model/repository.ts'
import { exitCodes } from '../../session/exit-codes.ts'
import { openWorkspace } from '../../session/open-workspace.ts'
import type { Stop } from '../../session/stop.ts'
import type { JobContext, PlanCommits } from '../job/context.ts'
import { type CommandResult, stopResult } from '../job/result.ts'
import { readBaseCommit } from './base-branch-plan.ts'

/** A stop, which does not fail a job whose commit has the same definitions and settings as the commit before. */
export const stopResultOf = async (
  context: JobContext,
  stop: Stop,
  planCommits: PlanCommits,
): Promise<CommandResult> => {
  const during = context.inputs.command === 'apply' ? ({ during: 'apply' } as const) : {}
  const result = stopResult(stop, planCommits, during)
  if (stop.is !== 'invalid') return result
  const faults = await findBaseFaults(context, stop.diagnostics)
  if (faults === undefined) return result
  const state = { is: 'invalid', diagnostics: stop.diagnostics, onBase: faults, ...during } as const
  if (faults === 'some') return { ...result, state }
  const { failure: _, ...others } = result
  return {
    ...others,
    code: exitCodes.success,
    state,
    // The lines are not those of this change.
    diagnostics: [],
    outputs: { ...result.outputs, result: 'skipped' },
  }
}

type BaseFaults = 'all' | 'some'

/** `all`: the change touches no definition and no setting. `some`: the base branch has each of the errors as well. */
const findBaseFaults = async (
  context: JobContext,
  diagnostics: readonly Diagnostic[],
): Promise<BaseFaults | undefined> => {
  const { environment, inputs, root } = context
  try {
    const repository = await environment.openRepository(root)
    const base = repository && (await readBaseCommit(context, repository))
    if (repository === undefined || base === undefined) return undefined
    const options = inputs.target === undefined ? {} : { target: inputs.target }
    const head = await openWorkspace(root, [], options)
    const readCommit = commitReader(repository, head.target?.name ?? defaultTarget, new Map())
    const committed = await readCommit(base.id)
    if (sourcesText(head.sources) === sourcesText(committed.sources)) return 'all'
    const known = new Set(committed.diagnostics.map(faultText))
    return diagnostics.every((each) => each.severity !== 'error' || known.has(faultText(each)))
      ? 'some'
      : undefined
  } catch (error) {
    // What is not known is not excused: the faults count as those of the change.
    if (error instanceof GitError || error instanceof GitHubError || error instanceof UsageError)
      return undefined
    throw error
  }
}

const sourcesText = (sources: readonly SourceFile[]): string =>
  canonicalJson(sources.map(({ path, text }) => [path, text]).toSorted())

/** Without the line, which other changes move. */
const faultText = ({ at, code, message }: Diagnostic): string =>
  JSON.stringify([at?.file, code, message])
