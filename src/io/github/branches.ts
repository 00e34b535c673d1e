// Writes branches and pull requests.
import type { Octokit } from '@octokit/core'
import type { Clock } from '../../resources/api.ts'
import { connectToGitHub, type GitHubConnection, retryable } from './connection.ts'
import { GitHubError } from './error.ts'
import { requireBodyStored } from './issues.ts'
import type { BranchWriter, GitHubOptions, NewCommit } from './model.ts'
import { parsePullRequest } from './parse-responses.ts'
import { fetchGitCommit, fetchRefObject } from './refs.ts'
import { purpose } from './request-purpose.ts'

export const githubBranches = (options: GitHubOptions, clock?: Clock): BranchWriter => {
  const { runRequest, repository } = connectToGitHub(options, clock)
  const permission = 'pull-requests: write'
  return {
    commit: (commit) =>
      runRequest(
        purpose(`write to the branch \`${commit.branch}\``, 'contents: write'),
        (octokit) => createBranchCommit(octokit, repository, commit),
      ),
    createPull: (pull) =>
      runRequest(purpose('open a pull request', permission), async (octokit) => {
        const { data } = await octokit.request('POST /repos/{owner}/{repo}/pulls', {
          ...repository,
          ...pull,
        })
        return parsePullRequest(data)
      }),
    updatePull: (number, edit) => {
      const updatePurpose = purpose(`change the pull request #${number}`, permission)
      return runRequest(updatePurpose, async (octokit) => {
        const route = '/repos/{owner}/{repo}/pulls/{pull_number}'
        const routeParameters = { ...repository, pull_number: number }
        await octokit.request(`PATCH ${route}`, { ...routeParameters, ...edit })
        const { data } = await octokit.request(`GET ${route}`, routeParameters)
        requireBodyStored(updatePurpose, edit.body, data.body ?? '')
        return parsePullRequest(data)
      })
    },
  }
}

type RepositoryId = GitHubConnection['repository']

/** The author of our commits, to recognise commits of others. */
const adoptionAuthor = { name: 'statsig-gitops', email: 'adopt@statsig-gitops.localhost' }

const createBranchCommit = async (
  octokit: Octokit,
  repositoryId: RepositoryId,
  { branch, files, message, parent }: NewCommit,
): Promise<string | undefined> => {
  const parentCommit = await fetchGitCommit(octokit, repositoryId, parent)
  const tree = await octokit.request('POST /repos/{owner}/{repo}/git/trees', {
    ...repositoryId,
    ...retryable,
    base_tree: parentCommit.tree.sha,
    tree: files.map(({ path, text }) => ({
      path,
      mode: '100644' as const,
      type: 'blob' as const,
      content: text,
    })),
  })
  const branchSha = (await fetchRefObject(octokit, repositoryId, `refs/heads/${branch}`))?.sha
  if (branchSha !== undefined) {
    const branchTip = await fetchGitCommit(octokit, repositoryId, branchSha)
    if (branchTip.author.email !== adoptionAuthor.email) throw foreignCommitsError(branch)
    if (
      branchTip.tree.sha === tree.data.sha &&
      branchTip.parents.map(({ sha }) => sha).join() === parent
    )
      return undefined
  }
  const { data } = await octokit.request('POST /repos/{owner}/{repo}/git/commits', {
    ...repositoryId,
    message,
    tree: tree.data.sha,
    parents: [parent],
    author: adoptionAuthor,
  })
  if (branchSha === undefined)
    await octokit.request('POST /repos/{owner}/{repo}/git/refs', {
      ...repositoryId,
      ref: `refs/heads/${branch}`,
      sha: data.sha,
    })
  else
    await octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ...repositoryId,
      ref: `heads/${branch}`,
      sha: data.sha,
      force: true,
    })
  return data.sha
}

/** The update is forced, and would remove these commits. */
const foreignCommitsError = (branch: string): GitHubError =>
  new GitHubError(
    'rejected',
    `The branch \`${branch}\` was not changed, because it contains commits of another author. Merge it or delete it.`,
  )
