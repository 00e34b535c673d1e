// Commits of a repository at GitHub, and what its refs point to.
import type { Octokit } from '@octokit/core'
import type { Connection } from './connection.ts'

type Repository = Connection['repository']

export const commitAt = async (octokit: Octokit, repository: Repository, id: string) => {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
    ...repository,
    commit_sha: id,
  })
  return data
}

/** All refs whose names begin so, `refs/` left out. An empty list where there are none. */
export const refsUnder = async (octokit: Octokit, repository: Repository, beginning: string) => {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/matching-refs/{ref}', {
    ...repository,
    ref: beginning,
  })
  return data
}

/** `ref` in full; nothing where there is none. Other refs whose names begin with it are listed as well. */
export const pointedBy = async (octokit: Octokit, repository: Repository, ref: string) => {
  const found = await refsUnder(octokit, repository, ref.replace(/^refs\//, ''))
  return found.find((each) => each.ref === ref)?.object
}
