// Runs a job: builds the environment of a command from the inputs of the Action, and reads history from GitHub.

import { UsageError } from '../core/usage-error.ts'
import type { Inputs } from '../io/actions/inputs.ts'
import type { Job } from '../io/actions/job.ts'
import { openClone } from '../io/git/index.ts'
import { withSealedRecords } from '../io/git/record-seal.ts'
import { githubRepository } from '../io/github/repository.ts'
import { createRunController } from '../io/statsig/console-api/index.ts'
import type { GitRepository } from '../model/repository.ts'
import type { Clock } from '../resources/api.ts'
import type { CommandEnvironment, Interrupts } from '../session/environment.ts'
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
  /** The callback is called at each signal to stop. */
  readonly onStop: (stop: () => void) => void
  readonly wait: (ms: number, callback: () => void) => void
  /** For waits between requests to GitHub. */
  readonly clock: Clock
  /** How Statsig is reached. Default: by HTTP, with the clock of the system. */
  readonly statsig?: Pick<CommandEnvironment, 'clock' | 'send'>
}

export const runJob = async (job: Job, inputs: Inputs, host: JobProcess): Promise<ExitCode> => {
  const [stop, end] = [createRunController(), createRunController()]
  host.onStop(() => (stop.signal.aborted ? end : stop).abort())
  const seconds = inputs.timeoutSeconds
  host.wait(seconds * 1000, () => stop.abort())
  const interrupts: Interrupts = { stop: stop.signal, end: end.signal }
  const environment = environmentFor(job, inputs, host, interrupts)
  const context = await openJobContext({
    job,
    inputs,
    environment,
    isStopping: () => stop.signal.aborted,
    now: host.now,
    clock: host.clock,
  })
  const timeout = new Promise<never>((_, reject) => {
    // An apply waits for the answers to the requests that it has sent.
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
  { clock, cwd, now, readVariable, writeOutput, random, statsig, takeVariable }: JobProcess,
  interrupts: Interrupts,
): SecretEnvironment => {
  const { consoleApiKey, githubToken, sealSecret, sealSecretPrevious } = inputs
  const environment = maskEnvironment({
    writeOutput,
    writeError: writeOutput,
    readVariable,
    // The key comes only from the input: a variable of the job may belong to another step.
    takeVariable: (name) => {
      const other = takeVariable(name)
      if (other !== undefined) environment.secretMask.addSecret(other)
      return name === 'STATSIG_API_KEY' ? consoleApiKey : undefined
    },
    cwd,
    isTerminal: false,
    width: 120,
    random,
    ...statsig,
    wallTime: () => Date.parse(now()),
    ask: async () => '',
    waitForStopSignal: async () => {},
    trackInterrupts: () => interrupts,
    openRepository: async (root) => {
      const local = await openClone(root, readVariable)
      // Without git, an apply would overwrite all changes in Statsig. A job must not do that by accident.
      if (local === undefined)
        throw new UsageError(
          `There is no git repository at \`${root}\`. Run \`actions/checkout\` before this step.`,
        )
      const repository =
        githubToken === undefined
          ? local
          : githubRepository(local, githubOptions(job, githubToken), clock)
      return sealRecords(repository, inputs, now)
    },
  })
  for (const each of [consoleApiKey, githubToken, sealSecret, sealSecretPrevious])
    if (each !== undefined) environment.secretMask.addSecret(each)
  return environment
}

/** Only an apply passes over a record without a valid seal: the others read it as it is, also with another key. */
const sealRecords = (
  repository: GitRepository,
  { command, confirmRecord, consoleApiKey, sealSecret, sealSecretPrevious }: Inputs,
  now: JobProcess['now'],
): GitRepository => {
  const secret = sealSecret ?? consoleApiKey
  if (secret === undefined) return repository
  return withSealedRecords(repository, {
    secret,
    ...(sealSecretPrevious !== undefined && { previousSecret: sealSecretPrevious }),
    now,
    isStrict: command === 'apply',
    ...(confirmRecord !== undefined && { confirmed: confirmRecord.toLowerCase() }),
  })
}
