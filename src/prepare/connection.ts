// Connects to Statsig or to an emulator. The key comes from the environment only, and an embedded emulator never
// receives it. What is opened here cannot write.

import { UsageError } from '../core/usage-error.ts'
import type { Emulator, EmulatorOptions } from '../emulator/index.ts'
import {
  type ConsoleApiOptions,
  consoleDryRunner,
  consoleReader,
  createRunActivity,
  createRunController,
  parseApiUrl,
  parseKey,
  type RunSignals,
  systemClock,
} from '../io/statsig/console-api/index.ts'
import { statsigDryRunner, statsigProjectInfo, statsigReader } from '../io/statsig/resource-api.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { DesiredState } from '../model/index.ts'
import type { DryRunner, ProjectInfo, Reader } from '../resources/api.ts'
import type { CommandEnvironment, CommonOptions } from '../session/environment.ts'
import type { MaskedEnvironment } from '../session/masked-environment.ts'
import { printsRequests } from '../session/node-debug.ts'
import { projectTypeFor } from '../session/project-type.ts'
import { seedEmulator } from './seed-emulator.ts'

export interface ConnectionOptions extends CommonOptions {
  readonly emulator?: boolean
  readonly seed?: string
  /** The embedded emulator limits requests as Statsig does. */
  readonly limits?: boolean
  readonly project?: 'cloud' | 'warehouse'
  readonly apiUrl?: string
  readonly target?: string
}

export interface StatsigConnection {
  /** The name of the server, for results. */
  readonly source: string
  readonly reader: Reader
  readonly projectInfo: ProjectInfo
  readonly close: () => Promise<void>
}

/** Sends reads and dry runs only. */
export interface ReadConnection extends StatsigConnection {
  readonly dryRunner: DryRunner
}

export interface ConnectionContext {
  readonly desired: DesiredState
  readonly reviews: 'respect' | 'bypass'
  readonly registry: KindRegistry
}

export const connectToRead = async (
  options: ConnectionOptions,
  context: ConnectionContext,
  environment: MaskedEnvironment,
): Promise<ReadConnection> => {
  const { api, close, source } = await openConsoleApi(options, context, environment)
  const readClient = consoleReader(api)
  return {
    source,
    close,
    reader: statsigReader(readClient, context.registry, environment.secretMask.addSecret),
    projectInfo: statsigProjectInfo(readClient),
    dryRunner: statsigDryRunner(consoleDryRunner(api), context.registry),
  }
}

/** Where to send requests, and with which key. */
export const openConsoleApi = async (
  options: ConnectionOptions,
  { desired, reviews, registry }: ConnectionContext,
  environment: MaskedEnvironment,
): Promise<{
  readonly api: ConsoleApiOptions
  readonly source: string
  readonly run: ConnectionRun
  readonly close: () => Promise<void>
}> => {
  const apiKey = takeApiKey(environment)
  const clock = environment.clock ?? systemClock
  const run = startRun()
  const activity = createRunActivity(clock)
  const endProgress = environment.progress.show(options, clock, activity)
  if (options.seed !== undefined && !options.emulator)
    throw new UsageError('`--seed` needs `--emulator`.')
  if (options.limits && !options.emulator) throw new UsageError('`--limits` needs `--emulator`.')
  const emulator = options.emulator
    ? await startEmbeddedEmulator(
        { project: options.project ?? projectTypeFor(desired, registry), limits: 'none' },
        environment,
      )
    : undefined
  try {
    const baseUrl = parseApiUrl(
      emulator?.url ?? options.apiUrl ?? environment.readVariable('STATSIG_API_URL'),
    )
    const api: ConsoleApiOptions = {
      baseUrl,
      key: parseKey(emulator?.key ?? apiKey, baseUrl),
      clock,
      activity,
      random: environment.random,
      signals: run.signals,
      ...(environment.send && { send: environment.send }),
      ...(emulator && !options.limits && { limits: [] }),
      respectReviews: reviews === 'respect',
      ...(options.debug && { trace: (line: string) => environment.writeError(`${line}\n`) }),
    }
    if (emulator && options.seed !== undefined)
      await seedEmulator(emulator, options.seed, environment)
    if (options.limits) emulator?.limitAsDocumented()
    return {
      api,
      run,
      source: emulator ? 'an embedded emulator' : `Statsig at ${baseUrl.hostname}`,
      close: async () => {
        run.end()
        endProgress()
        await emulator?.close()
      },
    }
  } catch (error) {
    endProgress()
    await emulator?.close()
    throw error
  }
}

/** How the requests of a connection end. */
export interface ConnectionRun {
  readonly signals: RunSignals
  /** Nothing more is sent. */
  readonly stop: () => void
  /** Nothing more is sent, and nothing that is under way is waited for. */
  readonly end: () => void
}

const startRun = (): ConnectionRun => {
  const [stop, abort] = [createRunController(), createRunController()]
  return {
    signals: { stop: stop.signal, abort: abort.signal },
    stop: () => stop.abort(),
    end: () => {
      stop.abort()
      abort.abort()
    },
  }
}

const startEmbeddedEmulator = async (
  options: EmulatorOptions,
  { startEmulator }: CommandEnvironment,
): Promise<Emulator> => {
  if (startEmulator === undefined)
    throw new UsageError('The GitHub Action has no emulator. Remove `--emulator`.')
  return startEmulator(options)
}

/** Both variables may hold a key, and neither is printed. */
const takeApiKey = (environment: MaskedEnvironment): string | undefined => {
  const [own, other] = [
    environment.takeVariable('STATSIG_API_KEY'),
    environment.takeVariable('STATSIG_CONSOLE_KEY'),
  ]
  const apiKey = own ?? other
  for (const each of [own, other]) if (each !== undefined) environment.secretMask.addSecret(each)
  if (apiKey !== undefined && printsRequests(environment.readVariable('NODE_DEBUG')))
    throw new UsageError('`NODE_DEBUG` makes Node print the key. Unset it.')
  return apiKey
}
