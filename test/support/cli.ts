// The command line as a person at a terminal, or a job without one, would use it.
import { run } from '../../src/cli.ts'
import { startEmulator } from '../../src/emulator/index.ts'
import { openRepository } from '../../src/io/git/index.ts'
import type { World } from '../../src/session/environment.ts'

export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
  /** The environment variables that were looked at. */
  readonly asked: readonly string[]
}

export interface Person {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** What is typed at a prompt; without it there is no terminal. */
  readonly types?: string
  readonly width?: number
}

/**
 * One operation at a time, in the order of the plan: what a test expects of requests must not depend on which of several
 * parallel ones arrives first. That each waits for what it comes after, at every width, is tested in `test/apply`.
 */
const inOrder = (args: readonly string[]): readonly string[] =>
  args[0] === 'apply' && !args.includes('--parallelism') ? [...args, '--parallelism', '1'] : args

export const runCli = async (
  args: readonly string[],
  { cwd, env = {}, types, width = 100 }: Person,
): Promise<Said> => {
  const [out, err]: [string[], string[]] = [[], []]
  const held = new Map(Object.entries(env))
  const asked: string[] = []
  const look = (name: string) => {
    asked.push(name)
    return held.get(name)
  }
  const world: World = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    env: look,
    takeEnv: (name) => {
      const value = held.get(name)
      held.delete(name)
      return value
    },
    cwd,
    isTerminal: types !== undefined,
    width,
    random: () => 0.5,
    ask: async (question) => {
      err.push(question)
      return types ?? ''
    },
    stopped: async () => {},
    noteInterrupts: () => () => false,
    repositoryAt: (root) => openRepository(root, look),
    startEmulator,
  }
  const code = await run(inOrder(args), world)
  return { code, out: out.join(''), err: err.join(''), asked }
}
