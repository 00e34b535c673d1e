// Runs git in the bare repository of the server.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Git {
  /** The output of git; throws if git fails. */
  readonly run: (args: readonly string[], more?: More) => Promise<Buffer>
  readonly text: (args: readonly string[], more?: More) => Promise<string>
  /** The same; `undefined` if git fails. */
  readonly ask: (args: readonly string[], more?: More) => Promise<string | undefined>
  /** The full id of an object, if it is there and of the type. */
  readonly object: (
    name: string,
    type: 'commit' | 'tree' | 'blob' | 'object',
  ) => Promise<string | undefined>
  /** Runs work with a temporary index. */
  readonly withIndex: <T>(work: (env: Readonly<Record<string, string>>) => Promise<T>) => Promise<T>
}

interface More {
  readonly input?: string | Buffer
  readonly env?: Readonly<Record<string, string>>
}

export interface GitPlace {
  readonly root: string
  readonly env: Readonly<Record<string, string>>
}

export const gitAt = ({ root, env }: GitPlace): Git => {
  const run: Git['run'] = (args, more = {}) =>
    execute(root, { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...more.env }, args, more.input)
  const text: Git['text'] = async (args, more) => (await run(args, more)).toString('utf8').trimEnd()
  const ask: Git['ask'] = async (args, more) => {
    try {
      return await text(args, more)
    } catch (cause) {
      if (cause instanceof GitFailed) return undefined
      throw cause
    }
  }
  return {
    run,
    text,
    ask,
    object: async (name, type) => {
      // Git would take this as an option, a range or a search, not as the name of an object.
      if (
        name === '' ||
        name.startsWith('-') ||
        /[\s^~?*[\\{}]|\.\.|@\{/.test(name.replace(/:.*$/s, ''))
      )
        return undefined
      const peeled = name.includes(':') ? name : `${name}^{${type}}`
      const id = await ask(['rev-parse', '--verify', '--quiet', '--end-of-options', peeled])
      // Git does not check whether a whole id exists.
      return id === undefined || (await ask(['cat-file', '-e', id])) === undefined ? undefined : id
    },
    withIndex: async (work) => {
      const folder = await mkdtemp(join(tmpdir(), 'index-'))
      try {
        return await work({ GIT_INDEX_FILE: join(folder, 'index') })
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

class GitFailed extends Error {}

const execute = (
  cwd: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  input: string | Buffer = '',
): Promise<Buffer> =>
  new Promise((done, fail) => {
    const child = spawn(
      'git',
      ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'core.quotePath=false', ...args],
      { cwd, env },
    )
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', fail)
    child.on('close', (code) => {
      if (code === 0) done(Buffer.concat(out))
      else fail(new GitFailed(`git ${args.join(' ')}: ${Buffer.concat(err)}`))
    })
    // Git may end before it has read all input.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
