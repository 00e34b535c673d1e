// Starts a command of a drill and kills it: as a process with SIGKILL, or in this process, where it stands still for ever.
import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../src/resources/api.ts'
import { runCli } from '../support/cli.ts'

export interface Command {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

export interface CommandResult {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface StartedCommand {
  /** Also where it was killed. */
  readonly end: Promise<CommandResult>
  readonly kill: () => void
}

/** How the commands of a drill are started. */
export interface Starter {
  readonly clock: { readonly now: () => number }
  /** Starts the command that is killed. */
  readonly start: (command: Command) => StartedCommand
  /** Runs a command that is not. */
  readonly run: (command: Command) => Promise<CommandResult>
  /** Lets so much time pass that the lease of a killed run is over, where its process cannot be looked for. */
  readonly outliveLease: () => void
}

const killed: CommandResult = { code: 137, out: '', err: '' }

/** What is killed is the built command in a process of its own; other commands run in this process. */
export const processStarter = (program: string): Starter => ({
  clock: Date,
  start: ({ args, cwd, env }) => {
    const child = spawn(process.execPath, [program, ...args], { cwd, env, stdio: 'ignore' })
    return {
      end: new Promise((done, fail) => {
        child.on('error', fail)
        child.on('close', (code) => done({ ...killed, code: code ?? killed.code }))
      }),
      kill: () => child.kill('SIGKILL'),
    }
  },
  run: ({ args, cwd, env }) => runCli(args, { cwd, env }),
  outliveLease: () => {},
})

/** Commands in this process. */
export const inProcessStarter = (): Starter => {
  let jumped = 0
  const now = () => Date.now() + jumped
  const sleep = (ms: number): Promise<void> => pause(ms, undefined, { ref: false })
  return {
    clock: { now },
    start: ({ args, cwd, env }) => {
      let isKilled = false
      let kill = (): void => {}
      const death = new Promise<CommandResult>((done) => {
        kill = () => {
          isKilled = true
          done(killed)
        }
      })
      const clock: Clock = {
        now,
        // Whoever was killed never wakes.
        sleep: async (ms) => {
          await sleep(ms)
          if (isKilled) await new Promise(() => {})
        },
      }
      return { end: Promise.race([runCli(args, { cwd, env, clock }), death]), kill }
    },
    run: ({ args, cwd, env }) => runCli(args, { cwd, env, clock: { now, sleep } }),
    outliveLease: () => {
      jumped += 11 * 60_000
    },
  }
}
