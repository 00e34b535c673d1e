// Kills an apply at one boundary, lets something happen, runs the next apply, and judges what it leaves.
import type { State } from '../../src/emulator/index.ts'
import { type Boundary, boundaryText } from './boundaries.ts'
import type { CommandResult } from './commands.ts'
import { type Drill, type Life, withLife } from './drill.ts'
import { differencesOf } from './normalized-state.ts'

/** What an apply that nothing interrupts does. */
export interface Whole {
  readonly writes: readonly string[]
  readonly state: State
}

export interface Verdict {
  readonly boundary: string
  /** `person`: it was not mended, and the exit code asks a person to do what the output says. */
  readonly end: 'mended' | 'person' | 'failed'
  readonly why: readonly string[]
}

export interface Ended {
  readonly applied: CommandResult
  readonly planned: CommandResult
  readonly state: State
}

export const verdictText = ({ boundary, why }: Verdict): string =>
  [`killed ${boundary}:`, ...why].join('\n  ')

export const boundariesOf = ({ writes }: Whole): readonly Boundary[] =>
  writes.flatMap((_, index) =>
    (['before', 'after'] as const).map((when) => ({ nth: index + 1, when })),
  )

/** An apply and a plan. */
export const applyAndPlan = async ({ options }: Drill, { emulator, run }: Life): Promise<Ended> => {
  const applied = await run('apply', '--yes', ...options)
  const planned = await run('plan', '--detailed-exitcode', ...options)
  return { applied, planned, state: emulator.snapshot() }
}

/** `later`: the files of a commit that is applied after it. */
export const applyWhole = (drill: Drill, later?: Drill['plan']['files']): Promise<Whole> =>
  withLife(drill, async (life) => {
    const first = await applyAndPlan(drill, life)
    const writes = [...life.writes()]
    if (later) await life.commit(later)
    const ended = later ? await applyAndPlan(drill, life) : first
    const { applied, planned, state } = ended
    if (first.applied.code + applied.code + planned.code > 0)
      throw new Error(`${first.applied.out}\n${applied.out}\n${applied.err}\n${planned.out}`)
    return { writes, state }
  })

/** Kills, and gives what is left to the work. */
export const withKilled = <T>(
  drill: Drill,
  boundary: Boundary,
  more: readonly string[],
  work: (life: Life, name: string) => Promise<T>,
): Promise<T> =>
  withLife(drill, async (life) => {
    await life.kill(boundary, 'apply', '--yes', ...drill.options, ...more)
    const name = boundaryText(boundary, life.writes())
    drill.starter.outliveLease()
    return work(life, name)
  })

/** Refused, or another apply is under way. */
const asksPerson: readonly number[] = [4, 7]

/** The state that is wanted, and a plan without changes. */
export const verdictOf = (
  boundary: string,
  { applied, planned, state }: Ended,
  wanted: State,
): Verdict =>
  verdictFor(boundary, applied, [
    ...saidBy('the next apply', applied),
    ...saidBy('the plan after it', planned),
    ...differencesOf(wanted, state),
  ])

export const verdictFor = (
  boundary: string,
  { code }: CommandResult,
  why: readonly string[],
): Verdict => {
  if (why.length === 0) return { boundary, end: 'mended', why }
  return { boundary, end: asksPerson.includes(code) ? 'person' : 'failed', why }
}

const saidBy = (what: string, { code, err, out }: CommandResult): readonly string[] =>
  code === 0 ? [] : [`${what} ended with ${code}: ${lastLines(`${out}${err}`)}`]

const lastLines = (text: string): string => text.trim().split('\n').slice(-6).join('\n')
