// Prepares a repository and a project for an apply that is to be killed, and gives each kill a copy of both.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Emulator, type State, startEmulator } from '../../src/emulator/index.ts'
import { type Files, type TestRepository, withRepository } from '../support/repository.ts'
import { runGit } from '../support/run-git.ts'
import { type Boundary, type Front, startFront } from './boundaries.ts'
import type { CommandResult, Starter } from './commands.ts'
import { type DrillPlan, drillPlan, type PlanName } from './plans.ts'

export const cliModes = ['record', 'first-run', 'two-way'] as const
export type CliMode = (typeof cliModes)[number]

export interface Drill {
  readonly plan: DrillPlan
  readonly mode: CliMode
  readonly repository: TestRepository
  /** Before the apply that is killed. */
  readonly state: State
  readonly options: readonly string[]
  readonly starter: Starter
}

/** One life: an emulator, and a work tree of its own. */
export interface Life {
  readonly emulator: Emulator
  readonly front: Front
  readonly folder: string
  readonly run: (...args: readonly string[]) => Promise<CommandResult>
  /** Runs a command until it is killed at the boundary, or to its end if it never gets there. */
  readonly kill: (boundary: Boundary, ...args: readonly string[]) => Promise<void>
  /** The writes of the last command that wrote. */
  readonly writes: () => readonly string[]
  readonly commit: (files: Files) => Promise<void>
}

const key = 'console-emulator-kill-drill'

const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com']

export const personsGate = {
  id: 'made_by_a_person',
  name: 'made_by_a_person',
  description: 'In no file.',
  isEnabled: true,
  rules: [],
}

const recordRef = 'refs/statsig-gitops/default/applied'

/** Options of the mode; a first run changes what exists only where it is told to. */
const optionsOf = (mode: CliMode, { name }: DrillPlan): readonly string[] => {
  switch (mode) {
    case 'record':
      return []
    case 'first-run':
      return name === 'updates' ? ['--overwrite-unmanaged', '**'] : []
    case 'two-way':
      return ['--two-way']
  }
}

/** Prepares a repository and a project for the apply that is to be killed. */
export const withDrill = <T>(
  name: PlanName,
  mode: CliMode,
  starter: Starter,
  work: (drill: Drill) => Promise<T>,
): Promise<T> => {
  const plan = drillPlan(name)
  return withRepository(plan.before, async (repository) => {
    const empty = await emulatorFor(plan, starter)
    const first = { ...empty, folder: repository.root }
    try {
      const applied = await runIn(first, repository, starter, ['apply', '--yes', '--two-way'])
      expectCode(applied, 0)
      if (mode === 'record')
        expectCode(await runIn(first, repository, starter, ['apply', '--yes']), 0)
      else await repository.run('update-ref', '-d', recordRef)
      await repository.commit(plan.files)
      const state = empty.emulator.snapshot()
      const options = optionsOf(mode, plan)
      return await work({ plan, mode, repository, state, options, starter })
    } finally {
      await closed(empty)
    }
  })
}

const expectCode = ({ code, out, err }: CommandResult, wanted: number): void => {
  if (code !== wanted) throw new Error(`ended with ${code}\n${out}\n${err}`)
}

const emulatorFor = async (
  { project }: DrillPlan,
  { clock }: Starter,
  state?: State,
): Promise<Pick<Life, 'emulator' | 'front'>> => {
  const emulator = await startEmulator({
    ...{ project, key, clock, seed: 1, limits: 'none' },
    ...(state && { state }),
  })
  return { emulator, front: await startFront(emulator) }
}

const closed = async ({ emulator, front }: Pick<Life, 'emulator' | 'front'>): Promise<void> => {
  await front.close()
  await emulator.close()
}

const runIn = async (
  { folder, front }: Pick<Life, 'folder' | 'front'>,
  { env }: TestRepository,
  { run }: Starter,
  args: readonly string[],
): Promise<CommandResult> => {
  front.arm(undefined, () => {})
  const variables = { ...env, STATSIG_API_KEY: key, STATSIG_API_URL: front.url }
  return run({ args, cwd: folder, env: variables })
}

export const withLife = async <T>(
  { plan, repository, starter, state }: Drill,
  work: (life: Life) => Promise<T>,
): Promise<T> => {
  const parts = await emulatorFor(plan, starter, state)
  const folder = await mkdtemp(join(repository.folder, 'life-'))
  await cp(repository.root, folder, { recursive: true })
  parts.emulator.insert('gates', personsGate)
  const env = { ...repository.env, STATSIG_API_KEY: key, STATSIG_API_URL: parts.front.url }
  try {
    return await work({
      ...parts,
      folder,
      writes: parts.front.writes,
      run: (...args) => runIn({ ...parts, folder }, repository, starter, args),
      kill: async (boundary, ...args) => {
        let kill = (): void => {}
        parts.front.arm(boundary, () => kill())
        const started = starter.start({ args, cwd: folder, env })
        kill = started.kill
        await started.end
      },
      commit: async (files) => {
        await rm(join(folder, 'statsig'), { recursive: true })
        for (const [path, text] of Object.entries(files)) {
          await mkdir(dirname(join(folder, path)), { recursive: true })
          await writeFile(join(folder, path), text)
        }
        await runGit(folder, ['add', '--all'], repository.env)
        await runGit(folder, [...identity, 'commit', '--quiet', '--message=Next'], repository.env)
      },
    })
  } finally {
    await closed(parts)
    await rm(folder, { recursive: true, force: true })
  }
}
