// One operation against Statsig, by what it is. Nothing is written that was not planned from what is there.
import type { Operation, Outcome } from '../model.ts'
import type { Writer } from '../resources/api.ts'
import type { Means } from './context.ts'
import { create } from './create.ts'
import { failed, troubleOf, type Wrote } from './outcomes.ts'
import { retire } from './retire.ts'
import { part } from './sub-resource.ts'
import { move } from './transition.ts'
import { update } from './update.ts'

/** Never throws: what could not be asked, or broke, is a failure of the one operation and says what it may have written. */
export const attempt = async (operation: Operation, means: Means): Promise<Outcome> => {
  let wrote: Wrote = 'no'
  const watched: Writer = {
    ...means.api,
    send: async (...given) => {
      const before = wrote
      if (before === 'no') wrote = 'unknown'
      const sent = await means.api.send(...given)
      if (sent.status === 'accepted') wrote = 'yes'
      if (sent.status === 'refused') wrote = before
      return sent
    },
  }
  try {
    return await perform(operation, { ...means, api: watched })
  } catch (error) {
    const { isKeyRefused, reason } = troubleOf(error)
    return failed(operation, reason, wrote, { isKeyRefused })
  }
}

const perform = (operation: Operation, means: Means): Promise<Outcome> => {
  switch (operation.action) {
    case 'create':
      return create(operation, means)
    case 'update':
      return operation.part === undefined ? update(operation, means) : part(operation, means)
    case 'start':
    case 'decide':
    case 'abandon':
      return move(operation, means)
    case 'archive':
    case 'delete':
      return operation.edits.length > 0 ? move(operation, means) : retire(operation, means)
  }
}
