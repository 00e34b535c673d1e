// Hands a record to the server. Nothing is forced: a push that lost a race is refused.
import { appliedRefName } from './applied-ref.ts'
import { firstReason, removeCredentials, toGitError } from './error.ts'
import type { Git, GitTextResult } from './process.ts'

/** `origin`, or the only one. */
export const findRemote = async (git: Git): Promise<string | undefined> => {
  const result = await git.run(['remote'])
  if (result.exitCode !== 0) throw toGitError(result, 'list the remotes')
  const names = result.text.split('\n').filter((name) => name !== '')
  if (names.includes('origin')) return 'origin'
  return names.length === 1 ? names[0] : undefined
}

/** Why it was not taken, as a sentence; nothing where it was. */
export const pushAppliedRef = async (
  git: Git,
  target: string,
  remote: string,
): Promise<{ readonly refused?: string }> => {
  const ref = appliedRefName(target)
  const result = await git.runRemote([
    'push',
    '--porcelain',
    // What a person's own pushes do besides is no part of this.
    '--no-verify',
    '--no-follow-tags',
    '--no-signed',
    '--no-recurse-submodules',
    '--end-of-options',
    remote,
    `${ref}:${ref}`,
  ])
  return result.exitCode === 0 ? {} : { refused: pushFailureReason(result, remote) }
}

const pushFailureReason = (result: GitTextResult, remote: string): string => {
  const name = removeCredentials(remote)
  const [, reason] = /^!\t[^\t]*\t\[[^\]]*\](?: \((.*)\))?$/m.exec(result.text) ?? []
  if (reason !== undefined && /fetch first|non-fast-forward|stale info/.test(reason))
    return `Somebody else recorded an apply at \`${name}\` in the meantime.`
  // It was ended, for it had been silent for too long.
  if (result.exitCode < 0) return `\`${name}\` does not answer.`
  const refused = `\`${name}\` does not take it`
  if (reason === undefined) return `${refused}: ${firstReason(result.stderr)}`
  const [, remoteMessage] = /^remote: *(\S.*)$/m.exec(result.stderr) ?? []
  return `${refused} (${reason})${remoteMessage === undefined ? '.' : `: ${firstReason(remoteMessage)}`}`
}
