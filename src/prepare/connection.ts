// From options and environment to a client: the key comes from the environment alone, and an embedded emulator never
// sees it. What only reads is given a client that cannot write.
import type { Emulator, EmulatorOptions } from '../emulator/index.ts'
import {
  type ConsoleApiOptions,
  consoleDryRunner,
  consoleReader,
  consoleWriter,
  parseApiUrl,
  parseKey,
  systemClock,
} from '../io/statsig/console-api/index.ts'
import {
  statsigDryRunner,
  statsigProjectInfo,
  statsigReader,
  statsigWriter,
} from '../io/statsig/resource-api.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { DesiredState } from '../model.ts'
import type { DryRunner, ProjectInfo, Reader, Writer } from '../resources/api.ts'
import type { CommandEnvironment, CommonOptions } from '../session/environment.ts'
import type { MaskedEnvironment, SecretEnvironment } from '../session/masked-environment.ts'
import { projectTypeFor } from '../session/project-type.ts'
import { UsageError } from '../usage-error.ts'
import { seedEmulator } from './seed-emulator.ts'

export interface ConnectionOptions extends CommonOptions {
  readonly emulator?: boolean
  readonly seed?: string
  readonly project?: 'cloud' | 'warehouse'
  readonly apiUrl?: string
  readonly target?: string
}

export interface StatsigConnection {
  /** What the results say they were read from. */
  readonly source: string
  readonly reader: Reader
  readonly projectInfo: ProjectInfo
  readonly close: () => Promise<void>
}

/** Nothing that it sends is carried out. */
export interface ReadConnection extends StatsigConnection {
  readonly dryRunner: DryRunner
}

export interface WriteConnection extends StatsigConnection {
  readonly writer: Writer
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
  const { api, close, source } = await openClient(options, context, environment)
  const readClient = consoleReader(api)
  return {
    source,
    close,
    reader: statsigReader(readClient, context.registry, environment.secretMask.addSecret),
    projectInfo: statsigProjectInfo(readClient),
    dryRunner: statsigDryRunner(consoleDryRunner(api), context.registry),
  }
}

export const connectToWrite = async (
  options: ConnectionOptions,
  context: ConnectionContext,
  environment: SecretEnvironment,
): Promise<WriteConnection> => {
  const { api, close, source } = await openClient(options, context, environment)
  const writeClient = consoleWriter({ ...api, maskSecrets: environment.secretMask.mask })
  const statsig = statsigWriter(writeClient, context.registry, environment.secretMask.addSecret)
  return {
    source,
    close,
    reader: statsig,
    projectInfo: statsigProjectInfo(writeClient),
    writer: statsig,
  }
}

const openClient = async (
  options: ConnectionOptions,
  { desired, reviews, registry }: ConnectionContext,
  environment: CommandEnvironment,
): Promise<{
  readonly api: ConsoleApiOptions
  readonly source: string
  readonly close: () => Promise<void>
}> => {
  const apiKey = takeApiKey(environment)
  if (options.seed !== undefined && !options.emulator)
    throw new UsageError('`--seed` goes with `--emulator`.')
  const emulator = options.emulator
    ? await startEmbeddedEmulator(
        { project: options.project ?? projectTypeFor(desired, registry) },
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
      clock: systemClock,
      random: environment.random,
      respectReviews: reviews === 'respect',
      ...(options.debug && { trace: (line: string) => environment.writeError(`${line}\n`) }),
    }
    if (emulator && options.seed !== undefined)
      await seedEmulator(emulator, options.seed, environment)
    return {
      api,
      source: emulator ? 'an embedded emulator' : `Statsig at ${baseUrl.hostname}`,
      close: async () => emulator?.close(),
    }
  } catch (error) {
    await emulator?.close()
    throw error
  }
}

const startEmbeddedEmulator = async (
  options: EmulatorOptions,
  { startEmulator }: CommandEnvironment,
): Promise<Emulator> => {
  if (startEmulator === undefined) throw new UsageError('There is no emulator here.')
  return startEmulator(options)
}

const takeApiKey = (environment: CommandEnvironment): string | undefined => {
  const [own, other] = [
    environment.takeVariable('STATSIG_API_KEY'),
    environment.takeVariable('STATSIG_CONSOLE_KEY'),
  ]
  const apiKey = own ?? other
  if (
    apiKey !== undefined &&
    /\b(http|net|fetch|tls)\b/i.test(environment.readVariable('NODE_DEBUG') ?? '')
  )
    throw new UsageError('`NODE_DEBUG` would print the key. Unset it.')
  return apiKey
}
