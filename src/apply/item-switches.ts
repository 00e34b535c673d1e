// Switches items of a list by routes of their own, where an update has left them as they were.
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'
import type { ItemSwitch, Kind } from '../kinds/kind.ts'
import type { Operation, Resource } from '../model/index.ts'
import type { SendResult } from '../resources/api.ts'
import { toResource } from '../resources/live.ts'
import { type ApplyContext, sendRequest } from './context.ts'
import type { RequestTemplate } from './requests.ts'

/** The result of the last request. An update that was not accepted, or whose answer shows nothing, is the last one. */
export const sendSwitches = async (
  operation: Operation,
  resource: Resource,
  kind: Kind,
  update: SendResult,
  context: ApplyContext,
): Promise<SendResult> => {
  const answer =
    update.status === 'accepted' ? toResource(kind, operation.kind, update.data ?? null) : undefined
  if (answer === undefined) return update
  let last = update
  for (const request of switchRequests(kind, operation.members, answer.raw)) {
    last = await sendRequest(request, resource, context, true)
    if (last.status !== 'accepted') return last
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
