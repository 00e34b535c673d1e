// The process that GitHub's runner starts for the Action.
import { streamWriter } from '../io/process-stream.ts'
import { systemClock } from '../io/statsig/console-api/clock.ts'
import { startJob } from './start-job.ts'

/** After the second signal, in milliseconds. */
const maxEndMs = 1_900

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
    let isFirst = true
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        // Also in a command that is only reading: the runner kills the process 2.5 seconds after the second signal.
        if (!isFirst) setTimeout(() => process.exit(), maxEndMs)
        isFirst = false
        stop()
      })
  },
  wait: (ms, callback) => void setTimeout(callback, ms).unref(),
  clock: systemClock,
})
// Do not wait for work that was abandoned at the time limit.
process.exit()
