// Sends the requests of one write in order, and again in another form where Statsig refuses the first one.
import { canonicalJson } from '../fields/normalize.ts'
import type { CheckBeforeSend, PathIds, SendResult } from '../resources/api.ts'
import { type ApplyContext, sendRequest } from './context.ts'
import type { RequestTemplate } from './requests.ts'

export interface BatchResult {
  readonly last: SendResult
  /** The number of accepted requests. */
  readonly count: number
}

/** Makes the check of a request. `earlier`: how many requests before it were accepted. */
export type CheckRequest = (template: RequestTemplate, earlier: number) => CheckBeforeSend

/** Sends the requests in order, and stops at the first that is not accepted. Each is idempotent. */
export const sendAll = async (
  templates: readonly RequestTemplate[],
  pathIds: PathIds,
  context: ApplyContext,
  checkFor: CheckRequest,
): Promise<BatchResult> => {
  let count = 0
  let last: SendResult = { status: 'accepted', data: undefined }
  for (const template of templates) {
    last = await sendWithBusyRetry(template, pathIds, context, checkFor(template, count))
    if (last.status !== 'accepted') break
    count += 1
  }
  return { last, count }
}

/**
 * Sends the first of several alternatives that Statsig does not refuse at once: a refused request has changed nothing.
 * Where all are refused, the first refusal is returned, since its form is the likeliest one.
 */
export const sendFirstAccepted = async (
  alternatives: readonly (readonly RequestTemplate[])[],
  pathIds: PathIds,
  context: ApplyContext,
  checkFor: CheckRequest,
): Promise<BatchResult> => {
  let first: BatchResult | undefined
  for (const templates of uniqueBatches(alternatives)) {
    const result = await sendAll(templates, pathIds, context, checkFor)
    if (!isRefusedAtOnce(result)) return result
    first ??= result
  }
  return first ?? { last: { status: 'accepted', data: undefined }, count: 0 }
}

const isRefusedAtOnce = ({ count, last }: BatchResult): boolean =>
  count === 0 && last.status === 'refused' && mayBeAboutForm(last.cause)

/** A body that names what Statsig does not find is answered with 404 and the faults of its members. */
const mayBeAboutForm = (cause: Extract<SendResult, { status: 'refused' }>['cause']): boolean => {
  switch (cause) {
    case 'bad-request':
    case 'not-found':
    case 'other':
      return true
    case 'busy':
    case 'key-refused':
    case 'name-taken':
      return false
  }
}

const uniqueBatches = (
  alternatives: readonly (readonly RequestTemplate[])[],
): Iterable<readonly RequestTemplate[]> => {
  const textOf = (batch: readonly RequestTemplate[]) =>
    canonicalJson(batch.map(({ body = null, method, path }) => [method, path, body]))
  const byText = new Map<string, readonly RequestTemplate[]>()
  for (const batch of alternatives)
    if (batch.length > 0 && !byText.has(textOf(batch))) byText.set(textOf(batch), batch)
  return byText.values()
}

/** Delays before a request is sent again while Statsig processes another change: two minutes in total. */
const busyRetryDelays: readonly number[] = [2_000, 4_000, 8_000, 16_000, 30_000, 60_000]

const sendWithBusyRetry = async (
  template: RequestTemplate,
  pathIds: PathIds,
  context: ApplyContext,
  check: CheckBeforeSend,
): Promise<SendResult> => {
  const options = { isIdempotent: true, check }
  let result = await sendRequest(template, pathIds, context, options)
  for (const delay of busyRetryDelays) {
    if (result.status !== 'refused' || result.cause !== 'busy') break
    await context.clock.sleep(delay)
    result = await sendRequest(template, pathIds, context, options)
  }
  return result
}
