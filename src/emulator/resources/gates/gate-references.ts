// Who depends on a gate: gates, experiments and dynamic configs, each as its own list would show it.
import { isMembers, type Json, type Members } from '../../../json.ts'
import { badField } from '../../core/api-error.ts'
import type { Call, Route, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import type { Collection } from '../../core/store.ts'
import { found } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { targetsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'
import { read as readConfig } from '../dynamic-configs/dynamic-config-body.ts'

type Read = (world: World, object: Members) => Members

type Depends = (object: Members, gate: string) => boolean

const byRules: Depends = ({ rules }, gate) => targetsIn(membersIn(rules), 'gates').includes(gate)

const byTargeting: Depends = ({ targetingGateID, $overrides: overrides }, gate) =>
  targetingGateID === gate || isOverriddenBy(overrides, gate)

const isOverriddenBy = (overrides: Json | undefined, gate: string): boolean => {
  const { overrides: list } = isMembers(overrides) ? overrides : {}
  return membersIn(list).some(({ type, id }) => type === 'gate' && id === gate)
}

const references = (
  name: string,
  collection: Collection,
  message: string,
  depends: Depends,
  read: Read = (world, object) => asRead(world, collection, object),
): Route => ({
  method: 'GET',
  path: `gates/*/${name}`,
  pages: true,
  handle: (call) => {
    const gate = textOf(found(call, 'gates', 'Gate not found.')['id'])
    const rows = call.world.store.all(collection).filter((object) => depends(object, gate))
    return listed(bounded(call), message, collection, rows, read)
  },
})

/** Here the document sets bounds to `limit`; what 0 asks for it does not say, so it asks for nothing. */
const bounded = (call: Call): Call => {
  const limit = Number(call.query.get('limit') ?? 1)
  if (limit > 100) throw badField('limit', 'Number must be less than or equal to 100')
  if (limit !== 0) return call
  const query = new URLSearchParams(call.query)
  query.delete('limit')
  return { ...call, query }
}

export const gateReferences: readonly Route[] = [
  references('gate_references', 'gates', 'Gates listed successfully.', byRules),
  references(
    'experiment_references',
    'experiments',
    'Experiments listed successfully.',
    byTargeting,
  ),
  references(
    'dynamic_config_references',
    'dynamic_configs',
    'Dynamic Configs listed successfully.',
    byRules,
    readConfig,
  ),
]
