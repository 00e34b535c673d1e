// Processes of git: no shell, a clean environment, and nothing run that the repository names.
import { type SimpleGit, type SimpleGitOptions, simpleGit } from 'simple-git'
import { type Env, type Environment, localEnvironment, remoteEnvironment } from './environment.ts'
import { GitTrouble, reasonIn, type Said } from './error.ts'
import { objectReader, type ReadObjects } from './object-reader.ts'

export interface Text extends Said {
  readonly text: string
}

export interface Git {
  readonly run: (
    args: readonly string[],
    more?: { readonly input?: string; readonly env?: Environment },
  ) => Promise<Text>
  /** All of them through one process. */
  readonly objects: ReadObjects
  /** With what credentials need, and only for so long. */
  readonly connect: (args: readonly string[]) => Promise<Text>
}

/** What is found from the environment is found from a folder. */
export const gitIn = (folder: string, env: Env): Git => ({
  run: async (args, { env: more = {}, input } = {}) => {
    const [text, said] = await ask(
      { folder, env: { ...localEnvironment(env), ...more }, input },
      (git) => git.raw([...args]),
    )
    return { text, ...said }
  },
  objects: objectReader(folder, localEnvironment(env), settings),
  connect: async (args) => {
    const [text, said] = await ask(
      { folder, env: remoteEnvironment(env), patience: 120_000 },
      (git) => git.raw([...args]),
    )
    return { text, ...said }
  },
})

/** What would run a program for whatever is asked. */
const settings = ['core.fsmonitor=false', 'core.hooksPath=/dev/null']

interface Call {
  readonly folder: string
  readonly env: Environment
  readonly input?: string | undefined
  /** Milliseconds of silence. */
  readonly patience?: number
}

const ask = async <T>(
  { env, folder, input, patience }: Call,
  question: (git: SimpleGit) => Promise<T>,
): Promise<readonly [T, Said]> => {
  let said: Said = { code: -1, err: '' }
  const options: Partial<SimpleGitOptions> = {
    baseDir: folder,
    config: settings,
    // After the exit there may be more to read.
    completion: { onClose: true, onExit: false },
    allowEnvironment: Object.keys(env),
    unsafe: {
      // The two settings, and what a person has in the environment.
      allowUnsafeFsMonitor: true,
      allowUnsafeHooksPath: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeAskPass: true,
      allowUnsafeSshCommand: true,
    },
    // A refusal is an answer here, and each caller knows what it means.
    errors: (_, { exitCode, stdErr }) => {
      said = { code: exitCode ?? -1, err: Buffer.concat(stdErr).toString() }
      return undefined
    },
    ...(input !== undefined && input !== '' && { input: () => input }),
    ...(patience !== undefined && { timeout: { block: patience } }),
  }
  try {
    return [await question(simpleGit(options).env({ ...env })), said]
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new GitTrouble(`Git cannot be run in \`${folder}\`: ${reasonIn(reason)}`)
  }
}
