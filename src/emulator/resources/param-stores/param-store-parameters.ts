// The cases of a parameter: a value of its own, two that a gate chooses from, or one that lives elsewhere.
import type { Members } from '../../../json.ts'
import { missingTargets, Refusal, type Trouble } from '../../core/api-error.ts'
import {
  anything,
  bag,
  choice,
  either,
  flag,
  type Keys,
  list,
  number,
  record,
  type Shape,
  text,
} from '../../core/body-schema.ts'
import type { World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { shelves } from '../../core/store.ts'

const values: Keys = {
  boolean: flag,
  number: number(),
  string: text(),
  object: bag,
  array: list(anything),
}

const complete = (keys: Keys): Shape => record(keys, Object.keys(keys))

const valued: readonly Shape[] = Object.entries(values).flatMap(([type, value]) => [
  complete({ ref_type: choice('static'), name: text(), param_type: choice(type), value }),
  complete({
    ref_type: choice('gate'),
    name: text(),
    param_type: choice(type),
    gate_name: text(),
    pass_value: value,
    fail_value: value,
  }),
])

const elsewhere: readonly Shape[] = [
  ['layer', 'layer_name'],
  ['dynamic_config', 'config_name'],
  ['experiment', 'experiment_name'],
].map(([refType = '', target = '']) =>
  complete({
    ref_type: choice(refType),
    name: text(),
    param_type: choice(...Object.keys(values)),
    [target]: text(),
    param_name: text(),
  }),
)

export const parameter: Shape = either(...valued, ...elsewhere)

const TARGETS = [
  { member: 'gate_name', collection: 'gates' },
  { member: 'layer_name', collection: 'layers' },
  { member: 'config_name', collection: 'dynamic_configs' },
  { member: 'experiment_name', collection: 'experiments' },
] as const

export const requireTargets = (world: World, parameters: readonly Members[]): void => {
  const troubles = TARGETS.flatMap(({ member, collection }): readonly Trouble[] => {
    const missing = parameters
      .map((one) => textOf(one[member]))
      .filter((id) => id !== '' && !world.store.find(collection, id))
    const { errors } = missingTargets('parameters', shelves[collection].noun, missing)
    return missing.length === 0 ? [] : [errors ?? []].flat()
  })
  if (troubles.length > 0) throw new Refusal(404, 'Not Found Exception', troubles)
}
