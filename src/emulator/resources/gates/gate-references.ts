// Lists what depends on a gate: gates, experiments and dynamic configs, as their own lists show them.
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import type { Collection } from '../../core/collections.ts'
import type { ApiCall, EmulatorContext, Route } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { requireObject } from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { conditionTargets } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { serializeDynamicConfig as readConfig } from '../dynamic-configs/dynamic-config-body.ts'

type SerializeReference = (context: EmulatorContext, object: JsonObject) => JsonObject

type DependsOnGate = (object: JsonObject, gate: string) => boolean

const dependsByRules: DependsOnGate = ({ rules }, gate) =>
  conditionTargets(membersIn(rules), 'gates').includes(gate)

const dependsByTargeting: DependsOnGate = ({ targetingGateID, $overrides: overrides }, gate) =>
  targetingGateID === gate || isOverriddenBy(overrides, gate)

const isOverriddenBy = (overrides: Json | undefined, gate: string): boolean => {
  const { overrides: list } = isJsonObject(overrides) ? overrides : {}
  return membersIn(list).some(({ type, id }) => type === 'gate' && id === gate)
}

const referencesRoute = (
  name: string,
  collection: Collection,
  message: string,
  depends: DependsOnGate,
  read: SerializeReference = (context, object) => serializeObject(context, collection, object),
): Route => ({
  method: 'GET',
  path: `gates/*/${name}`,
  isPaged: true,
  handle: (call) => {
    const gate = textOf(requireObject(call, 'gates', 'Gate not found.')['id'])
    const rows = call.context.store.all(collection).filter((object) => depends(object, gate))
    return respondWithPage(withLimitBounds(call), message, collection, rows, read)
  },
})

/** The document limits `limit` here and does not define 0; the emulator uses the default page size for 0. */
const withLimitBounds = (call: ApiCall): ApiCall => {
  const limit = Number(call.query.get('limit') ?? 1)
  if (limit > 100) throw badField('limit', 'Number must be less than or equal to 100')
  if (limit !== 0) return call
  const query = new URLSearchParams(call.query)
  query.delete('limit')
  return { ...call, query }
}

export const gateReferences: readonly Route[] = [
  referencesRoute('gate_references', 'gates', 'Gates listed successfully.', dependsByRules),
  referencesRoute(
    'experiment_references',
    'experiments',
    'Experiments listed successfully.',
    dependsByTargeting,
  ),
  referencesRoute(
    'dynamic_config_references',
    'dynamic_configs',
    'Dynamic Configs listed successfully.',
    dependsByRules,
    readConfig,
  ),
]
