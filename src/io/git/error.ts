// Why a repository is of no use as it is, in sentences that say what to do.
import { GitError } from '../../repository.ts'

/** What a process has to say when it has ended. */
export interface GitStatus {
  readonly exitCode: number
  readonly stderr: string
}

/** For where git is the memory that is missing. */
export const twoWayHint = 'choose `--two-way` to go without the memory of what was applied'

export const unshallowCommand =
  '`git fetch --unshallow --tags` (in GitHub Actions: `fetch-depth: 0` of `actions/checkout`)'

/** What git would not do, in its own words where they are not known to mean something else. */
export const toGitError = (status: GitStatus, action: string): GitError =>
  isPartialClone(status)
    ? new GitError(
        `Git cannot ${action}: this is a partial clone, and it lacks some of what is needed. Fetch the rest with \`git fetch --refetch --no-filter\`.`,
      )
    : new GitError(`Git cannot ${action}: ${firstReason(status.stderr)}`)

const isPartialClone = ({ stderr }: GitStatus): boolean =>
  /promisor remote|lazy fetching/.test(stderr)

/** The first line that means something, as the end of a sentence. */
export const firstReason = (stderr: string): string => {
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(/^(?:(?:remote|fatal|error|warning): *)+|\p{Cc}/gu, '').trim())
  const reason = lines.find((line) => line !== '') ?? 'it does not say why'
  return `${removeCredentials(reason).replace(/[.:]$/, '')}.`
}

/** Addresses of servers may hold a password. */
export const removeCredentials = (text: string): string =>
  text.replace(/(\w+:\/\/)[^\s/@]*@/g, '$1')
