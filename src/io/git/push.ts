// Pushes the applied ref to the server, never by force: the server refuses a push that lost a race.
import type { RecordName } from '../../model/record-name.ts'
import type { PushResult } from '../../model/repository.ts'
import { requireAppliedRef } from './applied-ref.ts'
import { firstReason, removeCredentials, toGitError } from './error.ts'
import { hasGitMessage, parsePushRejection } from './message-codes.ts'
import type { Git, GitTextResult } from './process.ts'

/** `origin`, or the only remote. */
export const findRemote = async (git: Git): Promise<string | undefined> => {
  const result = await git.run(['remote'])
  if (result.exitCode !== 0) throw toGitError(result, 'list the remotes')
  const names = result.text.split('\n').filter((name) => name !== '')
  if (names.includes('origin')) return 'origin'
  return names.length === 1 ? names[0] : undefined
}

export const pushAppliedRef = async (
  git: Git,
  name: RecordName,
  remote: string,
): Promise<PushResult> => {
  const ref = requireAppliedRef(name)
  const result = await git.runRemote([
    'push',
    '--porcelain',
    // The settings of the user for pushes do not apply to this push.
    '--no-verify',
    '--no-follow-tags',
    '--no-signed',
    '--no-recurse-submodules',
    '--end-of-options',
    remote,
    `${ref}:${ref}`,
  ])
  return result.exitCode === 0 ? {} : pushFailure(result, remote)
}

/** Only forwards. A remote that does not answer, or has another history, changes nothing. */
export const fetchAppliedRef = async (
  git: Git,
  name: RecordName,
  remote: string,
): Promise<void> => {
  const ref = requireAppliedRef(name)
  await git.runRemote([
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-recurse-submodules',
    '--end-of-options',
    remote,
    `${ref}:${ref}`,
  ])
}

const pushFailure = (result: GitTextResult, remote: string): PushResult => {
  const shown = removeCredentials(remote)
  const rejection = parsePushRejection(result.text, result)
  if (rejection !== undefined && hasGitMessage(rejection.reason, 'push-outdated'))
    return {
      refused: `Another run recorded an apply at \`${shown}\` in the meantime.`,
      isOutdated: true,
    }
  // A negative code: git was stopped because it printed nothing for too long.
  if (result.exitCode < 0) return { refused: `\`${shown}\` does not respond.` }
  const refused = `\`${shown}\` rejects the push`
  if (rejection === undefined) return { refused: `${refused}: ${firstReason(result.stderr)}` }
  const { reason, remoteMessage } = rejection
  return {
    refused: `${refused} (${reason})${remoteMessage === undefined ? '.' : `: ${firstReason(remoteMessage)}`}`,
  }
}
