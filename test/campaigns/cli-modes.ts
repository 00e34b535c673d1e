// The modes in which the command line applies: with a record in git, the first run in git, and without a third side.
import type { JsonObject } from '../../src/core/json.ts'
import type { Collection } from '../../src/emulator/index.ts'
import { filesAt, type Slot } from './random-project.ts'
import type { Result } from './result.ts'
import { type RunOptions, type World, type WorldOptions, withWorld } from './world.ts'

export type CliMode = 'record' | 'first-run' | 'two-way'
export const cliModes: readonly CliMode[] = ['record', 'first-run', 'two-way']

export const modeTitles: Readonly<Record<CliMode, string>> = {
  record: 'git with a record',
  'first-run': 'first run in git',
  'two-way': 'two-way',
}

export interface Stage {
  readonly world: World
  readonly apply: (more?: readonly string[], options?: RunOptions) => Promise<Result>
  readonly plan: () => Promise<Result>
  /** What others have in the project, and no file mentions. */
  readonly undeclared: () => string
}

/** A project as the files were, and a work tree as they are. */
export const withStage = <T>(
  mode: CliMode,
  slots: readonly Slot[],
  options: Pick<WorldOptions, 'behaviors' | 'clock' | 'sending'>,
  work: (stage: Stage) => Promise<T>,
): Promise<T> =>
  withWorld({ hasGit: true, settings: 'reviews: bypass\n', ...options }, async (world) => {
    const { emulator } = world
    const args = mode === 'two-way' ? ['--two-way'] : []
    const apply: Stage['apply'] = (more = [], run = {}) =>
      world.run(['apply', '--yes', ...args, ...more], run)
    for (const [collection, , object] of others) emulator.insert(collection, object)
    const then = filesAt(slots, 'then')
    await world.commit(then)
    if (Object.keys(then).length > 0) {
      const { code, text } = await apply([], { isOutsideGit: mode === 'first-run' })
      if (code !== 0) throw new Error(`The project cannot be made: ${text}`)
    }
    await world.commit(filesAt(slots, 'now'))
    return work({
      world,
      apply,
      plan: () => world.run(['plan', ...args]),
      undeclared: () =>
        JSON.stringify(others.map(([collection, key]) => emulator.object(collection, key))),
    })
  })

const others = [
  ['gates', 'somebodys', { id: 'somebodys', name: 'somebodys', isEnabled: true }],
  ['tags', 'somebodys', { name: 'somebodys', description: 'Of somebody else' }],
  ['layers', 'somebodys', { id: 'somebodys', name: 'Somebodys', idType: 'userID', parameters: [] }],
] as const satisfies readonly (readonly [Collection, string, JsonObject])[]
