// Connects with a client that writes. It takes the environment that only `apply` gets, and is imported by it alone.
import { statsigProjectInfo } from '../io/statsig/resource-api.ts'
import { consoleWriter, statsigWriter } from '../io/statsig/writer.ts'
import type { Writer } from '../resources/api.ts'
import type { Interrupts } from '../session/environment.ts'
import type { WriteEnvironment } from '../session/write-environment.ts'
import {
  type ConnectionContext,
  type ConnectionOptions,
  openConsoleApi,
  type StatsigConnection,
} from './connection.ts'

export interface WriteConnection extends StatsigConnection {
  readonly writer: Writer
  /** What Statsig asks to be reviewed is not written without a review. */
  readonly respectsReviews: boolean
  /** After the first signal nothing more is sent; after the second nothing is waited for. Returns the first. */
  readonly followInterrupts: (interrupts: Interrupts) => AbortSignal
}

export const connectToWrite = async (
  options: ConnectionOptions,
  context: ConnectionContext,
  environment: WriteEnvironment,
): Promise<WriteConnection> => {
  const { api, close, run, source } = await openConsoleApi(options, context, environment)
  const writeClient = consoleWriter({ ...api, maskSecrets: environment.secretMask.mask })
  const statsig = statsigWriter(writeClient, context.registry, environment.secretMask.addSecret)
  return {
    source,
    close,
    reader: statsig,
    projectInfo: statsigProjectInfo(writeClient),
    writer: statsig,
    respectsReviews: context.reviews === 'respect',
    followInterrupts: ({ end, stop }) => {
      stop.addEventListener('abort', run.stop)
      end.addEventListener('abort', run.end)
      return stop
    },
  }
}
