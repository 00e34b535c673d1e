// How long the action takes to start, against a process that does nothing. Nothing here can fail a test.
import { spawnSync } from 'node:child_process'
import { bench, describe } from 'vitest'

const run = (...args: readonly string[]): void => {
  spawnSync(process.execPath, args, { env: {}, stdio: 'ignore' })
}

describe('the start', () => {
  bench('of a process that does nothing', () => run('--eval', '0'))
  bench('of the action, up to what its inputs lack', () => run('dist/action.js'))
})
