// Random projects of one to a few resources: what was applied, and what the files say now. Kinds that are made, changed or
// ended in one step and in several.
import type { Collection } from '../../src/emulator/index.ts'

export type Stage = 'then' | 'now'

interface Sample {
  readonly collection: Collection
  readonly folder: string
  /** The lines of the file. `text` is the text of the stage. */
  readonly lines: (name: string, text: string) => readonly string[]
  /** Lines with which the resource is taken out of use, or goes on. */
  readonly ends: readonly string[]
}

const rule = (text: string): string =>
  `rules: [{ name: Part, passPercentage: ${text === 'new' ? 60 : 40}, conditions: [{ type: country, operator: any, targetValue: [DE] }] }]`

const idAndName = (name: string): readonly string[] => [`id: ${name}`, `name: ${name}`]

const samples = {
  gate: {
    collection: 'gates',
    folder: 'gates',
    lines: (name, text) => [...idAndName(name), `description: ${text}`, rule(text)],
    ends: ['lifecycle: { retired: true }', 'lifecycle: { retired: delete }'],
  },
  overrides: {
    collection: 'gates',
    folder: 'gates',
    lines: (name, text) => [
      ...idAndName(name),
      `overrides: { passingUserIDs: [one, ${text}], failingUserIDs: [] }`,
    ],
    ends: [],
  },
  config: {
    collection: 'dynamic_configs',
    folder: 'dynamic_configs',
    lines: (name, text) => [
      ...idAndName(name),
      `description: ${text}`,
      `defaultValue: { is: ${text} }`,
    ],
    ends: ['lifecycle: { retired: true }', 'lifecycle: { retired: delete }'],
  },
  layer: {
    collection: 'layers',
    folder: 'layers',
    lines: (name, text) => [
      ...[`name: ${name}`, 'idType: userID', `description: ${text}`],
      'parameters: [{ name: size, type: number, defaultValue: 1 }]',
    ],
    ends: ['lifecycle: { retired: delete }'],
  },
  tag: {
    collection: 'tags',
    folder: 'tags',
    lines: (name, text) => [`name: ${name}`, `description: ${text}`],
    ends: ['lifecycle: { retired: delete }'],
  },
  segment: {
    collection: 'segments',
    folder: 'segments',
    lines: (name, text) => [...idAndName(name), 'type: rule_based', rule(text)],
    ends: ['lifecycle: { retired: true }'],
  },
  ids: {
    collection: 'segments',
    folder: 'segments',
    lines: (name, text) => [...idAndName(name), 'type: id_list', `ids: [one, ${text}]`],
    ends: [],
  },
  experiment: {
    collection: 'experiments',
    folder: 'experiments',
    lines: (name, text) => [
      ...[...idAndName(name), `hypothesis: ${text}`],
      'groups: [{ name: Old, size: 50, parameterValues: { size: 1 } }, { name: New, size: 50, parameterValues: { size: 2 } }]',
    ],
    ends: ['status: active'],
  },
  holdout: {
    collection: 'holdouts',
    folder: 'holdouts',
    lines: (name, text) => [
      ...[`name: ${name}`, 'idType: userID', 'isEnabled: true', `description: ${text}`],
      `passPercentage: ${text === 'new' ? 4 : 2}`,
    ],
    ends: [],
  },
  store: {
    collection: 'param_stores',
    folder: 'param_stores',
    lines: (name, text) => [
      ...[`name: ${name}`, `displayName: ${name}`, `description: ${text}`],
      `parameters: [{ name: word, ref_type: static, param_type: string, value: ${text} }]`,
    ],
    ends: [],
  },
  alert: {
    collection: 'alerts',
    folder: 'alerts',
    lines: (name, text) => [
      ...[`name: ${name}`, `message: ${text}`, 'priority: P3', 'condition: greater'],
      ...['alertThreshold: 5', 'windowMs: 3600000'],
    ],
    ends: [],
  },
} as const satisfies Readonly<Record<string, Sample>>

export type SampleName = keyof typeof samples
const sampleNames = Object.keys(samples) as readonly SampleName[]

export interface Slot {
  readonly sample: SampleName
  readonly name: string
  /** Whether it was applied before. */
  readonly was: boolean
  /** `same` of what was not there before: it is created. */
  readonly becomes: 'same' | 'changed' | 'ended'
  /** Which of the ends of its kind. */
  readonly end: number
}

const sampleOf = ({ sample }: Slot): Sample => samples[sample]

export const collectionOf = (slot: Slot): Collection => sampleOf(slot).collection

/** The part of a path that names the kind. */
export const routeOf = (slot: Slot): string => sampleOf(slot).folder

export const addressOf = (slot: Slot): string =>
  `${sampleOf(slot).folder.replace(/s$/, '')}/${slot.name}`

export const drawSlots = (random: () => number, most: number): readonly Slot[] =>
  Array.from({ length: 1 + Math.floor(random() * most) }, (_, index): Slot => {
    const sample = pickOne(sampleNames, random)
    return {
      ...{ sample, name: `${sample}_${index}`, was: random() < 0.6 },
      ...{ becomes: pickOne(['same', 'changed', 'changed', 'ended'], random), end: random() },
    }
  })

export const pickOne = <T>(items: readonly T[], random: () => number): T => {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('There is nothing to pick from.')
  return item
}

/** What the texts of its file say. */
const textAt = ({ becomes }: Slot, stage: Stage): 'old' | 'new' =>
  stage === 'now' && becomes !== 'same' ? 'new' : 'old'

/** Texts by path. */
export const filesAt = (slots: readonly Slot[], stage: Stage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    slots
      .filter(({ was }) => was || stage === 'now')
      .map((slot) => {
        const { ends, folder, lines } = sampleOf(slot)
        const isEnding = stage === 'now' && slot.becomes === 'ended'
        // A resource that was never there is not taken out of use: an experiment may be started at once.
        const end = ends[Math.floor(slot.end * ends.length)]
        const isPossible = slot.was || end?.startsWith('status') === true
        const more = isEnding && isPossible && end !== undefined ? [end] : []
        const all = [...lines(slot.name, textAt(slot, stage)), ...more]
        return [`statsig/${folder}/${slot.name}.yaml`, `${all.join('\n')}\n`]
      }),
  )
