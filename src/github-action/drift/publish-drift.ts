// Publishes the result of `command: drift`: one issue, and a pull request if `drift-pull-request` is set.
import { githubIssues } from '../../io/github/index.ts'
import {
  driftChangedComment,
  driftIssueBody,
  noDriftComment,
} from '../../report/markdown/pages/drift-issue.ts'
import type { DriftMetadata } from '../job/comment-metadata.ts'
import { type JobContext, pageContext, workflowRunOf } from '../job/context.ts'
import type { Published } from '../job/publish-result.ts'
import { proposeAdoption } from './adoption-pull-request.ts'
import { type DriftJobResult, driftDigest } from './drift.ts'
import { type IssueResult, syncIssue } from './drift-issue.ts'

export const publishDrift = async (
  context: JobContext,
  result: DriftJobResult,
): Promise<Published> => {
  const { drift, digests, planCommits } = result
  // Without a comparison the issue is not changed.
  if (drift === undefined) return {}
  const { github, hasTargets, inputs, job, targetLabel, seal, environment } = context
  const page = pageContext(context, planCommits, workflowRunOf(job))
  const title = hasTargets ? `Statsig drift: ${targetLabel}` : 'Statsig drift'
  const at = context.now()
  const body = (
    metadata: Pick<DriftMetadata, 'checked' | 'first' | 'runs'>,
    marker: string,
    maxBytes: number,
  ) => environment.secretMask.mask(driftIssueBody(drift, page, marker, metadata, maxBytes))
  const summary = {
    title: digests.size === 0 ? `${title}: none` : `${title}: ${digests.size}`,
    body: body({ checked: at, first: at, runs: 1 }, '', 1_000_000).trimStart(),
  }
  if (github === undefined)
    return { summary, notices: ['No issue was written: the input `github-token` is not set.'] }
  const issueResult = inputs.driftIssue
    ? await syncIssue(
        {
          reader: github.reader,
          writer: githubIssues(github),
          seal,
          labels: inputs.driftIssueLabels,
          assignees: inputs.driftIssueAssignees,
        },
        { target: targetLabel, run: workflowRunOf(job), at, digests, digest: driftDigest(digests) },
        {
          title,
          body: (metadata, marker) => body(metadata, marker, 60_000),
          changed: (added, removed) => driftChangedComment({ added, gone: removed }, page),
          resolved: noDriftComment(page),
        },
      )
    : undefined
  const [issue, pull] = [
    issueResult ? publishedIssue(issueResult) : {},
    await proposeAdoption(context, result, github),
  ]
  return {
    summary,
    outputs: { ...issue.outputs, ...pull.outputs },
    notices: [...(issue.notices ?? []), ...(pull.notices ?? [])],
    warnings: [...(issue.warnings ?? []), ...(pull.warnings ?? [])],
  }
}

const publishedIssue = (issueResult: IssueResult): Published => {
  switch (issueResult.is) {
    case 'synced':
      return {
        outputs: { 'issue-number': issueResult.issue.number, 'issue-url': issueResult.issue.url },
      }
    case 'none':
      return {}
    case 'superseded':
      return {
        notices: [
          `The issue was not changed, because this run is superseded: ${issueResult.reason}.`,
        ],
      }
    case 'refused':
      return {
        warnings: [
          `The issue could not be written: ${issueResult.reason} The job summary contains its text.`,
        ],
      }
  }
}
