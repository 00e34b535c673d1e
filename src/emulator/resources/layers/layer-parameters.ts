// Parameters of a layer: an update adds and changes them by name, and never removes one.
import type { JsonObject } from '../../../core/json.ts'
import { badField, badFields } from '../../core/api-error.ts'
import { textOf } from '../../core/ids.ts'
import { typeOf } from '../experiments/experiment-groups.ts'

export const refuseParameters = (parameters: readonly JsonObject[]): void => {
  const names = parameters.map(nameOf)
  if (new Set(names).size < names.length)
    throw badField('parameters', 'Duplicate parameter name(s) given')
  const mistyped = parameters.filter(({ type, defaultValue }) => typeOf(defaultValue) !== type)
  if (mistyped.length > 0)
    throw badFields(
      mistyped.map((one) => ({
        property: 'parameters',
        errorMessage: `Default value of ${nameOf(one)} is not of type ${one['type']}`,
      })),
    )
}

export const refuseMissingParameters = (
  live: readonly JsonObject[],
  sent: readonly JsonObject[],
): void => {
  const missing = live.map(nameOf).filter((name) => !sent.map(nameOf).includes(name))
  if (missing.length === 0) return
  // Only here does Statsig return `errors` as one object. This was observed.
  const errorMessage = `Parameter(s) missing: [${missing.join(', ')}]`
  throw badFields({ property: 'parameters', errorMessage })
}

/** Each parameter in the body replaces the stored one of its name; new ones are added at the end. */
export const mergeParameters = (
  live: readonly JsonObject[],
  sent: readonly JsonObject[],
): readonly JsonObject[] => {
  const existing = live.map((old) => sent.find((one) => nameOf(one) === nameOf(old)) ?? old)
  const added = sent.filter((one) => !live.map(nameOf).includes(nameOf(one)))
  return [...existing, ...added]
}

const nameOf = (parameter: JsonObject): string => textOf(parameter['name'])
