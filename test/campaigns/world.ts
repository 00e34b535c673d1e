// A project, a repository and a work tree for a campaign: commands run in this process, in virtual time, without sockets
// and without git.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts'
import type { Interrupts } from '../../src/session/environment.ts'
import { runCli } from '../support/cli.ts'
import { type VirtualClock, virtualClock } from '../support/clock.ts'
import {
  type FaultySending,
  type FaultySendingOptions,
  faultySendingTo,
} from '../support/faulty-sending.ts'
import {
  createInMemoryRepository,
  type InMemoryRepository,
} from '../support/in-memory-repository.ts'
import { type Result, resultOf } from './result.ts'

export const key = 'console-emulator-Xk4Qm7Vw2Zr9Tb5Lc8Nd3Hs6Fy1Gj0'

export interface WorldOptions extends Omit<EmulatorOptions, 'clock' | 'key'> {
  /** Text of `statsig.yaml`. */
  readonly settings?: string
  readonly sending?: Omit<FaultySendingOptions, 'clock'>
  /** Whether there is a repository. */
  readonly hasGit: boolean
  readonly clock?: VirtualClock
}

export interface RunOptions {
  readonly interrupts?: Interrupts
  readonly onBeforeWrites?: () => void
  /** As in a folder without a repository. */
  readonly isOutsideGit?: boolean
}

export interface World {
  readonly emulator: Emulator
  readonly clock: VirtualClock
  readonly sending: FaultySending
  readonly repository: InMemoryRepository
  /** Puts these files into the work tree, and commits them. */
  readonly commit: (files: Readonly<Record<string, string>>) => Promise<string>
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Result>
}

export const withWorld = async <T>(
  { clock = virtualClock(), hasGit, sending: sendingOptions, settings, ...options }: WorldOptions,
  work: (world: World) => Promise<T>,
): Promise<T> => {
  const root = await mkdtemp(join(tmpdir(), 'campaign-'))
  const emulator = await startEmulator({ seed: 1, limits: 'none', ...options, key, clock })
  try {
    const sending = faultySendingTo(emulator, { ...sendingOptions, clock })
    const repository = createInMemoryRepository()
    let head: string | undefined
    return await work({
      ...{ clock, emulator, repository, sending },
      commit: async (files) => {
        const all = settings === undefined ? files : { ...files, 'statsig.yaml': settings }
        await rm(join(root, 'statsig'), { recursive: true, force: true })
        for (const [path, text] of Object.entries(all)) {
          await mkdir(dirname(join(root, path)), { recursive: true })
          await writeFile(join(root, path), text)
        }
        head = repository.commit(all)
        return head
      },
      run: async (args, { interrupts, isOutsideGit = !hasGit, onBeforeWrites } = {}) => {
        const now = head
        const ended = await runCli(
          [...args, '--api-url', emulator.url, '--format', 'json', '--quiet'],
          {
            cwd: root,
            env: { STATSIG_API_KEY: key },
            clock,
            wallTime: clock.now,
            send: sending.send,
            openRepository: async () =>
              isOutsideGit || now === undefined ? undefined : repository.at(now),
            ...(interrupts && { interrupts }),
            ...(onBeforeWrites && { onBeforeWrites }),
          },
        )
        return resultOf(ended)
      },
    })
  } finally {
    await emulator.close()
    await rm(root, { recursive: true, force: true })
  }
}
