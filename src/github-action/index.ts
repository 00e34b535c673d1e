// The Action: one command in a job of GitHub's. Whatever happens, the comment, the summary and the outputs say it.

import { realpath } from 'node:fs/promises'
import { isAbsolute, relative } from 'node:path'
import { GitTrouble } from '../io/git/index.ts'
import { GitHubError } from '../io/github/index.ts'
import { redact, UsageError } from '../io/statsig/console-api/index.ts'
import type { State } from '../report/markdown/pages/state.ts'
import { Unreadable } from '../resources/api.ts'
import { type ExitCode, exits } from '../session/environment.ts'
import { driftAction } from './drift/drift.ts'
import { keepDrift } from './drift/publish-drift.ts'
import type { Desk, Planned } from './job/context.ts'
import { refusalFor } from './job/events.ts'
import { finish, type Told } from './job/publish-result.ts'
import type { Ending } from './job/result.ts'
import { validateAction } from './job/validate.ts'
import { applyAction } from './pull-request/apply.ts'
import { tellPulls } from './pull-request/apply-comments.ts'
import { planAction } from './pull-request/plan.ts'
import { commentOn } from './pull-request/plan-comment.ts'

/** `late` fails when the time is over. Never throws: the code is handed back once everything is said. */
export const runAction = async (desk: Desk, late: Promise<never>): Promise<ExitCode> => {
  const planned = plannedOf(desk)
  const refused = refusalFor(desk.inputs.command, desk.job)
  if (refused !== undefined) return finish(desk, unsafe(refused, planned))
  try {
    await refuseOutside(desk)
    return await perform(desk, planned, late)
  } catch (error) {
    return fail(desk, error, planned)
  }
}

/** A link in the files may lead out of it as well as the input. */
const refuseOutside = async ({ inputs, job, root }: Desk): Promise<void> => {
  const [workspace, folder] = await Promise.all([job.workspace, root].map(trueOf))
  const within = relative(workspace ?? '', folder ?? '')
  if (within.startsWith('..') || isAbsolute(within))
    throw new UsageError(
      `\`working-directory\` is \`${inputs.workingDirectory}\`, which lies outside of the workspace.`,
    )
}

/** What is not there is told by whoever looks for definitions in it. */
const trueOf = (path: string): Promise<string> => realpath(path).catch(() => path)

const perform = async (desk: Desk, planned: Planned, late: Promise<never>): Promise<ExitCode> => {
  const inTime = <T>(work: Promise<T>): Promise<T> => Promise.race([work, late])
  /** What is done is done, whether or not there is time left to tell it. */
  const telling = (work: () => Promise<Told>) => () =>
    inTime(work()).catch((error: unknown) => {
      if (error instanceof TimedOut)
        return { warnings: [`${error.message} Not all of it could be told on GitHub.`] }
      throw error
    })
  const { command, consoleApiKey } = desk.inputs
  if ((command === 'apply' || command === 'drift') && consoleApiKey === undefined)
    throw new UsageError(
      `\`${command}\` needs the input \`console-api-key\`, and it is empty. Is the secret that it names set, for this repository or for the environment of this job?`,
    )
  switch (command) {
    case 'validate':
      return finish(desk, await inTime(validateAction(desk, planned)))
    case 'plan': {
      const why = whyUnplanned(desk)
      const ending = await inTime(
        why === undefined ? planAction(desk, planned) : validateAction(desk, planned, why),
      )
      return finish(
        desk,
        ending,
        telling(() => commentOn(desk, ending)),
      )
    }
    case 'apply': {
      const ending = await inTime(applyAction(desk, planned))
      return finish(
        desk,
        ending,
        telling(() => tellPulls(desk, ending)),
      )
    }
    case 'drift': {
      const ending = await inTime(driftAction(desk, planned))
      return finish(
        desk,
        ending,
        telling(() => keepDrift(desk, ending)),
      )
    }
  }
}

/** What is not from here is not planned with our key, even where a run has one. */
const whyUnplanned = ({
  inputs,
  job,
}: Desk): Extract<State, { is: 'unplanned' }>['why'] | undefined => {
  const { event } = job
  if (event.name === 'pull_request' && event.isFork) return 'fork'
  if (inputs.consoleApiKey !== undefined) return undefined
  return event.name === 'pull_request' && event.isDependabot ? 'dependabot' : 'no-key'
}

const plannedOf = ({ job }: Desk): Planned => {
  const { event, sha } = job
  if (event.name !== 'pull_request') return { head: sha }
  return { head: event.head.sha, base: { ref: event.base.ref, id: event.base.sha } }
}

const unsafe = (reason: string, planned: Planned): Ending => ({
  code: exits.refused,
  state: { is: 'refused', reason },
  planned,
  outputs: { result: 'failed' },
  failure: 'unsafe-event',
  text: reason,
})

const fail = async (desk: Desk, error: unknown, planned: Planned): Promise<ExitCode> => {
  const ending = failed(error, planned)
  const isPlan = desk.inputs.command === 'plan'
  return finish(desk, ending, async () => (isPlan ? commentOn(desk, ending) : {}))
}

const failed = (error: unknown, planned: Planned): Ending => {
  const reason = redact(asInputs(error instanceof Error ? error.message : String(error)))
  const isUsage = error instanceof UsageError
  return {
    code: isUsage ? exits.wrongUsage : exits.failed,
    state: { is: 'failed', reason },
    planned,
    outputs: { result: 'failed' },
    failure: isUsage ? 'wrong-usage' : failureIn(error),
    text: reason,
  }
}

/** The command line calls its options so, and here inputs have the same names. */
const asInputs = (text: string): string =>
  text.replace(/`--(target|overwrite|take-over|allow-prune|api-url)\b/g, '`$1')

const failureIn = (error: unknown): NonNullable<Ending['failure']> => {
  if (error instanceof TimedOut) return 'timed-out'
  if (error instanceof Unreadable && error.isKeyRefused) return 'auth'
  if (error instanceof GitHubError && ['forbidden', 'unauthorised'].includes(error.kind))
    return 'auth'
  return error instanceof GitTrouble ? 'refused' : 'api-error'
}

export class TimedOut extends Error {
  override readonly name = 'TimedOut'
}
