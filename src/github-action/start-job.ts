// Reads and checks what the runner provides, then runs the job. The commands are imported only after the inputs are valid,
// so that this part of the bundle stays small.
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
import type { ExitCode } from '../session/exit-codes.ts'
import { printsRequests } from '../session/node-debug.ts'
import type { JobProcess } from './run.ts'

export interface RunnerProcess extends JobProcess {
  readonly listVariables: () => readonly string[]
}

const wrongUsageExitCode: ExitCode = 64

export const startJob = async (host: RunnerProcess): Promise<ExitCode> => {
  const { listVariables, readVariable, takeVariable, writeOutput } = host
  const printLine = (line: string): void => writeOutput(`${line}\n`)
  const secretInputs = takeSecretInputs(takeVariable)
  for (const value of secretInputs.values()) for (const line of maskCommands(value)) printLine(line)
  for (const message of unknownInputs(listVariables()))
    printLine(annotationCommand('warning', { message }))
  if (secretInputs.size > 0 && printsRequests(readVariable('NODE_DEBUG'))) {
    const message = '`NODE_DEBUG` makes Node print the key and the token. Unset it.'
    printLine(annotationCommand('error', { message }))
    return wrongUsageExitCode
  }
  const readInput = inputLookup(readVariable)
  const parsed = readInputs((name) => secretInputs.get(name) ?? readInput(name))
  const job = readJob(readVariable, readPayload(readVariable))
  if ('faults' in parsed || 'faults' in job) {
    const faults = [parsed, job].flatMap((each) => ('faults' in each ? each.faults : []))
    for (const message of faults) printLine(annotationCommand('error', { message }))
    return wrongUsageExitCode
  }
  const { runJob } = await import('./run.ts')
  return runJob(job, parsed.inputs, host)
}

/** Removes secret inputs from the environment, so that child processes do not inherit them. Call it before any output. */
const takeSecretInputs = (takeVariable: JobProcess['takeVariable']): ReadonlyMap<string, string> =>
  new Map(
    table.flatMap((input) => {
      const value =
        'isSecret' in input ? takeVariable(inputVariable(input.name))?.trim() : undefined
      return value === undefined || value === '' ? [] : [[input.name, value] as const]
    }),
  )
