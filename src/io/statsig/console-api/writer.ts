// The client that writes. `apply` alone can have one: see `prepare/connect-to-write.ts`.
import { type Json, member } from '../../../core/json.ts'
import type { Request } from '../../../model/index.ts'
import { type ConsoleReader, createReader } from './client.ts'
import { createListBounds } from './list-bounds.ts'
import { type ConsoleApiOptions, createSender } from './sender.ts'

export interface ConsoleWriter extends ConsoleReader {
  /** An idempotent request is repeated after a lost response. Any other then fails with `written: 'unknown'`. */
  send(request: Request, options: ConsoleSendOptions): Promise<ConsoleResponse>
}

export interface ConsoleSendOptions {
  readonly isIdempotent: boolean
  /** Called in the turn of the request right before each attempt: see `RetryPolicy`. */
  readonly check?: (
    reader: ConsoleReader,
    mayBeWritten: boolean,
  ) => Promise<Pick<Request, 'body'> | undefined>
}

export interface ConsoleResponse {
  readonly message: string | undefined
  readonly data: Json | undefined
}

export const consoleWriter = (options: ConsoleApiOptions): ConsoleWriter => {
  const { activity, send: sendRequest } = createSender(options)
  const bounds = createListBounds(activity.workingMs)
  return {
    ...createReader(sendRequest, bounds, options.concurrentReads),
    send: async (request, { check, isIdempotent }) => {
      const body = await sendRequest(request, {
        isIdempotent,
        maxAttempts: 4,
        isValidBody: () => true,
        ...(check && {
          check: async (read, mayBeWritten) => {
            // Each write may read the list of its kind: the bounds of the run do not count these.
            const inTurn = createListBounds(activity.workingMs)
            const reader = createReader(read, inTurn, options.concurrentReads)
            const checked = await check(reader, mayBeWritten)
            return checked && { ...request, ...checked }
          },
        }),
      })
      const message = member(body, 'message')
      return {
        message: typeof message === 'string' ? message : undefined,
        data: member(body, 'data'),
      }
    },
  }
}
