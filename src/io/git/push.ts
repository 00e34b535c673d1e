// Hands a record to the server. Nothing is forced: a push that lost a race is refused.
import { refOf } from './applied-ref.ts'
import { reasonIn, refusal, withoutUsers } from './error.ts'
import type { Git, Text } from './process.ts'

/** `origin`, or the only one. */
export const remoteOf = async (git: Git): Promise<string | undefined> => {
  const said = await git.run(['remote'])
  if (said.code !== 0) throw refusal(said, 'list the remotes')
  const names = said.text.split('\n').filter((name) => name !== '')
  if (names.includes('origin')) return 'origin'
  return names.length === 1 ? names[0] : undefined
}

/** Why it was not taken, as a sentence; nothing where it was. */
export const pushTo = async (
  git: Git,
  target: string,
  remote: string,
): Promise<{ readonly refused?: string }> => {
  const ref = refOf(target)
  const said = await git.connect([
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
  return said.code === 0 ? {} : { refused: refusedBy(said, remote) }
}

const refusedBy = (said: Text, remote: string): string => {
  const name = withoutUsers(remote)
  const [, reason] = /^!\t[^\t]*\t\[[^\]]*\](?: \((.*)\))?$/m.exec(said.text) ?? []
  if (reason !== undefined && /fetch first|non-fast-forward|stale info/.test(reason))
    return `Somebody else recorded an apply at \`${name}\` in the meantime.`
  // It was ended, for it had been silent for too long.
  if (said.code < 0) return `\`${name}\` does not answer.`
  const refused = `\`${name}\` does not take it`
  if (reason === undefined) return `${refused}: ${reasonIn(said.err)}`
  const [, own] = /^remote: *(\S.*)$/m.exec(said.err) ?? []
  return `${refused} (${reason})${own === undefined ? '.' : `: ${reasonIn(own)}`}`
}
