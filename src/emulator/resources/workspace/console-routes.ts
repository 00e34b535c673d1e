// What a person does in the console and no key can do: giving another salt. Statsig's API has no such routes.
import type { Collection } from '../../core/collections.ts'
import type { ApiCall, HandlerResponse, Route } from '../../core/context.ts'
import { requireObject, respond, saveObject } from '../../shared/handlers.ts'

const resalt =
  (collection: Collection) =>
  (call: ApiCall): HandlerResponse => {
    const live = requireObject(call, collection, 'Not found.')
    saveObject(call.context, collection, { ...live, $salt: call.context.newId() })
    return respond('Resalted.')
  }

/** Only for requests that act as a person. */
export const consoleRoutes: readonly Route[] = (
  ['gates', 'dynamic_configs', 'segments', 'experiments'] as const
).map((collection) => ({
  method: 'PUT',
  path: `${collection}/*/resalt`,
  handle: resalt(collection),
}))
