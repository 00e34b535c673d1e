// Kinds of parameters: a static value, two values that a gate selects from, or a value of another resource.
import type { JsonObject } from '../../../core/json.ts'
import { ApiError, type FieldError, missingTargets } from '../../core/api-error.ts'
import {
  anyObject,
  anyOf,
  anything,
  type BodyKeys,
  type BodySchema,
  choice,
  flag,
  list,
  number,
  record,
  text,
} from '../../core/body-schema.ts'
import { collectionSpecs } from '../../core/collections.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'

const values: BodyKeys = {
  boolean: flag,
  number: number(),
  string: text(),
  object: anyObject,
  array: list(anything),
}

const allRequired = (keys: BodyKeys): BodySchema => record(keys, Object.keys(keys))

const valueParameters: readonly BodySchema[] = Object.entries(values).flatMap(([type, value]) => [
  allRequired({ ref_type: choice('static'), name: text(), param_type: choice(type), value }),
  allRequired({
    ref_type: choice('gate'),
    name: text(),
    param_type: choice(type),
    gate_name: text(),
    pass_value: value,
    fail_value: value,
  }),
])

const referenceParameters: readonly BodySchema[] = [
  ['layer', 'layer_name'],
  ['dynamic_config', 'config_name'],
  ['experiment', 'experiment_name'],
].map(([refType = '', target = '']) =>
  allRequired({
    ref_type: choice(refType),
    name: text(),
    param_type: choice(...Object.keys(values)),
    [target]: text(),
    param_name: text(),
  }),
)

export const parameterSchema: BodySchema = anyOf(...valueParameters, ...referenceParameters)

const TARGETS = [
  { member: 'gate_name', collection: 'gates' },
  { member: 'layer_name', collection: 'layers' },
  { member: 'config_name', collection: 'dynamic_configs' },
  { member: 'experiment_name', collection: 'experiments' },
] as const

export const requireTargets = (
  context: EmulatorContext,
  parameters: readonly JsonObject[],
): void => {
  const fieldErrors = TARGETS.flatMap(({ member, collection }): readonly FieldError[] => {
    const missing = parameters
      .map((one) => textOf(one[member]))
      .filter((id) => id !== '' && !context.store.find(collection, id))
    const { errors } = missingTargets('parameters', collectionSpecs[collection].noun, missing)
    return missing.length === 0 ? [] : [errors ?? []].flat()
  })
  if (fieldErrors.length > 0) throw new ApiError(404, 'Not Found Exception', fieldErrors)
}
