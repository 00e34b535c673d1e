// Reads git objects and refs from GitHub.
import type { Octokit } from '@octokit/core'
import type { GitHubConnection } from './connection.ts'

type Repository = GitHubConnection['repository']

export const fetchGitCommit = async (octokit: Octokit, repository: Repository, id: string) => {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
    ...repository,
    commit_sha: id,
  })
  return data
}

/** All refs whose names begin with `refs/` and `prefix`; empty if there are none. */
export const fetchRefsUnder = async (octokit: Octokit, repository: Repository, prefix: string) => {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/matching-refs/{ref}', {
    ...repository,
    ref: prefix,
  })
  return data
}

/** The object of the ref with this full name; `undefined` if it does not exist. */
export const fetchRefObject = async (octokit: Octokit, repository: Repository, ref: string) => {
  const found = await fetchRefsUnder(octokit, repository, ref.replace(/^refs\//, ''))
  return found.find((each) => each.ref === ref)?.object
}
