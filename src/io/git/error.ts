// Why a repository is of no use as it is, in sentences that say what to do.

/** What a process has to say when it has ended. */
export interface Said {
  readonly code: number
  readonly err: string
}

export class GitTrouble extends Error {
  override readonly name = 'GitTrouble'
}

/** For where git is the memory that is missing. */
export const without = 'choose `--two-way` to go without the memory of what was applied'

export const unshallow =
  '`git fetch --unshallow --tags` (in GitHub Actions: `fetch-depth: 0` of `actions/checkout`)'

/** What git would not do, in its own words where they are not known to mean something else. */
export const refusal = (said: Said, task: string): GitTrouble =>
  isPartial(said)
    ? new GitTrouble(
        `Git cannot ${task}: this is a partial clone, and it lacks some of what is needed. Fetch the rest with \`git fetch --refetch --no-filter\`.`,
      )
    : new GitTrouble(`Git cannot ${task}: ${reasonIn(said.err)}`)

const isPartial = ({ err }: Said): boolean => /promisor remote|lazy fetching/.test(err)

/** The first line that means something, as the end of a sentence. */
export const reasonIn = (err: string): string => {
  const lines = err
    .split('\n')
    .map((line) => line.replace(/^(?:(?:remote|fatal|error|warning): *)+|\p{Cc}/gu, '').trim())
  const first = lines.find((line) => line !== '') ?? 'it does not say why'
  return `${withoutUsers(first).replace(/[.:]$/, '')}.`
}

/** Addresses of servers may hold a password. */
export const withoutUsers = (text: string): string => text.replace(/(\w+:\/\/)[^\s/@]*@/g, '$1')

export const shortId = (id: string): string => id.slice(0, 7)
