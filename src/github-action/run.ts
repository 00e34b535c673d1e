// Runs a job: builds the environment of a command from the inputs of the Action, and reads history from GitHub.

import { UsageError } from '../core/usage-error.ts'
import type { Inputs } from '../io/actions/inputs.ts'
import type { Job } from '../io/actions/job.ts'
import { openClone } from '../io/git/index.ts'
import { githubRepository } from '../io/github/repository.ts'
import type { ExitCode } from '../session/exit-codes.ts'
import { maskEnvironment, type SecretEnvironment } from '../session/masked-environment.ts'
import { runAction } from './index.ts'
import { githubOptions, openJobContext } from './job/context.ts'
import { TimeoutError } from './job/timeout-error.ts'

/** What the process provides. */
export interface JobProcess {
  readonly readVariable: (name: string) => string | undefined
  readonly takeVariable: (name: string) => string | undefined
  readonly writeOutput: (text: string) => void
  readonly random: () => number
  readonly cwd: string
  readonly now: () => string
  readonly onStop: (stop: () => void) => void
  readonly wait: (ms: number, callback: () => void) => void
}

export const runJob = async (job: Job, inputs: Inputs, host: JobProcess): Promise<ExitCode> => {
  let isStopped = false
  const stop = () => {
    isStopped = true
  }
  host.onStop(stop)
  const seconds = inputs.timeoutSeconds
  host.wait(seconds * 1000, stop)
  const environment = environmentFor(job, inputs, host, () => isStopped)
  const context = await openJobContext({
    job,
    inputs,
    environment,
    isStopping: () => isStopped,
    now: host.now,
  })
  const timeout = new Promise<never>((_, reject) => {
    // An apply may finish the operations that it has begun.
    const graceSeconds = inputs.command === 'apply' ? applyGraceSeconds : 0
    host.wait((seconds + graceSeconds) * 1000, () =>
      reject(new TimeoutError(`The run exceeded the limit of \`timeout-seconds\` (${seconds}).`)),
    )
  })
  timeout.catch(() => {})
  return runAction(context, timeout)
}

/** After the time limit, in seconds. */
const applyGraceSeconds = 60

const environmentFor = (
  job: Job,
  inputs: Inputs,
  { cwd, readVariable, writeOutput, random, takeVariable }: JobProcess,
  isStopped: () => boolean,
): SecretEnvironment => {
  const { consoleApiKey, githubToken, sealSecret } = inputs
  const environment = maskEnvironment({
    writeOutput,
    writeError: writeOutput,
    readVariable,
    // The key comes only from the input: a variable of the job may belong to another step.
    takeVariable: (name) => {
      takeVariable(name)
      return name === 'STATSIG_API_KEY' ? consoleApiKey : undefined
    },
    cwd,
    isTerminal: false,
    width: 120,
    random,
    ask: async () => '',
    waitForStopSignal: async () => {},
    trackInterrupts: () => isStopped,
    openRepository: async (root) => {
      const local = await openClone(root, readVariable)
      // Without git, an apply would overwrite all changes in Statsig. A job must not do that by accident.
      if (local === undefined)
        throw new UsageError(
          `There is no git repository at \`${root}\`. Run \`actions/checkout\` before this step.`,
        )
      return githubToken === undefined
        ? local
        : githubRepository(local, githubOptions(job, githubToken))
    },
  })
  for (const each of [consoleApiKey, githubToken, sealSecret])
    if (each !== undefined) environment.secretMask.addSecret(each)
  return environment
}
