// The client that lets Statsig validate requests without executing them.
import pLimit from 'p-limit'
import { isJsonObject } from '../../../core/json.ts'
import type { Request } from '../../../model/index.ts'
import { type ConsoleApiOptions, createSender } from './sender.ts'

/** For planning: Statsig validates the requests and does not execute them. */
export interface ConsoleDryRunner {
  /** Sends the request with `dryRun` in its body. Only for routes with dry run: others would ignore the member, and write. */
  dryRun(request: Request): Promise<void>
}

/** Dry runs count as writes. Each may run SQL in a warehouse, so that few run at the same time. */
export const consoleDryRunner = (options: ConsoleApiOptions): ConsoleDryRunner => {
  const sendRequest = createSender(options)
  const limit = pLimit(4)
  return {
    dryRun: async ({ body, ...request }) => {
      if (!isJsonObject(body)) throw new Error(`${request.path}: a dry run needs a body.`)
      const dryRunRequest = { ...request, body: { ...body, dryRun: true } }
      await limit(() =>
        sendRequest(dryRunRequest, { isIdempotent: true, maxAttempts: 4, isValidBody: () => true }),
      )
    },
  }
}
