// Plans and reports as literals, with the parts that a test does not speak of filled in.
import type { Edit } from '../../src/fields/difference.ts'
import { type KindName, kindOf } from '../../src/kinds/index.ts'
import {
  type Address,
  makeAddress,
  type Operation,
  type Plan,
  type Refusal,
} from '../../src/model/index.ts'
import { operationEffects } from '../../src/plan/effects/index.ts'
import type { PlanDetails } from '../../src/report/results.ts'
import type { TextStyle } from '../../src/report/values/text-style.ts'

export const plain: TextStyle = { color: false, width: 80 }
export const facts: PlanDetails = { forecastSeconds: 0, requests: 1 }

export const at = (kind: KindName, name: string): Address => makeAddress(kind, name)

/** With words of others in it. */
export const refusal = (detail: string, advice?: string): Refusal => ({
  code: 'immutable',
  fields: ['type'],
  detail,
  ...(advice !== undefined && { advice }),
})

export const operation = (
  kind: KindName,
  name: string,
  action: Operation['action'],
  more: Partial<Operation> = {},
): Operation => {
  const { cautions = [], edits = [], members = {} } = more
  const sides = { before: {}, wanted: {} }
  const effects = operationEffects(
    { action, cautions, edits, members, ...sides },
    kindOf(kind),
    undefined,
  )
  return { ...plainOperation(kind, name, action), effects, ...more }
}

const plainOperation = (
  kind: KindName,
  name: string,
  action: Operation['action'],
): Omit<Operation, 'effects'> => ({
  id: `${action} ${kind}/${name}`,
  address: at(kind, name),
  kind,
  action,
  edits: [],
  dependsOn: [],
  members: {},
  cautions: [],
  at: { file: `statsig/${kind}s/${name}.yaml`, line: 1, column: 1 },
  sensitive: [],
  editPositions: {},
})

export const update = (edits: readonly Edit[], more: Partial<Operation> = {}): Operation =>
  operation('gate', 'a', 'update', { edits, ...more })

export const planOf = (operations: readonly Operation[], more: Partial<Plan> = {}): Plan => ({
  version: 2,
  target: 'production',
  operations,
  kept: [],
  unmanaged: [],
  notices: [],
  unchanged: 12,
  digest: 'd'.repeat(64),
  ...more,
})
