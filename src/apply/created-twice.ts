// Looks after a creation whether another client has created the same, where Statsig does not keep names unique.
import { member } from '../core/json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model/index.ts'
import { ReadError } from '../resources/api.ts'
import { toResource } from '../resources/live.ts'
import type { ApplyContext } from './context.ts'
import { failedOutcome } from './outcomes.ts'

/** The failure of a creation beside which there is another one. The read at the end looks once more. */
export const createdTwiceOutcome = async (
  operation: Operation,
  kind: Kind,
  context: ApplyContext,
): Promise<Outcome | undefined> => {
  if (hasUniqueNames(kind)) return undefined
  const [first, ...others] = await findSameNamed(operation, kind, context)
  return first === undefined || others.length === 0
    ? undefined
    : failedOutcome(
        operation,
        { code: 'created-twice', keep: first.pathId, remove: others.map(({ pathId }) => pathId) },
        'yes',
      )
}

/** Ids that are secret are in no report. */
const hasUniqueNames = ({ identity, routes, uniqueMembers = [] }: Kind): boolean =>
  routes.isPathIdSecret === true ||
  identity.by === 'project' ||
  identity.by === routes.pathId ||
  routes.pathId === 'query' ||
  uniqueMembers.includes('name')

/** In an order that is the same for each client: by time of creation, then by id. */
const findSameNamed = async (
  { address, kind: name }: Operation,
  kind: Kind,
  { api }: ApplyContext,
): Promise<readonly Resource[]> => {
  try {
    const { resources } = await api.read(new Set([name]))
    return [...resources.values()]
      .filter(({ raw }) => toResource(kind, name, raw)?.address === address)
      .toSorted(
        (one, other) => createdAt(one) - createdAt(other) || (one.pathId < other.pathId ? -1 : 1),
      )
  } catch (error) {
    if (error instanceof ReadError) return []
    throw error
  }
}

const createdAt = ({ raw }: Resource): number => {
  const time = member(raw, 'createdTime')
  return typeof time === 'number' ? time : 0
}
