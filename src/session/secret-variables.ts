// The environment variables that definitions name: checked before the first write, read for each request.

import { pick } from '../core/json.ts'
import type { Field } from '../fields/field.ts'
import { isAllowedVariable, minSecretLength, variableNamesIn } from '../fields/secret.ts'
import { rootFieldOf } from '../kinds/kind.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { Operation, Plan } from '../model/index.ts'
import type { MissingVariable } from '../report/results.ts'
import type { SecretEnvironment } from './masked-environment.ts'

export interface SecretVariables {
  /** The length of the value; 0 where the variable is not set. */
  readonly lengthOf: (name: string) => number
  /** Throws where the variable is not set. */
  readonly read: (name: string) => string
}

export const secretVariablesOf = (environment: SecretEnvironment): SecretVariables => ({
  lengthOf: (name) => (environment.readVariable(name) ?? '').length,
  read: (name) => {
    const value = isAllowedVariable(name) ? environment.readSecret(name) : undefined
    if (value === undefined) throw new Error(`The environment variable ${name} is not set.`)
    return value
  },
})

/** An emulator receives placeholders instead of secrets. */
export const placeholderSecrets: SecretVariables = {
  lengthOf: () => minSecretLength,
  read: (name) => `placeholder for ${name}`,
}

/** Every variable that the plan needs and that cannot be used. */
export const missingVariables = (
  { operations }: Plan,
  registry: KindRegistry,
  { lengthOf }: SecretVariables,
): readonly MissingVariable[] =>
  operations.flatMap((operation) =>
    [...new Set(requiredVariables(operation, registry))].flatMap((name) => {
      const reason = unusableReason(name, lengthOf)
      return reason === undefined ? [] : [{ address: operation.address, name, reason }]
    }),
  )

const requiredVariables = (
  { action, kind: name, members, refusal }: Operation,
  registry: KindRegistry,
): readonly string[] => {
  if (refusal !== undefined || (action !== 'create' && action !== 'update')) return []
  const { kind } = registry(name)
  const isSent = (each: string) => action === 'create' || isSentInUpdates(kind.fields[each])
  return variableNamesIn(rootFieldOf(kind), pick(members, isSent))
}

/** Whether another request than those of a creation carries the field. */
const isSentInUpdates = (field: Field | undefined): boolean => {
  const sentIn = field?.sentIn
  return sentIn !== 'create' && sentIn !== 'pre-request'
}

const unusableReason = (
  name: string,
  lengthOf: SecretVariables['lengthOf'],
): string | undefined => {
  if (!isAllowedVariable(name)) return 'which a definition must not name'
  const length = lengthOf(name)
  if (length === 0) return 'which is not set'
  return length < minSecretLength
    ? `whose value is shorter than ${minSecretLength} characters, so that it cannot be masked in the output`
    : undefined
}
