// Refuses what Statsig's API has no request for, so that it is found in the plan and not during the apply.
import type { Difference } from '../../fields/difference.ts'
import { findIdListVariant, isSubResource } from '../../fields/sub-resource.ts'
import { isKindName } from '../../kinds/index.ts'
import { unknownPathId } from '../../resources/live.ts'
import type { Guard } from './guard.ts'
import type { OperationFacts } from './operation-facts.ts'

type OperationGuard = Guard<OperationFacts>

const labelsOf = (differences: readonly Difference[]): readonly string[] =>
  differences.map(({ edit }) => edit.label)

const creation: OperationGuard = {
  name: 'no-creation',
  codes: ['cannot-create'],
  level: 'API',
  effects: 'all',
  states: ['action', 'routes'],
  liftedBy: ['change-in-console'],
  scenario: 'keys-are-matched-and-not-created',
  judge: ({ action, kind: { kind, routes } }) =>
    action === 'create' && routes.create === undefined && isKindName(kind)
      ? { code: 'cannot-create', kind }
      : undefined,
}

const readableId: OperationGuard = {
  name: 'unreadable-id',
  codes: ['id-unreadable'],
  level: 'API',
  effects: 'all',
  states: ['live-values'],
  liftedBy: ['change-in-console'],
  scenario: 'an-app-without-an-id',
  judge: ({ live }) =>
    live?.pathId === unknownPathId
      ? { code: 'id-unreadable', isSecret: live.isPathIdSecret === true }
      : undefined,
}

const immutableField: OperationGuard = {
  name: 'immutable-field',
  codes: ['immutable'],
  level: 'API',
  effects: 'all',
  states: ['definition', 'live-status'],
  liftedBy: ['change-file'],
  scenario: 'the-unit-of-a-gate-changes',
  judge: ({ findings: { immutable = [] } }) => {
    const found = immutable[0]?.immutable
    if (found === undefined) return undefined
    const { hint, reason } = found
    return {
      code: 'immutable',
      fields: labelsOf(immutable),
      detail: reason,
      ...(hint !== undefined && { advice: hint }),
    }
  },
}

const creationOnlyField: OperationGuard = {
  name: 'creation-only-field',
  codes: ['only-at-creation'],
  level: 'API',
  effects: 'all',
  states: ['definition'],
  liftedBy: ['change-file'],
  scenario: 'a-layer-is-matched-by-id',
  judge: ({ findings: { createOnly = [], name = '' }, kind: { createOnly: advice } }) =>
    createOnly.length === 0
      ? undefined
      : {
          code: 'only-at-creation',
          fields: labelsOf(createOnly),
          name,
          ...(advice && { detail: advice.reason, advice: advice.hint }),
        },
}

const transition: OperationGuard = {
  name: 'illegal-transition',
  codes: ['illegal-transition'],
  level: 'API',
  effects: 'all',
  states: ['definition', 'live-status'],
  liftedBy: ['change-file'],
  scenario: 'deciding-an-experiment-that-never-ran',
  judge: ({ findings }) => findings.transition,
}

const subResourceRoute: OperationGuard = {
  name: 'no-route-for-field',
  codes: ['no-route-for-field'],
  level: 'API',
  effects: 'all',
  states: ['routes', 'live-values'],
  liftedBy: ['change-file'],
  scenario: 'ids-of-a-segment-with-rules',
  judge: ({ findings: { subResource }, kind: { fields, kind }, live }) => {
    if (subResource === undefined || live === undefined || !isKindName(kind)) return undefined
    const write = isSubResource(fields, subResource)
      ? fields[subResource]?.subResource?.write
      : undefined
    if (write?.by !== 'add-remove' || findIdListVariant(write, live.raw)) return undefined
    const by = write.variants[0]?.when.member ?? ''
    const value = String(live.raw[by])
    return { code: 'no-route-for-field', field: subResource, kind, by, value }
  },
}

const removalRoute: OperationGuard = {
  name: 'no-removal',
  codes: ['cannot-archive', 'cannot-delete'],
  level: 'API',
  effects: ['removes'],
  states: ['action', 'routes'],
  liftedBy: ['change-file', 'change-in-console'],
  scenario: 'a-metric-is-deleted',
  judge: ({ action, kind: { kind, routes } }) => {
    if ((action !== 'archive' && action !== 'delete') || !isKindName(kind)) return undefined
    if (routes[action] !== undefined) return undefined
    return { code: action === 'archive' ? 'cannot-archive' : 'cannot-delete', kind }
  },
}

/** In the order in which they are asked. */
export const apiGuards: readonly OperationGuard[] = [
  readableId,
  creation,
  immutableField,
  creationOnlyField,
  transition,
  subResourceRoute,
  removalRoute,
]
