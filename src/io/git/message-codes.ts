// Reads the English of git into codes. No other file reads what git says. `LC_ALL=C` keeps git from translating it.

/** How a process of git ended. */
export interface GitStatus {
  readonly exitCode: number
  readonly stderr: string
}

export type GitMessageCode =
  | 'git-not-installed'
  | 'object-not-found'
  | 'partial-clone'
  | 'push-outdated'
  | 'repository-not-trusted'

const patterns: Readonly<Record<GitMessageCode, RegExp>> = {
  'git-not-installed': /spawn git ENOENT/,
  'object-not-found': /^fatal: (?:Not a valid object name|not a tree object)/m,
  'partial-clone': /promisor remote|lazy fetching/,
  'push-outdated': /fetch first|non-fast-forward|stale info/,
  'repository-not-trusted': /git config --global --add safe\.directory ./,
}

export const hasGitMessage = (text: string, code: GitMessageCode): boolean =>
  patterns[code].test(text)

/** The command that git proposes for a repository that another user owns. */
export const trustCommandIn = ({ stderr }: GitStatus): string | undefined =>
  /git config --global --add safe\.directory .*/.exec(stderr)?.[0]

export interface PushRejection {
  /** Why, in the words of git or of a hook. */
  readonly reason: string
  /** A line that the server printed. */
  readonly remoteMessage?: string
}

/** From the line that `git push --porcelain` prints for a rejected ref. */
export const parsePushRejection = (
  stdout: string,
  { stderr }: GitStatus,
): PushRejection | undefined => {
  const [, reason] = /^!\t[^\t]*\t\[[^\]]*\](?: \((.*)\))?$/m.exec(stdout) ?? []
  if (reason === undefined) return undefined
  const [, remoteMessage] = /^remote: *(\S.*)$/m.exec(stderr) ?? []
  return { reason, ...(remoteMessage !== undefined && { remoteMessage }) }
}
