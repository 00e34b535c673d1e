// Asks the remote repository for the record of the last apply, which a clone does not bring along.
import { parse, resolve } from 'node:path'
import { appliedRefName, type RecordName } from '../../model/record-name.ts'
import { GitError, type RemoteRecord } from '../../model/repository.ts'
import type { VariableLookup } from '../variable-lookup.ts'
import type { ProcessEnvironment } from './environment.ts'
import type { OpenedRepository } from './open-repository.ts'
import { createGit, type Git } from './process.ts'

/** Milliseconds without an answer, after which the remote counts as one that cannot be asked. */
const silenceTimeoutMs = 15_000

/** Git runs outside of the repository, whose settings may name programs for the connection and for credentials. */
export const findRemoteRecord = async (
  { folder, git, prefix }: OpenedRepository,
  env: VariableLookup,
  { root, target }: RecordName,
): Promise<RemoteRecord | undefined> => {
  const remote = await readRemote(git)
  if (remote === undefined) return undefined
  const topLevel = resolve(folder, '../'.repeat(prefix.split('/').length - 1))
  // Before each root had a record, all had that of the repository's own root.
  const refs = [...new Set([root, ''])].map((each) => appliedRefName({ target, root: each }))
  const outside = createGit(parse(folder).root, (name) =>
    name === 'GIT_DIR' || name === 'GIT_WORK_TREE' ? undefined : env(name),
  )
  try {
    const { exitCode, text } = await outside.runRemote(
      ['ls-remote', '--quiet', '--refs', '--', toAbsoluteUrl(remote.url, topLevel), ...refs],
      { silenceTimeoutMs, env: headerVariables(remote.headers) },
    )
    const found = exitCode === 0 ? text.split('\n').map((line) => line.split('\t')[1]) : []
    const ref = refs.find((each) => found.includes(each))
    return ref === undefined ? undefined : { remote: remote.name, ref }
  } catch (error) {
    if (error instanceof GitError) return undefined
    throw error
  }
}

interface Remote {
  readonly name: string
  readonly url: string
  /** Settings with headers for the connection: `actions/checkout` keeps the token of a job there. */
  readonly headers: readonly (readonly [key: string, value: string])[]
}

/** `origin`, or the only remote. */
const readRemote = async (git: Git): Promise<Remote | undefined> => {
  const { text } = await git.run([
    'config',
    '--null',
    '--get-regexp',
    String.raw`^(remote\..*\.url|http\..*\.extraheader)$`,
  ])
  const settings = text.split('\0').flatMap((entry) => {
    const end = entry.indexOf('\n')
    return end < 0 ? [] : [[entry.slice(0, end), entry.slice(end + 1)] as const]
  })
  const remotes = settings.flatMap(([key, url]) => {
    const [, name] = /^remote\.(.*)\.url$/s.exec(key) ?? []
    return name === undefined ? [] : [{ name, url }]
  })
  const names = new Set(remotes.map(({ name }) => name))
  const name = names.has('origin') ? 'origin' : names.size === 1 ? [...names][0] : undefined
  const remote = remotes.find((each) => each.name === name)
  return remote && { ...remote, headers: settings.filter(([key]) => key.startsWith('http.')) }
}

/** Not as arguments, which other processes of the machine can read. */
const headerVariables = (headers: Remote['headers']): ProcessEnvironment =>
  headers.length === 0
    ? {}
    : Object.fromEntries([
        ['GIT_CONFIG_COUNT', String(headers.length)],
        ...headers.flatMap(([key, value], index) => [
          [`GIT_CONFIG_KEY_${index}`, key],
          [`GIT_CONFIG_VALUE_${index}`, value],
        ]),
      ])

/** A path is relative to the work tree. A URL begins with a scheme, or with a host and a colon. */
const toAbsoluteUrl = (url: string, topLevel: string): string =>
  /^[^/]*:/.test(url) ? url : resolve(topLevel, url)
