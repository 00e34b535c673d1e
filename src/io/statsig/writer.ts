// Writes resources: results instead of exceptions. `apply` alone can have a writer: see `prepare/connect-to-write.ts`.
import type { KindRegistry } from '../../kinds/registry.ts'
import type { Request } from '../../model/index.ts'
import type { SendResult, Writer } from '../../resources/api.ts'
import { ApiError, buildItemPath, isBusy, isNameTaken, isNotFound } from './console-api/index.ts'
import type { ConsoleWriter } from './console-api/writer.ts'
import { statsigReader } from './resource-api.ts'
import { isReviewPath, reviewRequest } from './reviews.ts'

export { consoleWriter } from './console-api/writer.ts'

export const statsigWriter = (
  api: ConsoleWriter,
  registry: KindRegistry,
  hideSecret?: (secret: string) => void,
): Writer => ({
  ...statsigReader(api, registry, hideSecret),
  sendReview: async (name, pathIds, request) => {
    try {
      const isIdempotent = request.action === 'withdraw'
      const { data } = await api.send(reviewRequest(registry(name).kind, pathIds, request), {
        isIdempotent,
      })
      return { status: 'accepted', data }
    } catch (error) {
      return toSendResult(error)
    }
  },
  send: async (
    { pathId, fallbackPathId, path, ...request }: Request,
    options,
  ): Promise<SendResult> => {
    if (isReviewPath(path)) throw new Error('Reviews have requests of their own.')
    const sendTo = async (id: string | undefined): Promise<SendResult> => {
      const fullPath = id === undefined || !path.includes('{id}') ? path : buildItemPath(path, id)
      try {
        const { data } = await api.send({ ...request, path: fullPath }, options)
        return { status: 'accepted', data }
      } catch (error) {
        return toSendResult(error)
      }
    }
    const first = await sendTo(pathId)
    const isUnknownId = first.status === 'refused' && first.cause === 'not-found'
    return isUnknownId && fallbackPathId !== undefined ? sendTo(fallbackPathId) : first
  },
})

const toSendResult = (error: unknown): Exclude<SendResult, { status: 'accepted' }> => {
  if (!(error instanceof ApiError)) throw error
  return error.written === 'unknown'
    ? { status: 'unknown', reason: error.message, summary: error.summary }
    : {
        status: 'refused',
        reason: error.message,
        summary: error.summary,
        cause: refusalCause(error),
      }
}

const refusalCause = (error: ApiError): Extract<SendResult, { status: 'refused' }>['cause'] => {
  if (error.fatal) return 'key-refused'
  if (isNameTaken(error)) return 'name-taken'
  if (isNotFound(error)) return 'not-found'
  if (isBusy(error)) return 'busy'
  return error.status === 400 ? 'bad-request' : 'other'
}
