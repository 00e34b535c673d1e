// A job as a desk: the world of the command line, but with the inputs for its environment and GitHub for its git.
import type { Inputs } from '../io/actions/inputs.ts'
import type { Job } from '../io/actions/job.ts'
import { openClone } from '../io/git/index.ts'
import { githubRepository } from '../io/github/repository.ts'
import { UsageError } from '../io/statsig/console-api/index.ts'
import type { ExitCode } from '../session/environment.ts'
import { type VeiledWorld, veiled } from '../session/masked-environment.ts'
import { runAction, TimedOut } from './index.ts'
import { githubOf, openDesk } from './job/context.ts'

/** What the process lends. */
export interface Surroundings {
  readonly env: (name: string) => string | undefined
  readonly takeEnv: (name: string) => string | undefined
  readonly out: (text: string) => void
  readonly random: () => number
  readonly cwd: string
  readonly now: () => string
  readonly onStop: (stop: () => void) => void
  readonly wait: (ms: number, then: () => void) => void
}

export const runJob = async (job: Job, inputs: Inputs, around: Surroundings): Promise<ExitCode> => {
  let isStopped = false
  const stop = () => {
    isStopped = true
  }
  around.onStop(stop)
  const seconds = inputs.timeoutSeconds
  around.wait(seconds * 1000, stop)
  const world = worldOf(job, inputs, around, () => isStopped)
  const desk = await openDesk({ job, inputs, world, isOver: () => isStopped, now: around.now })
  const late = new Promise<never>((_, reject) => {
    // What an apply has begun it may end.
    const more = inputs.command === 'apply' ? grace : 0
    around.wait((seconds + more) * 1000, () =>
      reject(new TimedOut(`It took longer than \`timeout-seconds\` allows (${seconds}).`)),
    )
  })
  late.catch(() => {})
  return runAction(desk, late)
}

/** In seconds. */
const grace = 60

const worldOf = (
  job: Job,
  inputs: Inputs,
  { cwd, env, out, random, takeEnv }: Surroundings,
  isStopped: () => boolean,
): VeiledWorld => {
  const { consoleApiKey, githubToken, sealSecret } = inputs
  const world = veiled({
    out,
    err: out,
    env,
    // The input is the only place that a key is taken from: a variable of the same job may be of something else.
    takeEnv: (name) => {
      takeEnv(name)
      return name === 'STATSIG_API_KEY' ? consoleApiKey : undefined
    },
    cwd,
    isTerminal: false,
    width: 120,
    random,
    ask: async () => '',
    stopped: async () => {},
    noteInterrupts: () => isStopped,
    repositoryAt: async (root) => {
      const local = await openClone(root, env)
      // Without git the files would win everywhere: in a job nobody has chosen that.
      if (local === undefined)
        throw new UsageError(
          `There is no git repository at \`${root}\`: let \`actions/checkout\` run before.`,
        )
      return githubToken === undefined ? local : githubRepository(local, githubOf(job, githubToken))
    },
  })
  for (const each of [consoleApiKey, githubToken, sealSecret])
    if (each !== undefined) world.veil.hide(each)
  return world
}
