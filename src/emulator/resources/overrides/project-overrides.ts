// `GET /overrides`: every override of the project in one answer, without pages.
import type { Json, JsonObject } from '../../../core/json.ts'
import { notFound } from '../../core/api-error.ts'
import type { ApiCall, Route } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { respond } from '../../shared/handlers.ts'
import { type OverriddenCollection, overriddenCollections } from './overridden-collections.ts'
import { hasOverrides, overridesFormats, serializeOverrides } from './overrides.ts'
import { overridesOf } from './overrides-format.ts'

const section = (call: ApiCall, collection: OverriddenCollection): readonly JsonObject[] => {
  const { context, query } = call
  const format = overridesFormats[collection]
  return context.store.all(collection).flatMap((owner): readonly JsonObject[] => {
    const content = overridesOf(format, owner)
    if (!hasOverrides(content) || !isAbout(content, query.get('userId'))) return []
    const shown = Object.entries(serializeOverrides(format, context, owner, content)).filter(
      ([name]) =>
        !context.has('overrides-listed-without-custom-ids') || !name.endsWith('CustomIDs'),
    )
    return [{ id: textOf(owner['id']), name: textOf(owner['name']), ...Object.fromEntries(shown) }]
  })
}

/** Whether the overrides name the id of a unit, where a query asks for one. */
const isAbout = (content: JsonObject, id: string | null): boolean => {
  if (id === null) return true
  const names = (value: Json): boolean =>
    Array.isArray(value)
      ? value.some((each: Json) => each === id || names(each))
      : typeof value === 'object' && value !== null && Object.values(value).some(names)
  return Object.values(content).some(names)
}

export const projectOverrides: readonly Route[] = [
  {
    method: 'GET',
    path: 'overrides',
    handle: (call) => {
      if (call.context.has('overrides-not-listed')) throw notFound('Not Found')
      const sections = overriddenCollections.map((each) => [each, section(call, each)] as const)
      return respond('Overrides listed successfully.', Object.fromEntries(sections))
    },
  },
]
