// Overrides of a layer: gates, segments and units that are put into a group of one of its experiments, all by name.
import type { Json, Members } from '../../../json.ts'
import { badField, missingTargets } from '../../core/api-error.ts'
import {
  accepted,
  choice,
  type Keys,
  list,
  nullable,
  record,
  text,
} from '../../core/body-schema.ts'
import type { Call, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { shelves } from '../../core/store.ts'
import * as keys from '../../shared/body-keys.ts'
import { membersIn } from '../../shared/rules.ts'
import type { Form } from './overrides-format.ts'

const lists: Keys = {
  conditionalOverrides: list(
    record(
      {
        type: choice('gate', 'segment'),
        name: text(),
        experimentName: text(),
        groupName: text(),
        // Newer than the document.
        environment: nullable(text()),
      },
      ['type', 'name', 'experimentName', 'groupName'],
    ),
  ),
  idOverrides: list(
    record(
      {
        groupName: text(),
        ids: keys.texts,
        idType: nullable(text()),
        environment: nullable(text()),
        experimentName: nullable(text()),
      },
      ['groupName', 'ids'],
    ),
  ),
}

export const layerOverrides: Form = {
  lists: {
    conditionalOverrides: {
      key: ['type', 'name', 'experimentName', 'groupName', 'environment'],
      orNull: ['environment'],
      ids: [],
    },
    idOverrides: {
      key: ['groupName', 'idType', 'environment', 'experimentName'],
      orNull: ['idType', 'environment', 'experimentName'],
      ids: ['ids'],
    },
  },
  optional: [],
  taken: (call, layer, adds) => {
    const named = Object.keys(lists)
    const body = adds
      ? accepted(call.body, { op: choice('add'), ...lists }, ['op', ...named])
      : accepted(call.body, lists, named)
    for (const override of membersIn(body['conditionalOverrides'])) requireTarget(call, override)
    for (const name of named)
      for (const override of membersIn(body[name])) requireGroup(call.world, layer, name, override)
    return body
  },
}

const requireTarget = ({ world }: Call, { type, name }: Members): void => {
  const collection = type === 'gate' ? 'gates' : 'segments'
  if (!world.store.all(collection).some((object) => isCalled(object, name)))
    throw missingTargets('conditionalOverrides', shelves[collection].noun, [textOf(name)])
}

const requireGroup = (
  world: World,
  layer: Members,
  property: string,
  { experimentName = null, groupName = '' }: Members,
): void => {
  const onLayer = world.store.all('experiments').filter(({ layerID }) => layerID === layer['id'])
  const asked = onLayer.filter(
    (experiment) => experimentName === null || isCalled(experiment, experimentName),
  )
  if (experimentName !== null && asked.length === 0)
    throw missingTargets(property, shelves.experiments.noun, [textOf(experimentName)])
  const groups = asked.flatMap((experiment) => membersIn(experiment['groups']))
  if (!groups.some(({ name }) => name === groupName))
    throw badField(property, `The following groups could not be found: [${groupName}]`)
}

const isCalled = (object: Members, name: Json | undefined): boolean =>
  object['name'] === name || object['id'] === name
