// Real repositories in temporary folders, for one test. Ids of commits are the same on every machine and every day.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  appendFile,
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inject } from 'vitest'
import { openRepository } from '../../src/io/git/index.ts'
import type { GitRepository } from '../../src/model/repository.ts'
import { runGit } from './run-git.ts'

/** Contents by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>

export interface TestRepository {
  readonly root: string
  /** A folder beside the repository that goes away with it. */
  readonly folder: string
  /** What the engine may see of the environment; more is put in by `open`. */
  readonly env: Readonly<Record<string, string>>
  /** Runs git in the repository. */
  readonly run: (...args: readonly string[]) => Promise<string>
  /** The same as somebody else, by their mail. */
  readonly runAs: (mail: string, ...args: readonly string[]) => Promise<string>
  readonly write: (files: Files) => Promise<void>
  readonly remove: (...paths: readonly string[]) => Promise<void>
  readonly link: (path: string, target: string) => Promise<void>
  /** Writes, adds everything and commits; a minute after the commit before. */
  readonly commit: (files?: Files, message?: string) => Promise<string>
  readonly clone: (options?: CloneOptions) => Promise<TestRepository>
  /** A bare repository beside it, known as `origin`, with all that is committed. */
  readonly publish: (name?: string) => Promise<TestRepository>
  /** The same, made without a process: it has the objects of this repository, also later ones, and the branch `main`. */
  readonly shareObjects: () => Promise<TestRepository>
  /** Sets a ref of the repository itself, without a process. */
  readonly writeRef: (ref: string, id: string) => Promise<void>
  /** A folder for the `PATH` with a git that runs a line of shell first. */
  readonly gitAfter: (line: string) => Promise<string>
  /** As a run of the engine in a folder of the work tree would. */
  readonly open: (
    env?: Readonly<Record<string, string>>,
    below?: string,
  ) => Promise<GitRepository | undefined>
  /** The same, where there has to be one. */
  readonly opened: (
    env?: Readonly<Record<string, string>>,
    below?: string,
  ) => Promise<GitRepository>
}

export interface CloneOptions {
  readonly depth?: number
  readonly filter?: string
  readonly bare?: boolean
}

