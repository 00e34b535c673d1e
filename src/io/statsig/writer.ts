// Writes resources: results instead of exceptions. `apply` alone can have a writer: see `prepare/connect-to-write.ts`.
import type { KindRegistry } from '../../kinds/registry.ts'
import type { Request } from '../../model/index.ts'
import type { CheckBeforeSend, SendResult, Writer } from '../../resources/api.ts'
import {
  ApiError,
  buildItemPath,
  isBusy,
  isNameTaken,
  isNotFound,
  UnsentError,
} from './console-api/index.ts'
import type { ConsoleSendOptions, ConsoleWriter } from './console-api/writer.ts'
import { statsigReader } from './resource-api.ts'
import { isReviewPath, reviewRequest } from './reviews.ts'

export { consoleWriter } from './console-api/writer.ts'

export const statsigWriter = (
  api: ConsoleWriter,
  registry: KindRegistry,
  hideSecret?: (secret: string) => void,
): Writer => {
  const checkedBy = (check?: CheckBeforeSend): Pick<ConsoleSendOptions, 'check'> =>
    check === undefined
      ? {}
      : {
          check: (reader, mayBeWritten) =>
            check(statsigReader(reader, registry, hideSecret), mayBeWritten),
        }
  return {
    ...statsigReader(api, registry, hideSecret),
    sendReview: async (name, pathIds, request, check) => {
      try {
        const { data } = await api.send(reviewRequest(registry(name).kind, pathIds, request), {
          isIdempotent: request.action === 'withdraw',
          ...checkedBy(check),
        })
        return { status: 'accepted', data }
      } catch (error) {
        return toSendResult(error)
      }
    },
    send: async (
      { pathId, fallbackPathId, path, ...request }: Request,
      { check, isIdempotent },
    ): Promise<SendResult> => {
      if (isReviewPath(path)) throw new Error('Reviews have requests of their own.')
      const sendTo = async (id: string | undefined): Promise<SendResult> => {
        const fullPath = id === undefined || !path.includes('{id}') ? path : buildItemPath(path, id)
        try {
          const { data } = await api.send(
            { ...request, path: fullPath },
            { isIdempotent, ...checkedBy(check) },
          )
          return { status: 'accepted', data }
        } catch (error) {
          return toSendResult(error)
        }
      }
      const first = await sendTo(pathId)
      const isUnknownId = first.status === 'refused' && first.cause === 'not-found'
      return isUnknownId && fallbackPathId !== undefined ? sendTo(fallbackPathId) : first
    },
  }
}

const toSendResult = (error: unknown): Exclude<SendResult, { status: 'accepted' }> => {
  if (error instanceof UnsentError)
    return { status: 'unsent', cause: error.reason, mayBeWritten: error.mayBeWritten }
  if (!(error instanceof ApiError)) throw error
  const { message: reason, summary } = error
  const shared = { reason, summary, ...(error.isUnanswered && { isUnanswered: true as const }) }
  return error.written === 'unknown'
    ? { status: 'unknown', ...shared }
    : { status: 'refused', ...shared, cause: refusalCause(error) }
}

const refusalCause = (error: ApiError): Extract<SendResult, { status: 'refused' }>['cause'] => {
  if (error.fatal) return 'key-refused'
  if (isNameTaken(error)) return 'name-taken'
  if (isNotFound(error)) return 'not-found'
  if (isBusy(error)) return 'busy'
  return error.status === 400 ? 'bad-request' : 'other'
}
