// Runs git in the bare repository of the server.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ObjectReader, openObjectReader } from './object-reader.ts'

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
  /** Reads an object by its name. */
  readonly read: ObjectReader['read']
  readonly close: () => void
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
  const variables = { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' }
  const { close, read } = openObjectReader(root, variables)
  const run: Git['run'] = async (args, more = {}) => {
    const ids = more.env || more.input ? undefined : idsOfObjectQuery(args)
    if (ids === undefined) return execute(root, { ...variables, ...more.env }, args, more.input)
    // What another repository has answered counts only for objects that are in this one.
    const key = (await existing(ids)) ? args.join('\0') : `${root}\0${args.join('\0')}`
    const output = outputs.get(key) ?? execute(root, variables, args)
    outputs.set(key, output)
    return output
  }
  const existing = async (ids: readonly string[]): Promise<boolean> =>
    (await Promise.all(ids.map(read))).every((object) => object !== undefined)
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
    read,
    close,
    object: async (name, type) => {
      // Git would take this as an option, a range or a search, not as the name of an object.
      if (
        name === '' ||
        name.startsWith('-') ||
        /[\s^~?*[\\{}]|\.\.|@\{/.test(name.replace(/:.*$/s, ''))
      )
        return undefined
      const peeled = name.includes(':') ? name : `${name}^{${type}}`
      return (await read(peeled))?.id
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

/** Outputs of queries of objects: the same objects give the same output in every repository and test. */
const outputs = new Map<string, Promise<Buffer>>()

/** The ids in a query that depends on nothing but these objects; `undefined` for other commands. */
const idsOfObjectQuery = ([command = '', ...args]: readonly string[]):
  | readonly string[]
  | undefined => {
  if (!['log', 'rev-list', 'diff-tree', 'merge-base', 'ls-tree'].includes(command)) return undefined
  const end = args.indexOf('--')
  const names = (end < 0 ? args : args.slice(0, end)).filter((each) => !each.startsWith('-'))
  const ids = names.map((name) => /^([0-9a-f]{40})(?:\.\.([0-9a-f]{40}))?$/.exec(name)?.slice(1))
  const known = ids.flatMap((each) => each?.filter((id) => id !== undefined) ?? [])
  return ids.includes(undefined) || known.length === 0 ? undefined : known
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
