// The keys of an autotune’s body, and how it is stored: windows in hours, variants with ids.
import type { Json, JsonObject } from '../../../core/json.ts'
import { missingTargets } from '../../core/api-error.ts'
import {
  anything,
  type BodyKeys,
  choice,
  flag,
  list,
  number,
  record,
  text,
} from '../../core/body-schema.ts'
import type { Collection } from '../../core/collections.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { creationStamp, resolveCommonFields } from '../../shared/handlers.ts'
import { membersIn } from '../../shared/rules.ts'

const hourSpellings = (...numbers: readonly number[]): readonly string[] =>
  numbers.flatMap((count) => [`${count}`, `${count}hr`, `${count}hrs`])

export const updatable: BodyKeys = {
  description: text(),
  variants: list(record({ name: text(), json: anything, size: number() }, ['name', 'json']), 2),
  successEvent: text(),
  successEventValue: text(),
  explorationWindow: choice(...hourSpellings(1, 24, 48, 168, 336)),
  attributionWindow: choice(...hourSpellings(1, 2, 4, 24)),
  attributionWindowUnit: choice('min', 'hour', 'day'),
  explorationWindowRate: number({ min: 0.001, max: 1 }),
  longtermExplorationAllocation: number({ min: 0.001, max: 1 }),
  winnerThreshold: choice('80%', '90%', '95%', '98%', '99%'),
  metadataField: text(),
  higherIsBetter: flag,
  isContextual: flag,
  metricSourceID: text(),
  linkedExperimentName: text(),
  goalRichText: text(),
  optimizationParameter: choice('occurrence', 'value'),
  valueColumn: text(),
  featureList: keys.texts,
}

export const creatable: BodyKeys = { ...updatable, name: text(), idType: text() }

export const REQUIRED = [
  'variants',
  'successEvent',
  'explorationWindow',
  'attributionWindow',
  'winnerThreshold',
]

/** The optional keys of a body, with their defaults. */
export const resetOptional = (live: JsonObject): JsonObject => ({
  ...Object.fromEntries(
    Object.entries(live).filter(
      ([name]) => !Object.hasOwn(updatable, name) || REQUIRED.includes(name),
    ),
  ),
  description: '',
  successEventValue: '',
})

export const newAutotune = (context: EmulatorContext, body: JsonObject): JsonObject =>
  completeAutotune(context, {
    id: '',
    name: '',
    description: '',
    idType: 'userID',
    ...creationStamp(context),
    tags: [],
    targetApps: [],
    holdoutIDs: [],
    team: null,
    teamID: null,
    version: 1,
    isStarted: false,
    winner: null,
    variants: [],
    successEvent: '',
    successEventValue: '',
    explorationWindow: '24hrs',
    attributionWindow: '2hrs',
    winnerThreshold: '95%',
    ...body,
  })

export const completeAutotune = (context: EmulatorContext, autotune: JsonObject): JsonObject => ({
  ...autotune,
  ...windowMembers(autotune),
  variants: membersIn(autotune['variants']).map((variant) => ({
    ...variant,
    id: textOf(variant['id']) || context.newId(),
  })),
})

/** A client cannot send the id of a variant: a variant that keeps its name keeps its id. */
export const replaceVariants = (
  context: EmulatorContext,
  sent: readonly JsonObject[],
  live: readonly JsonObject[],
): readonly JsonObject[] =>
  sent.map((variant) => {
    const existing = live.find(({ name }) => name === variant['name'])
    const isKept = existing !== undefined && !context.has('autotune-variant-ids-renewed')
    return { ...variant, id: isKept ? textOf(existing['id']) : context.newId() }
  })

/** The body as stored. Everything that it names must exist. */
export const resolveAutotuneBody = (context: EmulatorContext, body: JsonObject): JsonObject => {
  requireNamed(context, body, 'metricSourceID', 'metric_sources', 'Metric sources')
  requireNamed(context, body, 'linkedExperimentName', 'experiments', 'Experiment IDs')
  return { ...resolveCommonFields(context, body), ...windowMembers(body) }
}

const requireNamed = (
  context: EmulatorContext,
  body: JsonObject,
  property: string,
  collection: Collection,
  noun: string,
): void => {
  const reference = textOf(body[property])
  const isKnown = context.store
    .all(collection)
    .some(({ id, name }) => id === reference || name === reference)
  if (reference !== '' && !isKnown) throw missingTargets(property, noun, [reference])
}

const windowMembers = (body: JsonObject): JsonObject =>
  Object.fromEntries(
    ['explorationWindow', 'attributionWindow'].flatMap((name): [string, Json][] =>
      body[name] === undefined ? [] : [[name, `${hoursIn(body[name])}hrs`]],
    ),
  )

export const hoursIn = (window: Json | undefined): number =>
  Number.parseInt(String(window ?? ''), 10)
