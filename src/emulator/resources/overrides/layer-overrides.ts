// Overrides of a layer: they assign gates, segments and units to a group of one of its experiments. What is called a name
// is an id, except for the name of the group.
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
import { type Collection, collectionSpecs } from '../../core/collections.ts'
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
      unit: 'idType',
    },
  },
  optional: [],
  parseBody: (call, layer, write) => {
    const listNames = Object.keys(overrideKeys)
    const body =
      write === 'add'
        ? parseBody(call.body, { op: choice('add'), ...overrideKeys }, ['op', ...listNames])
        : parseBody(call.body, overrideKeys, listNames)
    if (call.context.has('override-references-unchecked')) return body
    for (const override of membersIn(body['conditionalOverrides'])) requireTarget(call, override)
    for (const name of listNames)
      for (const override of membersIn(body[name]))
        requireGroup(call.context, layer, name, override)
    return mapReferences(call.context, body, 'name', 'id')
  },
  show: (context, _layer, content) => mapReferences(context, content, 'id', 'name'),
}

/** Where the server takes display names, it stores ids. */
const mapReferences = (
  context: EmulatorContext,
  content: JsonObject,
  from: 'id' | 'name',
  to: 'id' | 'name',
): JsonObject => {
  if (
    !context.has('layer-overrides-by-display-name') ||
    context.has('override-references-unchecked')
  )
    return content
  const mapped = (collection: Collection, text: Json): Json =>
    context.store.all(collection).find((object) => object[from] === text)?.[to] ?? text
  const mapEntry = ({ experimentName, name, ...entry }: JsonObject): JsonObject => ({
    ...entry,
    ...(name === undefined
      ? {}
      : { name: mapped(entry['type'] === 'gate' ? 'gates' : 'segments', name) }),
    ...(experimentName === undefined
      ? {}
      : { experimentName: mapped('experiments', experimentName) }),
  })
  return Object.fromEntries(
    Object.entries(content).map(([name, value]): [string, Json] => [
      name,
      Object.hasOwn(overrideKeys, name) ? membersIn(value).map(mapEntry) : value,
    ]),
  )
}

const requireTarget = ({ context }: ApiCall, { type, name }: JsonObject): void => {
  const collection = type === 'gate' ? 'gates' : 'segments'
  if (!context.store.all(collection).some((object) => isCalled(context, object, name)))
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
    (experiment) => experimentName === null || isCalled(context, experiment, experimentName),
  )
  if (experimentName !== null && requestedExperiments.length === 0)
    throw missingTargets(property, collectionSpecs.experiments.noun, [textOf(experimentName)])
  const groups = requestedExperiments.flatMap((experiment) => membersIn(experiment['groups']))
  if (!groups.some(({ name }) => name === groupName))
    throw badField(property, `The following groups could not be found: [${groupName}]`)
}

const isCalled = (context: EmulatorContext, object: JsonObject, text: Json | undefined): boolean =>
  object[context.has('layer-overrides-by-display-name') ? 'name' : 'id'] === text
