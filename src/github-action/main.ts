// Starts the Action in a process of GitHub's runner. The commands are imported only after the inputs are valid, so that
// this bundle stays small.
import { inputs as table } from '../io/actions/input-table.ts'
import { readInputs } from '../io/actions/inputs.ts'
import { readJob } from '../io/actions/job.ts'
import {
  annotationCommand,
  inputLookup,
  inputVariable,
  maskCommands,
  readPayload,
  unknownInputs,
} from '../io/actions/runner.ts'

// A run that ends early has failed. Only a finished command changes the exit code.
process.exitCode = 1

const wrongUsageExitCode = 64

const readVariable = (name: string): string | undefined => process.env[name]
const takeVariable = (name: string): string | undefined => {
  const value = process.env[name]
  delete process.env[name]
  return value
}
const writeOutput = (text: string): void => void process.stdout.write(text)
const printLine = (line: string): void => writeOutput(`${line}\n`)

/** Removes secret inputs from the environment, so that child processes do not inherit them. Call it before any output. */
const takeSecretInputs = (): ReadonlyMap<string, string> =>
  new Map(
    table.flatMap((input) => {
      const value =
        'isSecret' in input ? takeVariable(inputVariable(input.name))?.trim() : undefined
      return value === undefined || value === '' ? [] : [[input.name, value] as const]
    }),
  )

const runAction = async (): Promise<number> => {
  const secretInputs = takeSecretInputs()
  for (const value of secretInputs.values()) for (const line of maskCommands(value)) printLine(line)
  for (const message of unknownInputs(Object.keys(process.env)))
    printLine(annotationCommand('warning', { message }))
  const readInput = inputLookup(readVariable)
  const parsed = readInputs((name) => secretInputs.get(name) ?? readInput(name))
  const job = readJob(readVariable, readPayload(readVariable))
  if ('faults' in parsed || 'faults' in job) {
    const faults = [parsed, job].flatMap((each) => ('faults' in each ? each.faults : []))
    for (const message of faults) printLine(annotationCommand('error', { message }))
    return wrongUsageExitCode
  }
  const { runJob } = await import('./run.ts')
  return runJob(job, parsed.inputs, {
    readVariable,
    takeVariable,
    writeOutput,
    random: Math.random,
    cwd: process.cwd(),
    now: () => new Date().toISOString(),
    onStop: (stop) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
    },
    wait: (ms, callback) => void setTimeout(callback, ms).unref(),
  })
}

process.exitCode = await runAction()
// Do not wait for work that was abandoned at the time limit.
process.exit()
