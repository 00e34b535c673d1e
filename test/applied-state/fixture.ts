// A repository, a project, and a person at the command line in between.
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts'
import { type CliResult, runCli } from '../support/cli.ts'
import { type Files, type TestRepository, withRepository } from '../support/repository.ts'

export interface Fixture {
  readonly repository: TestRepository
  readonly emulator: Emulator
  /** A command of ours, in the repository unless another folder is given. */
  readonly run: (command: string, options?: RunOptions) => Promise<CliResult>
  /** Requests that wrote something since the last time that was asked. */
  readonly writes: () => readonly string[]
}

interface RunOptions {
  readonly cwd?: string
  readonly emulator?: Emulator
  readonly types?: string
  readonly hasBrokenOutput?: boolean
  readonly env?: Readonly<Record<string, string>>
}

export type { Files }

export const withFixture = (
  files: Files,
  work: (place: Fixture) => Promise<void>,
  options: EmulatorOptions = {},
): Promise<void> =>
  withRepository(files, async (repository) => {
    const emulator = await startEmulator({ seed: 1, limits: 'none', ...options })
    let seen = 0
    try {
      await work({
        repository,
        emulator,
        run: (
          command,
          {
            cwd = repository.root,
            emulator: other = emulator,
            env,
            hasBrokenOutput = false,
            types,
          } = {},
        ) =>
          runCli(
            [
              ...command.split(' '),
              ...(command.startsWith('validate') ? [] : ['--api-url', other.url]),
            ],
            {
              cwd,
              env: { ...repository.env, STATSIG_API_KEY: other.key, ...env },
              hasBrokenOutput,
              ...(types !== undefined && { typed: types }),
            },
          ),
        writes: () => {
          const all = emulator.requests.filter(({ method }) => method !== 'GET')
          const fresh = all.slice(seen)
          seen = all.length
          return fresh.map(({ method, path }) => `${method} ${path}`)
        },
      })
    } finally {
      await emulator.close()
    }
  })

export const gate = (id: string, more = ''): Files => ({
  [`statsig/gates/${id}.yaml`]: `id: ${id}\nname: ${id}\nisEnabled: true\n${more}`,
})
export const gates = (count: number, more?: (index: number) => string): Files =>
  Object.assign(
    {},
    ...Array.from({ length: count }, (_, index) =>
      gate(`gate_${String(index).padStart(3, '0')}`, more?.(index) ?? ''),
    ),
  )
