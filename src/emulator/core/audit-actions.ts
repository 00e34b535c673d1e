// Finds the audit log action of a change.
import { isJsonArray, type JsonObject, member } from '../../core/json.ts'
import { type Collection, collectionSpecs } from './collections.ts'
import { textOf } from './ids.ts'

interface AuditAction {
  readonly actionType: string
  readonly changeLog: string
}

/** `changedNames` are the members that the write changed, including those that only the emulator uses. */
export const actionOf = (
  collection: Collection,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  changedNames: readonly string[],
): AuditAction => {
  const [noun, createAction, updateAction, deleteAction] = collectionSpecs[collection].audit
  if (before === undefined) return { actionType: createAction, changeLog: `Created ${noun}` }
  if (after === undefined) return { actionType: deleteAction, changeLog: `Deleted ${noun}` }
  const [actionType, verb] = specialAction(collection, before, after, changedNames) ?? [
    updateAction,
    'Edited',
  ]
  return { actionType, changeLog: `${verb} ${noun}` }
}

type SpecialAction = readonly [actionType: string, verb: string]

const specialAction = (
  collection: Collection,
  before: JsonObject,
  after: JsonObject,
  changedNames: readonly string[],
): SpecialAction | undefined => {
  const changed = changedNames.filter((name) => name !== '$versions')
  const changedOnly = (...names: readonly string[]): boolean =>
    changed.length > 0 && changed.every((name) => names.includes(name))
  if (changedOnly('$overrides')) return overrideActions[collection]
  if (changedOnly('$reviews', 'activeReview')) return reviewAction(collection, before, after)
  if (changedOnly('$salt')) return resaltActions[collection]
  if (changedOnly('$lookedAt')) return staleJobActions[collection]
  if (changedOnly('$ids', '$listVersion', 'count')) return ['ID_list_update', 'Edited ID List of']
  if (changedOnly('$archiveAt'))
    return after['$archiveAt'] === undefined
      ? ['cancel_archive_metric', 'Cancelled Archival of']
      : ['schedule_archive_metric', 'Scheduled Archival of']
  if (collection === 'experiments' && changedNames.includes('status'))
    return before['status'] === 'archived'
      ? ['unarchive_experiment', 'Unarchived']
      : statusActions[textOf(after['status'])]
  // No action for archiving other resources is documented.
  return TOGGLED_COLLECTIONS.includes(collection) &&
    changedOnly('isEnabled', 'status', '$before', '$archived')
    ? ['config_state_toggle', 'Toggled State of']
    : undefined
}

/** Gates and dynamic configs share their actions. */
const reviewAction = (
  collection: Collection,
  before: JsonObject,
  after: JsonObject,
): SpecialAction | undefined => {
  const noun = REVIEW_NOUNS[collection]
  if (noun === undefined) return undefined
  const listIn = ({ $reviews }: JsonObject) => (isJsonArray($reviews) ? $reviews : [])
  const [was, is] = [listIn(before), listIn(after)]
  const statuses = new Map(was.map((each) => [member(each, 'review_id'), member(each, 'status')]))
  const changed = is.find(
    (each) => statuses.get(member(each, 'review_id')) !== member(each, 'status'),
  )
  const status = member(changed, 'status')
  if (is.length > was.length) return [`${noun}_review_create`, 'Created Review of']
  if (is.length < was.length) return [`${noun}_review_delete`, 'Cancelled Review of']
  if (status === 'accepted') return [`${noun}_review_accept`, 'Approved Review of']
  if (status === 'rejected') return [`${noun}_review_reject`, 'Rejected Review of']
  if (status === 'committed')
    return [
      noun === 'config' ? 'config_review_commit' : `apply_${noun}_review`,
      'Committed Review of',
    ]
  return [`${noun}_review_info_update`, 'Edited Review of']
}

const REVIEW_NOUNS: { readonly [C in Collection]?: string } = {
  gates: 'config',
  dynamic_configs: 'config',
  experiments: 'experiment',
  autotunes: 'autotune',
}

const TOGGLED_COLLECTIONS: readonly Collection[] = ['gates', 'dynamic_configs', 'segments']

const overrideActions: { readonly [C in Collection]?: SpecialAction } = {
  gates: ['gate_overrides_update', 'Edited Overrides of'],
  experiments: ['experiment_overrides_edit', 'Edited Overrides of'],
  layers: ['layer_overrides_edit', 'Edited Overrides of'],
  autotunes: ['autotune_overrides_edit', 'Edited Overrides of'],
}

const staleJobActions: { readonly [C in Collection]?: SpecialAction } = {
  gates: ['gate_stale_status_update', 'Updated Stale Status of'],
  dynamic_configs: ['dynamic_config_stale_status_update', 'Updated Stale Status of'],
}

const resaltActions: { readonly [C in Collection]?: SpecialAction } = {
  gates: ['config_resalt', 'Resalted'],
  dynamic_configs: ['config_resalt', 'Resalted'],
  segments: ['config_resalt', 'Resalted'],
  experiments: ['resalt_experiment', 'Resalted'],
}

const statusActions: { readonly [status: string]: SpecialAction } = {
  setup: ['experiment_restart', 'Restarted'],
  active: ['experiment_start', 'Started'],
  decision_made: ['experiment_decision_make', 'Made Decision for'],
  abandoned: ['experiment_abandon', 'Abandoned'],
  archived: ['archive_experiment', 'Archived'],
  experiment_stopped: ['experiment_stopped', 'Stopped'],
  assignment_stopped: ['experiment_pause_assignment', 'Paused Assignment of'],
}
