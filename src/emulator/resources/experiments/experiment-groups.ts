// Groups keep their identity by id; sizes and parameters must fit together.
import { isList, isMembers, type Json, type Members } from '../../../json.ts'
import { badField } from '../../core/api-error.ts'
import type { World } from '../../core/context.ts'
import { opaqueId, textOf } from '../../core/ids.ts'
import { membersIn } from '../../shared/rules.ts'

/** The groups as stored after a write that replaces them all. */
export const replacedGroups = (
  world: World,
  sent: readonly Members[],
  live: readonly Members[],
): readonly Members[] => {
  refuseSizes(world, sent)
  const groups = sent.map((group) => ({ ...group, id: idAfter(world, group, live) }))
  if (new Set(groups.map(({ id }) => id)).size < groups.length)
    throw badField('groups', 'Duplicate group ID(s) given')
  return groups
}

/** A created experiment’s groups; whatever ids the body carries, theirs are new. */
export const newGroups = (
  world: World,
  sent: Json | undefined,
  isInLayer: boolean,
): readonly Members[] =>
  sent === undefined
    ? ['Control', 'Test'].map((name) => ({
        name,
        id: opaqueId(world.ids),
        size: 50,
        parameterValues: isInLayer ? {} : { assigned_group: name.toLowerCase() },
        description: '',
      }))
    : membersIn(sent).map((group) => ({ ...group, id: opaqueId(world.ids) }))

/** What a running experiment may not change of its groups. */
export const splitOf = (groups: readonly Members[]): string =>
  JSON.stringify(groups.map(({ id, size, parameterValues }) => [id, size, parameterValues]))

export const refuseParameters = (
  world: World,
  groups: readonly Members[],
  layer: Members | undefined,
): void => {
  if (world.has('group-parameters-unchecked')) return
  const names = groups.map(({ parameterValues }) =>
    isMembers(parameterValues) ? Object.keys(parameterValues).sort().join() : '',
  )
  if (new Set(names).size > 1) throw badField('groups', 'All groups must give the same parameters')
  if (layer) for (const group of groups) refuseForeign(group, membersIn(layer['parameters']))
}

const refuseForeign = (group: Members, parameters: readonly Members[]): void => {
  const given = isMembers(group['parameterValues']) ? group['parameterValues'] : {}
  for (const [name, value] of Object.entries(given)) {
    const parameter = parameters.find((one) => one['name'] === name)
    if (parameter?.['type'] !== typeOf(value))
      throw badField('groups', `Parameter ${name} does not match a parameter of the layer`)
  }
}

export const typeOf = (value: Json | undefined): string =>
  isList(value) ? 'array' : value === null ? 'null' : typeof value

const idAfter = (world: World, group: Members, live: readonly Members[]): string => {
  const id = textOf(group['id'])
  if (id === '') return opaqueId(world.ids)
  if (live.some((one) => one['id'] === id)) return id
  throw badField('groups', 'A provided group ID does not match an existing group ID')
}

export const refuseSizes = (world: World, groups: readonly Members[]): void => {
  const sum = groups.reduce((total, { size }) => total + Number(size), 0)
  if (!world.has('group-sizes-unchecked') && groups.length > 0 && Math.abs(sum - 100) > 0.01)
    throw badField('groups', `Group sizes must add up to 100, received ${sum}`)
}
