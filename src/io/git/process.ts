// Runs git without a shell, with a clean environment, and without programs that the repository names.
import { type SimpleGit, type SimpleGitOptions, simpleGit } from 'simple-git'
import { GitError } from '../../model/repository.ts'
import type { VariableLookup } from '../variable-lookup.ts'
import { localEnvironment, type ProcessEnvironment, remoteEnvironment } from './environment.ts'
import { firstReason } from './error.ts'
import type { GitStatus } from './message-codes.ts'
import { objectReader, type ReadObjects } from './object-reader.ts'

export interface GitTextResult extends GitStatus {
  readonly text: string
}

export interface Git {
  readonly run: (
    args: readonly string[],
    extraEnv?: { readonly input?: string; readonly env?: ProcessEnvironment },
  ) => Promise<GitTextResult>
  /** Reads objects through one long-running process. */
  readonly catFile: ReadObjects
  /** With the variables for credentials, and with a limit on the time without output. */
  readonly runRemote: (
    args: readonly string[],
    options?: { readonly silenceTimeoutMs?: number; readonly env?: ProcessEnvironment },
  ) => Promise<GitTextResult>
}

/** `folder` is the current directory of git. */
export const createGit = (folder: string, env: VariableLookup): Git => ({
  run: async (args, { env: extraEnv = {}, input } = {}) => {
    const [text, status] = await runGit(
      { folder, env: { ...localEnvironment(env), ...extraEnv }, input },
      (git) => git.raw([...args]),
    )
    return { text, ...status }
  },
  catFile: objectReader(folder, localEnvironment(env), settings),
  runRemote: async (args, { env: extraEnv = {}, silenceTimeoutMs = 120_000 } = {}) => {
    const [text, status] = await runGit(
      { folder, env: { ...remoteEnvironment(env), ...extraEnv }, silenceTimeoutMs },
      (git) => git.raw([...args]),
    )
    return { text, ...status }
  },
})

/** Disables programs that git would run for any command. */
const settings = ['core.fsmonitor=false', 'core.hooksPath=/dev/null']

interface GitCall {
  readonly folder: string
  readonly env: ProcessEnvironment
  readonly input?: string | undefined
  /** Milliseconds without output until git is stopped. */
  readonly silenceTimeoutMs?: number
}

const runGit = async <T>(
  { env, folder, input, silenceTimeoutMs }: GitCall,
  operation: (git: SimpleGit) => Promise<T>,
): Promise<readonly [T, GitStatus]> => {
  let status: GitStatus = { exitCode: -1, stderr: '' }
  const options: Partial<SimpleGitOptions> = {
    baseDir: folder,
    config: settings,
    // After the exit there may be unread output.
    completion: { onClose: true, onExit: false },
    allowEnvironment: Object.keys(env),
    unsafe: {
      // For the settings above, for variables in the environment of the user, and for headers of a connection.
      allowUnsafeFsMonitor: true,
      allowUnsafeHooksPath: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeConfigEnvCount: true,
      allowUnsafeAskPass: true,
      allowUnsafeSshCommand: true,
    },
    // An exit code is not an error here: each caller knows what it means.
    errors: (_, { exitCode, stdErr }) => {
      status = { exitCode: exitCode ?? -1, stderr: Buffer.concat(stdErr).toString() }
      return undefined
    },
    ...(input !== undefined && input !== '' && { input: () => input }),
    ...(silenceTimeoutMs !== undefined && { timeout: { block: silenceTimeoutMs } }),
  }
  try {
    return [await operation(simpleGit(options).env({ ...env })), status]
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new GitError(`Git cannot be run in \`${folder}\`: ${firstReason(reason)}`)
  }
}
