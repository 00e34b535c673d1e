// The process that GitHub's runner starts for the Action.
import { streamWriter } from '../io/process-stream.ts'
import { systemClock } from '../io/statsig/console-api/clock.ts'
import { startJob } from './start-job.ts'

// A run that ends early has failed. Only a finished command changes the exit code.
process.exitCode = 1

process.exitCode = await startJob({
  listVariables: () => Object.keys(process.env),
  readVariable: (name) => process.env[name],
  takeVariable: (name) => {
    const value = process.env[name]
    delete process.env[name]
    return value
  },
  writeOutput: streamWriter(process.stdout),
  random: Math.random,
  cwd: process.cwd(),
  now: () => new Date().toISOString(),
  onStop: (stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  },
  wait: (ms, callback) => void setTimeout(callback, ms).unref(),
  clock: systemClock,
})
// Do not wait for work that was abandoned at the time limit.
process.exit()
