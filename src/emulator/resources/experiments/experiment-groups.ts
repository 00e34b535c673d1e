// Groups of an experiment: they are matched by id, and their sizes and parameters must be consistent.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { membersIn } from '../../shared/rules.ts'

/** The groups as stored after a write that replaces all of them. */
export const replaceGroups = (
  context: EmulatorContext,
  sent: readonly JsonObject[],
  live: readonly JsonObject[],
): readonly JsonObject[] => {
  refuseSizes(context, sent)
  const groups = sent.map((group) => {
    const id = resolveGroupId(context, group, live)
    const own = live.find((one) => one['id'] === id)
    const isKept = own !== undefined && context.has('groups-switched-by-route')
    return { ...group, id, ...(isKept ? { disabled: own['disabled'] ?? false } : {}) }
  })
  if (new Set(groups.map(({ id }) => id)).size < groups.length)
    throw badField('groups', 'Duplicate group ID(s) given')
  return groups
}

/** The groups of a new experiment. They get new ids; ids in the body are ignored. */
export const newGroups = (
  context: EmulatorContext,
  sent: Json | undefined,
  isInLayer: boolean,
): readonly JsonObject[] =>
  sent === undefined
    ? ['Control', 'Test'].map((name) => ({
        name,
        id: context.newId(),
        size: 50,
        parameterValues: isInLayer ? {} : { assigned_group: name.toLowerCase() },
        description: '',
      }))
    : membersIn(sent).map((group) => ({ ...group, id: context.newId() }))

/** Refuses changes of groups that a running experiment does not allow. */
export const allocationKey = (groups: readonly JsonObject[]): string =>
  JSON.stringify(groups.map(({ id, size, parameterValues }) => [id, size, parameterValues]))

export const refuseParameters = (
  context: EmulatorContext,
  groups: readonly JsonObject[],
  layer: JsonObject | undefined,
): void => {
  const names = groups.map(({ parameterValues }) =>
    isJsonObject(parameterValues) ? Object.keys(parameterValues).sort().join() : '',
  )
  if (context.has('group-parameters-alike') && new Set(names).size > 1)
    throw badField('groups', 'All groups must give the same parameters')
  if (layer && !context.has('group-parameters-unchecked'))
    for (const group of groups) refuseUnknownParameters(group, membersIn(layer['parameters']))
}

const refuseUnknownParameters = (group: JsonObject, parameters: readonly JsonObject[]): void => {
  const groupValues = isJsonObject(group['parameterValues']) ? group['parameterValues'] : {}
  for (const [name, value] of Object.entries(groupValues)) {
    const parameter = parameters.find((one) => one['name'] === name)
    if (parameter?.['type'] !== typeOf(value))
      throw badField('groups', `Parameter ${name} does not match a parameter of the layer`)
  }
}

export const typeOf = (value: Json | undefined): string =>
  isJsonArray(value) ? 'array' : value === null ? 'null' : typeof value

const resolveGroupId = (
  context: EmulatorContext,
  group: JsonObject,
  live: readonly JsonObject[],
): string => {
  const id = textOf(group['id'])
  if (id === '') return context.newId()
  if (live.some((one) => one['id'] === id)) return id
  throw badField('groups', 'A provided group ID does not match an existing group ID')
}

export const refuseSizes = (context: EmulatorContext, groups: readonly JsonObject[]): void => {
  const sum = groups.reduce((total, { size }) => total + Number(size), 0)
  if (!context.has('group-sizes-unchecked') && groups.length > 0 && Math.abs(sum - 100) > 0.01)
    throw badField('groups', `Group sizes must add up to 100, received ${sum}`)
}
