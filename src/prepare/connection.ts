// From options and environment to a client: the key comes from the environment alone, and an embedded emulator never
// sees it. What only reads is given a client that cannot write.
import type { Emulator, EmulatorOptions } from '../emulator/index.ts'
import {
  type ConsoleApiOptions,
  consoleReader,
  consoleRehearser,
  consoleWriter,
  parseApiUrl,
  parseKey,
  systemClock,
  UsageError,
} from '../io/statsig/console-api/index.ts'
import { reader, rehearser, whereabouts, writer } from '../io/statsig/resource-api.ts'
import type { Lexicon } from '../kinds/registry.ts'
import type { Desired } from '../model.ts'
import type { Reader, Rehearser, Whereabouts, Writer } from '../resources/api.ts'
import type { CommonOptions, World } from '../session/environment.ts'
import type { MaskedWorld, VeiledWorld } from '../session/masked-environment.ts'
import { projectFor } from '../session/project-type.ts'
import { seed } from './seed-emulator.ts'

export interface ConnectionOptions extends CommonOptions {
  readonly emulator?: boolean
  readonly seed?: string
  readonly project?: 'cloud' | 'warehouse'
  readonly apiUrl?: string
  readonly target?: string
}

export interface Connection {
  /** What the results say they were read from. */
  readonly source: string
  readonly reader: Reader
  readonly whereabouts: Whereabouts
  readonly close: () => Promise<void>
}

/** Nothing that it sends is carried out. */
export interface PlanningConnection extends Connection {
  readonly rehearser: Rehearser
}

export interface WritingConnection extends Connection {
  readonly writer: Writer
}

export interface Repository {
  readonly desired: Desired
  readonly reviews: 'respect' | 'bypass'
  readonly words: Lexicon
}

export const connect = async (
  options: ConnectionOptions,
  repository: Repository,
  world: MaskedWorld,
): Promise<PlanningConnection> => {
  const { api, close, source } = await reach(options, repository, world)
  const reading = consoleReader(api)
  return {
    source,
    close,
    reader: reader(reading, repository.words, world.veil.hide),
    whereabouts: whereabouts(reading),
    rehearser: rehearser(consoleRehearser(api), repository.words),
  }
}

export const connectToWrite = async (
  options: ConnectionOptions,
  repository: Repository,
  world: VeiledWorld,
): Promise<WritingConnection> => {
  const { api, close, source } = await reach(options, repository, world)
  const writing = consoleWriter({ ...api, over: world.veil.over })
  const both = writer(writing, repository.words, world.veil.hide)
  return { source, close, reader: both, whereabouts: whereabouts(writing), writer: both }
}

const reach = async (
  options: ConnectionOptions,
  { desired, reviews, words }: Repository,
  world: World,
): Promise<{
  readonly api: ConsoleApiOptions
  readonly source: string
  readonly close: () => Promise<void>
}> => {
  const given = takeKey(world)
  if (options.seed !== undefined && !options.emulator)
    throw new UsageError('`--seed` goes with `--emulator`.')
  const emulator = options.emulator
    ? await embedded({ project: options.project ?? projectFor(desired, words) }, world)
    : undefined
  try {
    const baseUrl = parseApiUrl(emulator?.url ?? options.apiUrl ?? world.env('STATSIG_API_URL'))
    const api: ConsoleApiOptions = {
      baseUrl,
      key: parseKey(emulator?.key ?? given, baseUrl),
      clock: systemClock,
      random: world.random,
      respectReviews: reviews === 'respect',
      ...(options.debug && { trace: (line: string) => world.err(`${line}\n`) }),
    }
    if (emulator && options.seed !== undefined) await seed(emulator, options.seed, world)
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

const embedded = async (options: EmulatorOptions, { startEmulator }: World): Promise<Emulator> => {
  if (startEmulator === undefined) throw new UsageError('There is no emulator here.')
  return startEmulator(options)
}

const takeKey = (world: World): string | undefined => {
  const [own, other] = [world.takeEnv('STATSIG_API_KEY'), world.takeEnv('STATSIG_CONSOLE_KEY')]
  const given = own ?? other
  if (given !== undefined && /\b(http|net|fetch|tls)\b/i.test(world.env('NODE_DEBUG') ?? ''))
    throw new UsageError('`NODE_DEBUG` would print the key. Unset it.')
  return given
}