/** Hands over a repository with one commit, and removes it whatever happens. */
export const withRepository = async <T>(
  files: Files,
  work: (repository: TestRepository) => Promise<T>,
  init: readonly string[] = [],
): Promise<T> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'repository-')))
  try {
    const isEmpty = Object.keys(files).length === 0
    await cp(join(await templateOf(files, init), 'work'), join(folder, 'work'), { recursive: true })
    return await work(repositoryAt(folder, 'work', namesOf('clone'), isEmpty ? 0 : 1))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A repository with these files is made once in a run of the tests; the others are copies of it. */
const templateOf = (files: Files, init: readonly string[]): Promise<string> => {
  const contents = Object.entries(files).map(([path, content]) => [path, [...Buffer.from(content)]])
  const key = createHash('sha256')
    .update(JSON.stringify([contents, init]))
    .digest('hex')
  return makeOnce(key, async (folder) => {
    const repository = repositoryAt(folder, 'work', namesOf('clone'))
    await mkdir(repository.root)
    await repository.run('init', '--quiet', '--initial-branch=main', '--template=', ...init)
    if (Object.keys(files).length > 0) await repository.commit(files)
  })
}

/** The path of a folder that is made once in a run of the tests. */
export const makeOnce = async (
  key: string,
  make: (folder: string) => Promise<void>,
): Promise<string> => {
  const template = join(inject('templates'), key)
  const known = templates.get(key) ?? (existsSync(template) ? undefined : madeAt(template, make))
  if (known !== undefined) templates.set(key, known)
  await known
  return template
}
const templates = new Map<string, Promise<void>>()

/** Made beside its place: another worker may need it at the same moment. */
const madeAt = async (template: string, make: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(`${template}-`)
  await make(folder)
  try {
    await rename(folder, template)
  } catch {
    // The other one was faster, and made the same.
    await rm(folder, { recursive: true })
  }
}

const start = Date.UTC(2026, 0, 1) / 1000
/** `clone-1`, `clone-2`, … */
const namesOf = (word: string): (() => string) => {
  let count = 0
  return () => {
    count += 1
    return `${word}-${count}`
  }
}

const repositoryAt = (
  folder: string,
  name: string,
  nextName: () => string,
  made = 0,
): TestRepository => {
  const root = join(folder, name)
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  }
  let commits = made
  const runAs = (mail: string, ...args: readonly string[]) =>
    git({ cwd: root, env, seconds: start + commits * 60, mail }, args)
  const run = (...args: readonly string[]) => runAs('somebody@example.com', ...args)
  const write = async (files: Files) => {
    await Promise.all(
      Object.entries(files).map(async ([path, content]) => {
        await mkdir(dirname(join(root, path)), { recursive: true })
        await writeFile(join(root, path), content)
      }),
    )
  }
  const open: TestRepository['open'] = (more = {}, below = '.') => {
    const seen: Readonly<Record<string, string>> = { ...env, ...more }
    return openRepository(join(root, below), (variable) => seen[variable])
  }
  return {
    root,
    folder,
    env,
    run,
    runAs,
    write,
    remove: async (...paths) => {
      for (const path of paths) await rm(join(root, path), { recursive: true })
    },
    link: async (path, target) => {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await symlink(target, join(root, path))
    },
    commit: async (files = {}, message = 'A change') => {
      await write(files)
      await run('add', '--all')
      await run('commit', '--quiet', '--allow-empty', '--message', message)
      commits += 1
      return (await headIn(root)) ?? run('rev-parse', 'HEAD')
    },
    clone: async ({ bare, depth, filter } = {}) => {
      const clone = repositoryAt(folder, nextName(), nextName)
      await run('config', 'uploadpack.allowFilter', 'true')
      await run(
        'clone',
        '--quiet',
        ...(bare ? ['--bare'] : []),
        ...(depth === undefined ? [] : [`--depth=${depth}`]),
        ...(filter === undefined ? [] : [`--filter=${filter}`]),
        // Of a path git copies everything, whatever the depth.
        `file://${root}`,
        clone.root,
      )
      return clone
    },
    publish: async (origin = 'origin') => {
      const remote = repositoryAt(folder, `${origin}.git`, nextName)
      await run('clone', '--quiet', '--bare', root, remote.root)
      await run('remote', 'add', origin, remote.root)
      await run('fetch', '--quiet', origin)
      return remote
    },
    shareObjects: async () => {
      const remote = repositoryAt(folder, 'origin.git', nextName)
      const files = {
        HEAD: 'ref: refs/heads/main\n',
        config: '[core]\n\trepositoryformatversion = 0\n\tbare = true\n',
        'objects/info/alternates': `${join(root, '.git/objects')}\n`,
      }
      await remote.write(files)
      const head = (await headIn(root)) ?? (await run('rev-parse', 'HEAD'))
      await remote.writeRef('refs/heads/main', head)
      const origin = `[remote "origin"]\n\turl = ${remote.root}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`
      await appendFile(join(root, '.git/config'), origin)
      return remote
    },
    writeRef: async (ref, id) => {
      const gitFolder = name.endsWith('.git') ? root : join(root, '.git')
      await mkdir(dirname(join(gitFolder, ref)), { recursive: true })
      await writeFile(join(gitFolder, ref), `${id}\n`)
    },
    gitAfter: async (line) => {
      const bin = join(folder, 'bin')
      await mkdir(bin, { recursive: true })
      await writeFile(join(bin, 'git'), `#!/bin/sh\nPATH='${env.PATH}'\n${line}\nexec git "$@"\n`)
      await chmod(join(bin, 'git'), 0o755)
      return bin
    },
    open,
    opened: async (more, below) => {
      const found = await open(more, below)
      if (found === undefined) throw new Error(`There is no repository at ${root}.`)
      return found
    },
  }
}

/** What has just been committed, without a process for it; `undefined` where it does not lie in the usual place. */
const headIn = async (root: string): Promise<string | undefined> => {
  try {
    const head = (await readFile(join(root, '.git/HEAD'), 'utf8')).trim()
    const [, ref] = /^ref: (refs\/heads\/.+)$/.exec(head) ?? []
    return ref === undefined ? idIn(head) : await readRef(join(root, '.git'), ref)
  } catch {
    return undefined
  }
}

const idIn = (text: string): string | undefined => /^[0-9a-f]{40,64}(?=\n?$)/.exec(text)?.[0]

/** The id in the file of a ref, without a process; `undefined` where there is no such file. */
export const readRef = async (gitFolder: string, ref: string): Promise<string | undefined> => {
  try {
    return idIn(await readFile(join(gitFolder, ref), 'utf8'))
  } catch {
    return undefined
  }
}

interface Call {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly seconds: number
  readonly mail: string
}

/** Nothing goes on in a repository once a command has ended: the folder is about to be removed. */
const untended = ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false']

const git = async ({ cwd, env, mail, seconds }: Call, args: readonly string[]): Promise<string> => {
  const identity = [
    ['NAME', 'Somebody'],
    ['EMAIL', mail],
    ['DATE', `${seconds} +0000`],
  ].flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value] as const,
    [`GIT_COMMITTER_${key}`, value] as const,
  ])
  const { stdout } = await runGit(cwd, [...untended, ...args], {
    ...env,
    ...Object.fromEntries(identity),
    LC_ALL: 'C',
  })
  return stdout.trimEnd()
}

/** The sentence of what is thrown, with the temporary folder as `<tmp>`. */
export const sentenceOf = async (
  work: Promise<unknown>,
  { folder }: Pick<TestRepository, 'folder'>,
): Promise<string> => {
  try {
    await work
  } catch (cause) {
    return cause instanceof Error
      ? `${cause.name}: ${cause.message.replaceAll(folder, '<tmp>')}`
      : String(cause)
  }
  return 'Nothing was thrown.'
}
