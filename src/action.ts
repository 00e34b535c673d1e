// The process of the Action: GitHub's runner on one side, the same commands as the command line on the other. What does
// the work is read only once the inputs are found good, so that this file stays small.
import { inputs as table } from './io/actions/input-table.ts'
import { readInputs } from './io/actions/inputs.ts'
import { readJob } from './io/actions/job.ts'
import {
  annotation,
  inputOf,
  mask,
  readPayload,
  unknownInputs,
  variableOf,
} from './io/actions/runner.ts'

// Whatever ends early has failed: the code is set to success only when a command says so.
process.exitCode = 1

const wrongUsage = 64

const env = (name: string): string | undefined => process.env[name]
const takeEnv = (name: string): string | undefined => {
  const value = process.env[name]
  delete process.env[name]
  return value
}
const out = (text: string): void => void process.stdout.write(text)
const say = (line: string): void => out(`${line}\n`)

/** Nothing may be printed before these are hidden, and no child may see them. */
const secrets = (): ReadonlyMap<string, string> =>
  new Map(
    table.flatMap((input) => {
      const value = 'isSecret' in input ? takeEnv(variableOf(input.name))?.trim() : undefined
      return value === undefined || value === '' ? [] : [[input.name, value] as const]
    }),
  )

const start = async (): Promise<number> => {
  const hidden = secrets()
  for (const value of hidden.values()) for (const line of mask(value)) say(line)
  for (const message of unknownInputs(Object.keys(process.env)))
    say(annotation('warning', { message }))
  const given = inputOf(env)
  const read = readInputs((name) => hidden.get(name) ?? given(name))
  const job = readJob(env, readPayload(env))
  if ('faults' in read || 'faults' in job) {
    const faults = [read, job].flatMap((each) => ('faults' in each ? each.faults : []))
    for (const message of faults) say(annotation('error', { message }))
    return wrongUsage
  }
  const { runJob } = await import('./github-action/run.ts')
  return runJob(job, read.inputs, {
    env,
    takeEnv,
    out,
    random: Math.random,
    cwd: process.cwd(),
    now: () => new Date().toISOString(),
    onStop: (stop) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
    },
    wait: (ms, then) => void setTimeout(then, ms).unref(),
  })
}

process.exitCode = await start()
// What was given up for want of time is not waited for.
process.exit()
