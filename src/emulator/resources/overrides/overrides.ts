// Overrides: who gets an answer past the rules. POST sets them, PATCH adds, DELETE removes; no list shows them.
import { isMembers, type Members } from '../../../json.ts'
import type { Answer, Call, Route, World } from '../../core/context.ts'
import type { Collection } from '../../core/store.ts'
import { answer, found, save } from '../../shared/handlers.ts'
import { pending } from '../../shared/pending-review.ts'
import { withUnknowns } from '../../shared/unknown-members.ts'
import { experimentOverrides } from './experiment-overrides.ts'
import { gateOverrides } from './gate-overrides.ts'
import { layerOverrides } from './layer-overrides.ts'
import { add, type Form, heldBy, none, remove, respelled, set } from './overrides-format.ts'

/** The routes below `path`, the path of the collection. */
export const overrideRoutes = (collection: Collection, path: string): readonly Route[] => {
  const form = formOf(collection)
  const noun = `${path.slice(0, 1).toUpperCase()}${path.slice(1, -1)}`
  const live = (call: Call): Members => found(call, collection, `${noun} not found.`)
  const told = ({ world }: Call, done: string, content: Members): Answer => {
    // The document declares 201 for gates, whatever is done; pages older than it say 200.
    const status = collection === 'gates' && world.has('contrary') ? 201 : 200
    return answer(`${noun} Overrides ${done} successfully.`, asRead(form, world, content), status)
  }
  const written = (call: Call, object: Members, content: Members): Answer => {
    if (call.underReview && mayWait.includes(collection)) {
      pending(call, collection, object)
      return told(call, 'updated', heldBy(form, object))
    }
    save(call.world, collection, { ...object, $overrides: content })
    return told(call, 'updated', content)
  }
  const handlers: { readonly [method: string]: (call: Call) => Answer } = {
    GET: (call) => told(call, 'read', heldBy(form, live(call))),
    POST: (call) => {
      const object = live(call)
      const base = replacesAll(call.world) ? none(form) : heldBy(form, object)
      return written(call, object, set(form, base, form.taken(call, object, false)))
    },
    PATCH: (call) => {
      const object = live(call)
      const sent = form.taken(call, object, true)
      return written(call, object, add(form, heldBy(form, object), sent))
    },
    DELETE: (call) => {
      const object = live(call)
      const left = isBare(call)
        ? none(form)
        : remove(form, heldBy(form, object), form.taken(call, object, false))
      return written(call, object, left)
    },
  }
  return Object.entries(handlers).map(([method, handle]) => ({
    method,
    path: `${path}/*/overrides`,
    handle,
  }))
}

const mayWait: readonly Collection[] = ['gates', 'experiments']

const formOf = (collection: Collection): Form => {
  if (collection === 'experiments') return experimentOverrides
  return collection === 'layers' ? layerOverrides : gateOverrides
}

/** Whether a POST empties the lists that it does not name. */
const replacesAll = (world: World): boolean =>
  world.has('overrides-form-replaces-all') || world.has('post-resets')

// A server of this make cannot tell an absent body from an empty one.
const isBare = ({ body = {} }: Call): boolean => isMembers(body) && Object.keys(body).length === 0

const asRead = (form: Form, world: World, content: Members): Members =>
  withUnknowns(world, world.has('contrary') ? respelled(form, world, content) : content)
