// Overrides of a layer: they assign gates, segments and units to a group of one of its experiments, by name.
import type { Json, JsonObject } from '../../../core/json.ts'
import { badField, missingTargets } from '../../core/api-error.ts'
import {
  type BodyKeys,
  choice,
  list,
  nullable,
  parseBody,
  record,
  text,
} from '../../core/body-schema.ts'
import { collectionSpecs } from '../../core/collections.ts'
import type { ApiCall, EmulatorContext } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { membersIn } from '../../shared/rules.ts'
import type { OverridesFormat } from './overrides-format.ts'

const overrideKeys: BodyKeys = {
  conditionalOverrides: list(
    record(
      {
        type: choice('gate', 'segment'),
        name: text(),
        experimentName: text(),
        groupName: text(),
        // The published document does not have this yet.
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

export const layerOverrides: OverridesFormat = {
  lists: {
    conditionalOverrides: {
      key: ['type', 'name', 'experimentName', 'groupName', 'environment'],
      nullable: ['environment'],
      ids: [],
    },
    idOverrides: {
      key: ['groupName', 'idType', 'environment', 'experimentName'],
      nullable: ['idType', 'environment', 'experimentName'],
      ids: ['ids'],
    },
  },
  optional: [],
  parseBody: (call, layer, isAddition) => {
    const listNames = Object.keys(overrideKeys)
    const body = isAddition
      ? parseBody(call.body, { op: choice('add'), ...overrideKeys }, ['op', ...listNames])
      : parseBody(call.body, overrideKeys, listNames)
    for (const override of membersIn(body['conditionalOverrides'])) requireTarget(call, override)
    for (const name of listNames)
      for (const override of membersIn(body[name]))
        requireGroup(call.context, layer, name, override)
    return body
  },
}

const requireTarget = ({ context }: ApiCall, { type, name }: JsonObject): void => {
  const collection = type === 'gate' ? 'gates' : 'segments'
  if (!context.store.all(collection).some((object) => hasNameOrId(object, name)))
    throw missingTargets('conditionalOverrides', collectionSpecs[collection].noun, [textOf(name)])
}

const requireGroup = (
  context: EmulatorContext,
  layer: JsonObject,
  property: string,
  { experimentName = null, groupName = '' }: JsonObject,
): void => {
  const onLayer = context.store.all('experiments').filter(({ layerID }) => layerID === layer['id'])
  const requestedExperiments = onLayer.filter(
    (experiment) => experimentName === null || hasNameOrId(experiment, experimentName),
  )
  if (experimentName !== null && requestedExperiments.length === 0)
    throw missingTargets(property, collectionSpecs.experiments.noun, [textOf(experimentName)])
  const groups = requestedExperiments.flatMap((experiment) => membersIn(experiment['groups']))
  if (!groups.some(({ name }) => name === groupName))
    throw badField(property, `The following groups could not be found: [${groupName}]`)
}

const hasNameOrId = (object: JsonObject, name: Json | undefined): boolean =>
  object['name'] === name || object['id'] === name
