// Opens and updates one pull request for each target that writes the values in Statsig to the files.
import {
  GitHubError,
  githubBranches,
  isSameLogin,
  type PullRequest,
} from '../../io/github/index.ts'
import { adoptionPage } from '../../report/markdown/pages/adoption.ts'
import {
  type GitHub,
  type JobContext,
  pageContext,
  rootWithin,
  workflowRunOf,
} from '../job/context.ts'
import type { Published } from '../job/publish-result.ts'
import type { DriftJobResult } from './drift.ts'

export const proposeAdoption = async (
  context: JobContext,
  result: DriftJobResult,
  github: GitHub,
): Promise<Published> => {
  const { inputs } = context
  if (!inputs.driftPullRequest) return {}
  if (!result.mayShowLiveValues)
    return {
      warnings: [
        'No pull request was opened: the repository is public, and the pull request would show values that are only in Statsig. To allow this, set `showLiveValues: true` in `statsig.yaml`.',
      ],
    }
  try {
    return await syncPullRequest(context, result, github)
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error
    return { warnings: [`No pull request could be opened: ${error.message}`] }
  }
}

const syncPullRequest = async (
  context: JobContext,
  result: DriftJobResult,
  github: GitHub,
): Promise<Published> => {
  const { branchSuffix, hasTargets, job, targetLabel, environment } = context
  const { adoption, planCommits } = result
  const { reader } = github
  const writer = githubBranches(github)
  const branch = `statsig-gitops/adopt-${branchSuffix}`
  const [existing, login] = await Promise.all([reader.openPullFrom(branch), reader.login()])
  const isOurs = existing !== undefined && isSameLogin(existing.author, login)
  const open = isOurs ? existing : undefined
  if (adoption === undefined || adoption.files.length === 0)
    return open ? closePullRequest(open, writer) : {}
  const title = `Adopt what was changed in Statsig${hasTargets ? ` (${targetLabel})` : ''}`
  const body = environment.secretMask.mask(
    adoptionPage(adoption, pageContext(context, planCommits, workflowRunOf(job))),
  )
  await writer.commit({
    branch,
    parent: job.sha,
    message: `${title}\n\n${adoption.adopted.map(({ address }) => address).join('\n')}\n`,
    files: adoption.files.map(({ path, text }) => ({
      path: `${rootWithin(context)}${path}`,
      text,
    })),
  })
  const base = job.defaultBranch ?? (await reader.defaultBranch())
  // A person opened this pull request: only its branch is updated.
  if (existing !== undefined && !isOurs) return { outputs: { 'pr-number': existing.number } }
  const pull = open
    ? await writer.updatePull(open.number, { title, body })
    : await writer.createPull({ title, body, head: branch, base })
  return { outputs: { 'pr-number': pull.number } }
}

/** The files have all values, so that nothing is left to adopt. */
const closePullRequest = async (
  { number }: PullRequest,
  writer: ReturnType<typeof githubBranches>,
): Promise<Published> => {
  await writer.updatePull(number, { state: 'closed' })
  return { outputs: { 'pr-number': number } }
}
