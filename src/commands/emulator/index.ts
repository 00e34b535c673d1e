// `emulator`: a Console API on this machine, until somebody stops it.

import { resolve } from 'node:path'
import {
  type Emulator,
  isPersonality,
  type Personality,
  parseFault,
  personalities,
  type State,
  startEmulator,
} from '../../emulator/index.ts'
import { readText, writeText } from '../../io/disk/text-files.ts'
import { UsageError } from '../../io/statsig/console-api/index.ts'
import { openWorkspace } from '../../load/workspace.ts'
import { wordsOf } from '../../prepare/make-plan.ts'
import { seed } from '../../prepare/seed-emulator.ts'
import { type ExitCode, exits, type World } from '../../session/environment.ts'
import { projectFor } from '../../session/project-type.ts'
import { didYouMean } from '../../suggest.ts'

export interface EmulatorCommandOptions {
  readonly port?: number
  readonly seed?: string
  readonly state?: string
  readonly project?: 'cloud' | 'warehouse'
  readonly fault?: readonly string[]
  readonly personality?: readonly string[]
  readonly randomSeed?: number
  readonly log?: boolean
  readonly quiet?: boolean
}

export const emulatorCommand = async (
  options: EmulatorCommandOptions,
  world: World,
): Promise<ExitCode> => {
  const faults = (options.fault ?? []).map(faultOf)
  const chosen = (options.personality ?? []).map(personalityOf)
  const { state: file } = options
  const text = file === undefined ? undefined : await readText(world.cwd, file)
  const project = options.project ?? (await projectOf(options.seed, world))
  const emulator = await startEmulator({
    port: options.port ?? 3006,
    project,
    acceptAnyKey: true,
    personalities: chosen,
    ...(options.randomSeed !== undefined && { seed: options.randomSeed }),
    ...(text !== undefined && file !== undefined && { state: stateFrom(text, file) }),
    ...(options.log && { onRequest: (line: string) => world.err(`${line}\n`) }),
  })
  try {
    if (text === undefined && options.seed !== undefined) await seed(emulator, options.seed, world)
    emulator.faults = faults
    if (!options.quiet) world.out(greeting(emulator, project))
    await world.stopped()
    if (file !== undefined)
      await writeText(world.cwd, file, `${JSON.stringify(emulator.snapshot(), null, 2)}\n`)
    return exits.done
  } finally {
    await emulator.close()
  }
}

const faultOf = (text: string) => {
  try {
    return parseFault(text)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

const personalityOf = (name: string): Personality => {
  if (isPersonality(name)) return name
  const names = personalities.map((each) => each.name)
  const list = personalities.map(({ doc, name: each }) => `  ${each}: ${doc}`).join('\n')
  throw new UsageError(
    `\`${name}\` is not a personality. ${didYouMean(name, names) ?? ''}\nThe personalities are:\n${list}`,
  )
}

const stateFrom = (text: string, file: string): State => {
  try {
    const state: State = JSON.parse(text)
    return state
  } catch {
    throw new UsageError(`\`${file}\` is not a state that the emulator has saved.`)
  }
}

const projectOf = async (folder: string | undefined, { cwd }: World) => {
  if (folder === undefined) return 'cloud'
  const workspace = await openWorkspace(resolve(cwd, folder), [], { isLocal: true })
  return projectFor(workspace.desired, wordsOf(workspace))
}

const greeting = ({ key, url }: Emulator, project: string): string =>
  [
    `A Console API for a ${project} project is listening on ${url}. Stop it with Ctrl-C.`,
    '',
    'In another shell:',
    `  export STATSIG_API_URL=${url} STATSIG_API_KEY=${key}`,
    '  statsig-gitops plan',
    '',
  ].join('\n')
