// Branches of ours, and the pull requests from them.
import type { Octokit } from '@octokit/core'
import type { Clock } from '../../resources/api.ts'
import { type Connection, connect, repeatable } from './connection.ts'
import { GitHubError } from './error.ts'
import { requireTaken } from './issues.ts'
import type { BranchWriter, GitHubOptions, NewCommit } from './model.ts'
import { pullFrom } from './parse-responses.ts'
import { commitAt, pointedBy } from './refs.ts'
import { task } from './request-purpose.ts'

export const githubBranches = (options: GitHubOptions, clock?: Clock): BranchWriter => {
  const { ask, repository } = connect(options, clock)
  const needs = 'pull-requests: write'
  return {
    commit: (commit) =>
      ask(task(`write to the branch \`${commit.branch}\``, 'contents: write'), (octokit) =>
        committed(octokit, repository, commit),
      ),
    createPull: (pull) =>
      ask(task('open a pull request', needs), async (octokit) => {
        const { data } = await octokit.request('POST /repos/{owner}/{repo}/pulls', {
          ...repository,
          ...pull,
        })
        return pullFrom(data)
      }),
    updatePull: (number, edit) => {
      const changing = task(`change the pull request #${number}`, needs)
      return ask(changing, async (octokit) => {
        const route = '/repos/{owner}/{repo}/pulls/{pull_number}'
        const which = { ...repository, pull_number: number }
        await octokit.request(`PATCH ${route}`, { ...which, ...edit })
        const { data } = await octokit.request(`GET ${route}`, which)
        requireTaken(changing, edit.body, data.body ?? '')
        return pullFrom(data)
      })
    },
  }
}

type Where = Connection['repository']

/** Who commits, so that commits of somebody else are known. */
const adopter = { name: 'statsig-gitops', email: 'adopt@statsig-gitops.localhost' }

const committed = async (
  octokit: Octokit,
  where: Where,
  { branch, files, message, parent }: NewCommit,
): Promise<string | undefined> => {
  const over = await commitAt(octokit, where, parent)
  const tree = await octokit.request('POST /repos/{owner}/{repo}/git/trees', {
    ...where,
    ...repeatable,
    base_tree: over.tree.sha,
    tree: files.map(({ path, text }) => ({
      path,
      mode: '100644' as const,
      type: 'blob' as const,
      content: text,
    })),
  })
  const at = (await pointedBy(octokit, where, `refs/heads/${branch}`))?.sha
  if (at !== undefined) {
    const tip = await commitAt(octokit, where, at)
    if (tip.author.email !== adopter.email) throw othersIn(branch)
    if (tip.tree.sha === tree.data.sha && tip.parents.map(({ sha }) => sha).join() === parent)
      return undefined
  }
  const { data } = await octokit.request('POST /repos/{owner}/{repo}/git/commits', {
    ...where,
    message,
    tree: tree.data.sha,
    parents: [parent],
    author: adopter,
  })
  if (at === undefined)
    await octokit.request('POST /repos/{owner}/{repo}/git/refs', {
      ...where,
      ref: `refs/heads/${branch}`,
      sha: data.sha,
    })
  else
    await octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ...where,
      ref: `heads/${branch}`,
      sha: data.sha,
      force: true,
    })
  return data.sha
}

/** It would be moved by force. */
const othersIn = (branch: string): GitHubError =>
  new GitHubError(
    'rejected',
    `The branch \`${branch}\` holds commits of somebody else, and is left as it is: merge it, or delete it.`,
  )
