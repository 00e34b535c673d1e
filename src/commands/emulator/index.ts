// `emulator`: runs an emulator of the Console API on this machine until it is stopped.
import { resolve } from 'node:path'
import { member, parseJson } from '../../core/json.ts'
import { didYouMean } from '../../core/suggest.ts'
import { UsageError } from '../../core/usage-error.ts'
import {
  type Behavior,
  behaviors,
  type Emulator,
  isBehavior,
  PROJECT_ID,
  parseFault,
  projectIdAt,
  type State,
  startEmulator,
} from '../../emulator/index.ts'
import { readTextFile, writeTextFile } from '../../io/disk/text-files.ts'
import { systemClock } from '../../io/statsig/console-api/index.ts'
import { registryFor } from '../../load/workspace.ts'
import { seedEmulator } from '../../prepare/seed-emulator.ts'
import type { CommandEnvironment } from '../../session/environment.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import type { MaskedEnvironment } from '../../session/masked-environment.ts'
import { openWorkspace } from '../../session/open-workspace.ts'
import { projectTypeFor } from '../../session/project-type.ts'
import { consoleEditCommand, sdkAddresses } from './help.ts'
import { unknownResultLine } from './unknown-results.ts'

export interface EmulatorCommandOptions {
  readonly port?: number
  readonly seed?: string
  readonly state?: string
  readonly project?: 'cloud' | 'warehouse'
  readonly fault?: readonly string[]
  readonly behavior?: readonly string[]
  readonly randomSeed?: number
  readonly sdk?: boolean
  readonly log?: boolean
  readonly quiet?: boolean
}

export const emulatorCommand = async (
  options: EmulatorCommandOptions,
  environment: MaskedEnvironment,
): Promise<ExitCode> => {
  const faults = (options.fault ?? []).map(parseFaultOption)
  const behaviors = (options.behavior ?? []).map(parseBehavior)
  const { state: file } = options
  const text = file === undefined ? undefined : await readTextFile(environment.cwd, file)
  const port = options.port ?? 3006
  const projectId = text === undefined ? projectIdAt(port) : stateProjectId(text)
  const project = options.project ?? (await seedProjectType(options.seed, environment))
  const emulator = await startEmulator({
    port,
    project,
    projectId,
    acceptAnyKey: true,
    behaviors,
    limits: 'none',
    ...(options.randomSeed !== undefined && { seed: options.randomSeed }),
    ...(text !== undefined && file !== undefined && { state: parseState(text, file) }),
    ...(options.sdk && {
      servesSdks: true,
      onUnknownResults: (unknowns) => {
        for (const each of unknowns) environment.writeError(`${unknownResultLine(each)}\n`)
      },
    }),
    ...(options.log && { onRequest: (line: string) => environment.writeError(`${line}\n`) }),
  })
  try {
    if (text === undefined && options.seed !== undefined)
      await seedWithProgress(emulator, options.seed, options, environment)
    emulator.limitAsDocumented()
    emulator.faults = faults
    if (!options.quiet) environment.writeOutput(startMessage(emulator, project, options))
    await environment.waitForStopSignal()
    if (file !== undefined)
      await writeTextFile(
        environment.cwd,
        file,
        `${JSON.stringify({ ...emulator.snapshot(), projectId }, null, 2)}\n`,
      )
    return exitCodes.success
  } finally {
    await emulator.close()
  }
}

const seedWithProgress = async (
  emulator: Emulator,
  folder: string,
  options: EmulatorCommandOptions,
  environment: MaskedEnvironment,
): Promise<void> => {
  const status = {
    answered: () => emulator.requests.length,
    underWay: () => 0,
    limitedMs: () => 0,
  }
  const end = environment.progress.show(options, environment.clock ?? systemClock, status)
  try {
    await seedEmulator(emulator, folder, environment)
  } finally {
    end()
  }
}

const parseFaultOption = (text: string) => {
  try {
    return parseFault(text)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

const parseBehavior = (name: string): Behavior => {
  if (isBehavior(name)) return name
  const names = behaviors.map((each) => each.name)
  const list = behaviors.map(({ doc, name: each }) => `  ${each}: ${doc}`).join('\n')
  throw new UsageError(
    `\`${name}\` is not a behavior. ${didYouMean(name, names) ?? ''}\nThe behaviors are:\n${list}`,
  )
}

/** A saved project stays the same project at another port. */
const stateProjectId = (text: string): string => {
  const found = member(parseJson(text), 'projectId')
  return typeof found === 'string' ? found : PROJECT_ID
}

const parseState = (text: string, file: string): State => {
  try {
    const state: State = JSON.parse(text)
    return state
  } catch {
    throw new UsageError(`\`${file}\` is not a state that the emulator has saved.`)
  }
}

const seedProjectType = async (folder: string | undefined, { cwd }: CommandEnvironment) => {
  if (folder === undefined) return 'cloud'
  const workspace = await openWorkspace(resolve(cwd, folder), [], { isTargetOptional: true })
  return projectTypeFor(workspace.desired, registryFor(workspace))
}

const startMessage = (
  { key, snapshot, url }: Emulator,
  project: string,
  { sdk = false }: EmulatorCommandOptions,
): string =>
  [
    `A Console API for a ${project} project is listening on ${url}. Stop it with Ctrl-C.`,
    '',
    'In another shell:',
    `  export STATSIG_API_URL=${url} STATSIG_API_KEY=${key}`,
    '  statsig-gitops plan',
    '',
    ...(sdk
      ? [
          'For a server SDK of Statsig, with any key that begins with `secret-`:',
          ...sdkAddresses(url),
          '',
        ]
      : []),
    'To change a gate as a person in the console:',
    ...consoleEditCommand(gateToEdit(snapshot())).map((line) => `  ${line}`),
    '',
  ].join('\n')

/** An enabled gate whose id needs no quoting in a shell. */
const gateToEdit = ({ gates }: State): string =>
  gates
    .filter(({ isEnabled }) => isEnabled === true)
    .map(({ id }) => String(id))
    .find((id) => /^[\w.-]+$/.test(id)) ?? 'new_checkout'
