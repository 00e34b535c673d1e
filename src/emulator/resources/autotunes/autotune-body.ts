// What an autotune’s body may hold, and how it is kept: windows in hours, variants with ids.
import type { Json, Members } from '../../../json.ts'
import { missingTargets } from '../../core/api-error.ts'
import {
  anything,
  choice,
  flag,
  type Keys,
  list,
  number,
  record,
  text,
} from '../../core/body-schema.ts'
import type { World } from '../../core/context.ts'
import { opaqueId, textOf } from '../../core/ids.ts'
import type { Collection } from '../../core/store.ts'
import * as keys from '../../shared/body-keys.ts'
import { created, settled } from '../../shared/handlers.ts'
import { membersIn } from '../../shared/rules.ts'

const hours = (...numbers: readonly number[]): readonly string[] =>
  numbers.flatMap((count) => [`${count}`, `${count}hr`, `${count}hrs`])

export const updatable: Keys = {
  description: text(),
  variants: list(record({ name: text(), json: anything, size: number() }, ['name', 'json']), 2),
  successEvent: text(),
  successEventValue: text(),
  explorationWindow: choice(...hours(1, 24, 48, 168, 336)),
  attributionWindow: choice(...hours(1, 2, 4, 24)),
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

export const creatable: Keys = { ...updatable, name: text(), idType: text() }

export const REQUIRED = [
  'variants',
  'successEvent',
  'explorationWindow',
  'attributionWindow',
  'winnerThreshold',
]

/** What a body need not name, and what is there where none did. */
export const withoutOptional = (live: Members): Members => ({
  ...Object.fromEntries(
    Object.entries(live).filter(
      ([name]) => !Object.hasOwn(updatable, name) || REQUIRED.includes(name),
    ),
  ),
  description: '',
  successEventValue: '',
})

export const fresh = (world: World, body: Members): Members =>
  completed(world, {
    id: '',
    name: '',
    description: '',
    idType: 'userID',
    ...created(world),
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

export const completed = (world: World, autotune: Members): Members => ({
  ...autotune,
  ...windowsOf(autotune),
  variants: membersIn(autotune['variants']).map((variant) => ({
    ...variant,
    id: textOf(variant['id']) || opaqueId(world.ids),
  })),
})

/** No client can send the id of a variant: one that keeps its name keeps its id. */
export const variantsAfter = (
  world: World,
  sent: readonly Members[],
  live: readonly Members[],
): readonly Members[] =>
  sent.map((variant) => {
    const kept = live.find(({ name }) => name === variant['name'])
    const isKept = kept !== undefined && !world.has('autotune-variants-renewed')
    return { ...variant, id: isKept ? textOf(kept['id']) : opaqueId(world.ids) }
  })

/** The body with everything that it names found, and in the shape that is stored. */
export const checked = (world: World, body: Members): Members => {
  requireNamed(world, body, 'metricSourceID', 'metric_sources', 'Metric sources')
  requireNamed(world, body, 'linkedExperimentName', 'experiments', 'Experiment IDs')
  return { ...settled(world, body), ...windowsOf(body) }
}

const requireNamed = (
  world: World,
  body: Members,
  property: string,
  collection: Collection,
  noun: string,
): void => {
  const asked = textOf(body[property])
  const isKnown = world.store.all(collection).some(({ id, name }) => id === asked || name === asked)
  if (asked !== '' && !isKnown) throw missingTargets(property, noun, [asked])
}

const windowsOf = (body: Members): Members =>
  Object.fromEntries(
    ['explorationWindow', 'attributionWindow'].flatMap((name): [string, Json][] =>
      body[name] === undefined ? [] : [[name, `${hoursIn(body[name])}hrs`]],
    ),
  )

export const hoursIn = (window: Json | undefined): number => Number.parseInt(textOf(window), 10)
