// One pull request that writes into the files what Statsig has: opened, and kept up to date on a branch of its own.
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
import type { DriftResult } from './drift.ts'

export const proposeAdoption = async (
  context: JobContext,
  result: DriftResult,
  github: GitHub,
): Promise<Published> => {
  const { inputs } = context
  if (!inputs.driftPullRequest) return {}
  if (!result.mayShowLiveValues)
    return {
      warnings: [
        'No pull request was opened: on a public repository it would show values that are in Statsig alone. `showLiveValues: true` in `statsig.yaml` allows it.',
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
  result: DriftResult,
  github: GitHub,
): Promise<Published> => {
  const { hasTargets, job, targetLabel, environment } = context
  const { adoption, planCommits } = result
  const { reader } = github
  const writer = githubBranches(github)
  const branch = `statsig-gitops/adopt-${targetLabel}`
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
  // Whoever has opened one by hand looks after it.
  if (existing !== undefined && !isOurs) return { outputs: { 'pr-number': existing.number } }
  const pull = open
    ? await writer.updatePull(open.number, { title, body })
    : await writer.createPull({ title, body, head: branch, base })
  return { outputs: { 'pr-number': pull.number } }
}

/** There is nothing left to adopt. */
const closePullRequest = async (
  { number }: PullRequest,
  writer: ReturnType<typeof githubBranches>,
): Promise<Published> => {
  await writer.updatePull(number, { state: 'closed' })
  return { outputs: { 'pr-number': number } }
}
