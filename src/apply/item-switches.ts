// Switches items of a list by routes of their own, where an update has left them as they were.
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'
import type { ItemSwitch, Kind } from '../kinds/kind.ts'
import type { Operation, Resource } from '../model/index.ts'
import type { CheckBeforeSend, PathIds, SendResult } from '../resources/api.ts'
import { toResource } from '../resources/live.ts'
import { type ApplyContext, sendRequest } from './context.ts'
import type { WriteState } from './outcomes.ts'
import { checkPrecondition, type PreconditionResult } from './precondition.ts'
import type { RequestTemplate } from './requests.ts'

export interface SwitchResult {
  /** Of the last request. An update that was not accepted, or whose answer shows nothing, is the last one. */
  readonly result: SendResult
  /** Whether earlier requests have written. */
  readonly wrote: WriteState
  /** What the check of the last switch found. Absent where there was none. */
  readonly found?: PreconditionResult
}

/** Sends what an update has left to do. Each request is sent only where the resource is as this run has written it. */
export const sendSwitches = async (
  operation: Operation,
  pathIds: PathIds,
  kind: Kind,
  update: SendResult,
  context: ApplyContext,
): Promise<SwitchResult> => {
  const answer =
    update.status === 'accepted' ? toResource(kind, operation.kind, update.data ?? null) : undefined
  const left = (raw: JsonObject) => switchRequests(kind, operation.members, raw)
  let last: SwitchResult = { result: update, wrote: 'no' }
  if (answer === undefined) return last
  const keep = (written: Resource) =>
    context.cache.store(operation.address, written, context.clock.now(), true)
  const requests = left(answer.raw)
  for (const [index, request] of requests.entries()) {
    if (index === 0) keep(answer)
    const turn: { found: PreconditionResult } = { found: { status: 'changed' } }
    const isReached = (current: Resource | undefined) =>
      current !== undefined && left(current.raw).every(({ path }) => path !== request.path)
    const check: CheckBeforeSend = async (api, mayBeWritten) => {
      const inTurn = { ...context, api }
      const earlier = mayBeWritten ? isReached : undefined
      turn.found = await checkPrecondition(operation, kind, inTurn, earlier)
      return turn.found.status === 'as-planned' ? request : undefined
    }
    const result = await sendRequest(request, pathIds, context, { isIdempotent: true, check })
    last = { result, wrote: 'yes', found: turn.found }
    const isDone = result.status === 'unsent' && turn.found.status === 'reached'
    if (isDone) last = { ...last, result: { status: 'accepted', data: undefined } }
    else if (result.status !== 'accepted') return last
    // An answer without the resource shows nothing. A later switch names other items, and overwrites nothing else.
    const written =
      (result.status === 'accepted' && toResource(kind, operation.kind, result.data ?? null)) ||
      (index + 1 < requests.length && (await context.api.find(operation.kind, pathIds)))
    if (written) keep(written)
  }
  return last
}

/** The requests that the answer to an update leaves to do: none where Statsig has switched the items with it. */
const switchRequests = (
  kind: Kind,
  wanted: JsonObject,
  answer: JsonObject,
): readonly RequestTemplate[] =>
  (kind.itemSwitches ?? []).flatMap((itemSwitch) => {
    const { list, off, on } = itemSwitch
    if (wanted[list] === undefined) return []
    const differing = itemsIn(answer[list]).flatMap((item) => {
      const name = member(item, itemSwitch.name)
      const own = itemsIn(wanted[list]).find((each) => each[itemSwitch.name] === name)
      const isOn = own?.[itemSwitch.member] === true
      return own === undefined || name === undefined || isOn === (item[itemSwitch.member] === true)
        ? []
        : [{ name, isOn }]
    })
    const request = (path: string, isOn: boolean): readonly RequestTemplate[] => {
      const names = differing.flatMap((each) => (each.isOn === isOn ? [each.name] : []))
      return names.length === 0 ? [] : [templateOf(kind, itemSwitch, path, names)]
    }
    return [...request(on, true), ...request(off, false)]
  })

const templateOf = (
  { routes }: Kind,
  { body }: ItemSwitch,
  path: string,
  names: readonly Json[],
): RequestTemplate => ({
  method: 'POST',
  path: `${routes.item}${path}`,
  body: { [body]: names },
})

const itemsIn = (value: Json | undefined): readonly JsonObject[] =>
  isJsonArray(value) ? value.filter(isJsonObject) : []
