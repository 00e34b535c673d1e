// The client that lets Statsig validate requests without executing them.
import pLimit from 'p-limit'
import { isJsonObject } from '../../../core/json.ts'
import type { DryRunMark } from '../../../kinds/dry-run.ts'
import type { Request } from '../../../model/index.ts'
import { type ConsoleApiOptions, createSender } from './sender.ts'

/** A request with the mark that its route knows. Its path has no query. */
export interface DryRunRequest extends Pick<Request, 'method' | 'path' | 'body'> {
  readonly mark: DryRunMark
}

/** For planning: Statsig validates the requests and does not execute them. */
export interface ConsoleDryRunner {
  /** Sends the request with its mark. A route that does not know the mark would ignore it, and write. */
  dryRun(request: DryRunRequest): Promise<void>
}

/** Dry runs count as writes. Each may run SQL in a warehouse, so that few run at the same time. */
export const consoleDryRunner = (options: ConsoleApiOptions): ConsoleDryRunner => {
  const { send: sendRequest } = createSender(options)
  const limit = pLimit(4)
  return {
    dryRun: async (request) => {
      const marked = markDryRun(request)
      await limit(() =>
        sendRequest(marked, { isIdempotent: true, maxAttempts: 4, isValidBody: () => true }),
      )
    },
  }
}

const markDryRun = ({ body, mark, method, path }: DryRunRequest): Request => {
  if (!isJsonObject(body)) throw new Error(`${path}: a dry run needs a body.`)
  switch (mark) {
    case 'body':
      return { method, path, body: { ...body, dryRun: true } }
    case 'query':
      if (path.includes('?')) throw new Error(`${path}: it has a query already.`)
      return { method, path: `${path}?dryRun=true`, body }
  }
}
