// Refuses what Statsig is sure to refuse for a name: a name of another resource, and two items of one name in a list.
import { isJsonArray, type JsonObject, member } from '../../core/json.ts'
import { topLevelName } from '../../core/pointer.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { LiveState } from '../../model/index.ts'
import { comparedName, uniqueMembersOf } from '../../resources/shared-names.ts'
import type { OperationDraft } from '../operation-draft.ts'
import type { PlanContext } from '../plan-context.ts'
import { addRefusal, type Guard, judgeWith } from './guard.ts'

export interface NameFacts {
  readonly draft: OperationDraft
  readonly effects: OperationDraft['effects']
  readonly kind: Kind
  readonly live: LiveState
}

/** A resource that is renamed or deleted in the same plan still has its name when the operation runs. */
const nameInUse: Guard<NameFacts> = {
  name: 'name-in-use',
  codes: ['name-in-use'],
  level: 'API',
  effects: 'all',
  states: ['definition', 'live-values'],
  liftedBy: ['change-file'],
  scenario: 'a-name-that-is-in-use',
  judge: ({ draft, kind, live }) => {
    for (const [name, value] of uniqueMembersOf(kind, draft.members)) {
      if (draft.action !== 'create' && !isEdited(draft, name)) continue
      const holder = [...live.resources.values()].find(
        (each) =>
          each.kind === draft.kind &&
          each.address !== draft.address &&
          each.pathId !== draft.pathId &&
          comparedName(kind, member(each.raw, name)) === comparedName(kind, value),
      )
      if (holder) return { code: 'name-in-use', member: name, value, by: holder.address }
    }
    return undefined
  },
}

/** A list is sent whole: Statsig refuses one with two items of a name, also where a person made both in the console. */
const duplicateItemName: Guard<NameFacts> = {
  name: 'duplicate-item-name',
  codes: ['duplicate-item-name'],
  level: 'API',
  effects: 'all',
  states: ['definition', 'live-values'],
  liftedBy: ['change-file', 'change-in-console'],
  scenario: 'two-rules-of-one-name-in-statsig',
  judge: ({ draft, kind: { fields } }) => {
    if (draft.action !== 'update') return undefined
    for (const [list, field] of Object.entries(fields)) {
      if (field.shape !== 'list' || !field.match || !isEdited(draft, list)) continue
      const name = duplicateIn(namesOf(draft.members, list, field.match.name))
      if (name !== undefined) return { code: 'duplicate-item-name', list, name }
    }
    return undefined
  },
}

export const nameGuards: readonly Guard<NameFacts>[] = [nameInUse, duplicateItemName]

export const guardNames = (
  drafts: readonly OperationDraft[],
  { live, registry }: PlanContext,
): readonly OperationDraft[] =>
  drafts.map((draft) => {
    if (draft.refusal !== undefined || draft.subResource !== undefined) return draft
    const { effects } = draft
    const { kind } = registry(draft.kind)
    return addRefusal(draft, judgeWith(nameGuards, { draft, effects, kind, live }))
  })

const isEdited = ({ edits }: OperationDraft, name: string): boolean =>
  edits.some(({ pointer }) => topLevelName(pointer) === name)

const namesOf = (members: JsonObject, list: string, key: string): readonly string[] => {
  const items = members[list]
  return (isJsonArray(items) ? items : [])
    .map((item) => member(item, key))
    .filter((name) => typeof name === 'string')
}

const duplicateIn = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) !== index)
