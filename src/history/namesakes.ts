// Reads the kinds that an entry of the audit log may be about as well: the log has names and no kinds.
import { kinds } from '../kinds/index.ts'
import type { LiveState } from '../model/index.ts'
import type { Reader } from '../resources/api.ts'
import { actionsOfKind } from '../resources/audit-actions.ts'
import { mergeLiveStates } from '../resources/live.ts'

/** The live state, with the kinds that have one of the actions. Kinds that the key may not list stay unread. */
export const withNamesakes = async (
  live: LiveState,
  actions: ReadonlySet<string>,
  reader: Pick<Reader, 'read'>,
): Promise<LiveState> => {
  const unread = new Set(
    kinds.flatMap((each) =>
      !live.kinds.has(each.kind) && actionsOfKind(each).some((action) => actions.has(action))
        ? [each.kind]
        : [],
    ),
  )
  return unread.size === 0 ? live : mergeLiveStates([live, await reader.read(unread, unread)])
}
