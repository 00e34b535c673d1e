// One pull request that writes into the files what Statsig has: opened, and kept up to date on a branch of its own.
import { GitHubError, githubBranches, isSameLogin, type Pull } from '../../io/github/index.ts'
import { adoptionPage } from '../../report/markdown/pages/adoption.ts'
import { type Desk, type GitHub, pageOf, rootWithin, runMarkOf } from '../job/context.ts'
import type { Told } from '../job/publish-result.ts'
import type { Drifted } from './drift.ts'

export const propose = async (desk: Desk, ending: Drifted, github: GitHub): Promise<Told> => {
  const { inputs } = desk
  if (!inputs.driftPullRequest) return {}
  if (!ending.isOpen)
    return {
      warnings: [
        'No pull request was opened: on a public repository it would show values that are in Statsig alone. `showLiveValues: true` in `statsig.yaml` allows it.',
      ],
    }
  try {
    return await proposed(desk, ending, github)
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error
    return { warnings: [`No pull request could be opened: ${error.message}`] }
  }
}

const proposed = async (desk: Desk, ending: Drifted, github: GitHub): Promise<Told> => {
  const { hasTargets, job, label, world } = desk
  const { adoption, planned } = ending
  const { reader } = github
  const writer = githubBranches(github)
  const branch = `statsig-gitops/adopt-${label}`
  const [found, login] = await Promise.all([reader.openPullFrom(branch), reader.login()])
  const isOurs = found !== undefined && isSameLogin(found.author, login)
  const open = isOurs ? found : undefined
  if (adoption === undefined || adoption.files.length === 0)
    return open ? withdrawn(open, writer) : {}
  const title = `Adopt what was changed in Statsig${hasTargets ? ` (${label})` : ''}`
  const body = world.veil.over(adoptionPage(adoption, pageOf(desk, planned, runMarkOf(job))))
  await writer.commit({
    branch,
    parent: job.sha,
    message: `${title}\n\n${adoption.adopted.map(({ address }) => address).join('\n')}\n`,
    files: adoption.files.map(({ path, text }) => ({ path: `${rootWithin(desk)}${path}`, text })),
  })
  const base = job.defaultBranch ?? (await reader.defaultBranch())
  // Whoever has opened one by hand looks after it.
  if (found !== undefined && !isOurs) return { outputs: { 'pr-number': found.number } }
  const pull = open
    ? await writer.updatePull(open.number, { title, body })
    : await writer.createPull({ title, body, head: branch, base })
  return { outputs: { 'pr-number': pull.number } }
}

/** There is nothing left to adopt. */
const withdrawn = async (
  { number }: Pull,
  writer: ReturnType<typeof githubBranches>,
): Promise<Told> => {
  await writer.updatePull(number, { state: 'closed' })
  return { outputs: { 'pr-number': number } }
}
