// What a search for drift leaves behind on GitHub: one issue, and a pull request where that was asked for.
import { githubIssues } from '../../io/github/index.ts'
import {
  driftComment,
  driftIssueBody,
  goneComment,
} from '../../report/markdown/pages/drift-issue.ts'
import type { DriftMark } from '../job/comment-metadata.ts'
import { type Desk, pageOf, runMarkOf } from '../job/context.ts'
import type { Told } from '../job/publish-result.ts'
import { propose } from './adoption-pull-request.ts'
import { type Drifted, digestOf } from './drift.ts'
import { type Kept, keepIssue } from './drift-issue.ts'

export const keepDrift = async (desk: Desk, ending: Drifted): Promise<Told> => {
  const { drift, found, planned } = ending
  // What could not be compared tells nothing: the issue stays as it is.
  if (drift === undefined) return {}
  const { github, hasTargets, inputs, job, label, seal, world } = desk
  const page = pageOf(desk, planned, runMarkOf(job))
  const title = hasTargets ? `Statsig drift: ${label}` : 'Statsig drift'
  const at = desk.now()
  const body = (
    mark: Pick<DriftMark, 'checked' | 'first' | 'runs'>,
    marker: string,
    most: number,
  ) => world.veil.over(driftIssueBody(drift, page, marker, mark, most))
  const summary = {
    title: found.size === 0 ? `${title}: none` : `${title}: ${found.size}`,
    body: body({ checked: at, first: at, runs: 1 }, '', 1_000_000).trimStart(),
  }
  if (github === undefined)
    return { summary, notices: ['There is no `github-token`: no issue was written.'] }
  const kept = inputs.driftIssue
    ? await keepIssue(
        {
          reader: github.reader,
          writer: githubIssues(github),
          seal,
          labels: inputs.driftIssueLabels,
          assignees: inputs.driftIssueAssignees,
        },
        { target: label, run: runMarkOf(job), at, found, digest: digestOf(found) },
        {
          title,
          body: (mark, marker) => body(mark, marker, 60_000),
          changed: (added, gone) => driftComment({ added, gone }, page),
          gone: goneComment(page),
        },
      )
    : undefined
  const [issue, pull] = [kept ? toldOf(kept) : {}, await propose(desk, ending, github)]
  return {
    summary,
    outputs: { ...issue.outputs, ...pull.outputs },
    notices: [...(issue.notices ?? []), ...(pull.notices ?? [])],
    warnings: [...(issue.warnings ?? []), ...(pull.warnings ?? [])],
  }
}

const toldOf = (kept: Kept): Told => {
  switch (kept.is) {
    case 'kept':
      return { outputs: { 'issue-number': kept.issue.number, 'issue-url': kept.issue.url } }
    case 'none':
      return {}
    case 'superseded':
      return { notices: [`This run is superseded, and the issue is left as it is: ${kept.why}.`] }
    case 'refused':
      return {
        warnings: [
          `The issue could not be written: ${kept.why} The summary of the job has the same.`,
        ],
      }
  }
}
