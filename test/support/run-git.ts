// Runs git for a test.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface GitOutput {
  readonly stdout: string
  readonly stderr: string
}

/** Throws with the text of git if git fails. `env` replaces the environment. */
export const runGit = (
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<GitOutput> => promisify(execFile)('git', args, { cwd, env })
