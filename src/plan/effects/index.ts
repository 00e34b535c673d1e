// Finds what an operation does to people, from the effects and directions that the kind declares for its fields.
import { isJsonArray, type Json, type JsonObject, member } from '../../core/json.ts'
import { topLevelName } from '../../core/pointer.ts'
import type { Edit } from '../../fields/difference.ts'
import { isSubResource } from '../../fields/sub-resource.ts'
import type { Kind } from '../../kinds/kind.ts'
import { findAddedEdit, isReassignment, type Operation, type Resource } from '../../model/index.ts'
import { type Effect, type EffectType, effectTypes } from '../../reasons/effect.ts'
import { creationEffect } from './creation.ts'
import { editEffect } from './edit-effect.ts'
import { editShare } from './share.ts'

/** An operation whose effects are not known yet, with the values in normal form that it was made from. */
export interface UnjudgedOperation
  extends Pick<Operation, 'action' | 'cautions' | 'edits' | 'members'> {
  readonly before: JsonObject
  readonly wanted: JsonObject
}

/** Sorted from the worst to the least, and never empty. `live` is absent where the resource does not exist yet. */
export const operationEffects = (
  operation: UnjudgedOperation,
  kind: Kind,
  live: Resource | undefined,
): readonly Effect[] => {
  const found = foundEffects(operation, kind, live)
  const effects = found.length > 0 ? found : [wholeEffect('unknown')]
  return effects.toSorted(
    (one, other) =>
      effectTypes.indexOf(one.type) - effectTypes.indexOf(other.type) || other.share - one.share,
  )
}

const wholeEffect = (type: EffectType): Effect => ({ type, pointer: '', label: '', share: 100 })

const foundEffects = (
  operation: UnjudgedOperation,
  kind: Kind,
  live: Resource | undefined,
): readonly Effect[] => {
  switch (operation.action) {
    case 'archive':
    case 'delete':
      return [wholeEffect('removes')]
    case 'conclude':
    case 'decide':
    case 'abandon':
      return [wholeEffect('ends')]
    case 'start':
      return [wholeEffect('starts')]
    case 'create':
      return [creationEffect(kind, operation.members)]
    case 'update':
      return [
        ...operation.edits.map((edit) => effectOfEdit(edit, operation, kind, live)),
        ...reassignments(operation),
      ]
  }
}

const effectOfEdit = (
  edit: Edit,
  { before, wanted }: UnjudgedOperation,
  kind: Kind,
  live: Resource | undefined,
): Effect => {
  const type = editEffect(kind, edit, { before, after: wanted })
  const { label, pointer } = edit
  return {
    type: isBeforeStart(kind, live, edit) ? withoutUsers(type) : type,
    pointer,
    label,
    share: editShare(kind, edit, wanted),
  }
}

/** A resource that has not started has no users. Its overrides may apply already. */
const isBeforeStart = (
  { fields, statusMachine }: Kind,
  live: Resource | undefined,
  { pointer }: Edit,
): boolean =>
  statusMachine !== undefined &&
  live !== undefined &&
  statusMachine.draftStatuses.includes(String(live.raw[statusMachine.field])) &&
  !isSubResource(fields, topLevelName(pointer))

const withoutUsers = (type: EffectType): EffectType => {
  switch (type) {
    case 'switches-off':
    case 'loses':
    case 'switches-on':
    case 'gains':
    case 'gains-and-loses':
    case 'reassigns':
    case 'changes-values':
      return 'preserves'
    case 'removes':
    case 'ends':
    case 'starts':
    case 'changes-access':
    case 'unknown':
    case 'changes-measurement':
    case 'preserves':
    case 'label':
      return type
  }
}

/** An item that Statsig takes for a new one, because its name and its content have changed, or that may be another one. */
const reassignments = ({ cautions, edits }: UnjudgedOperation): readonly Effect[] =>
  cautions.filter(isReassignment).map((caution) => {
    const added = findAddedEdit(caution, edits)
    return {
      type: 'reassigns',
      pointer: caution.pointer,
      label: caution.label,
      share: shareOfItem(added?.after),
    }
  })

const shareOfItem = (item: Json | undefined): number => {
  const share = isJsonArray(item)
    ? undefined
    : (member(item, 'passPercentage') ?? member(item, 'size'))
  return typeof share === 'number' ? share : 100
}
