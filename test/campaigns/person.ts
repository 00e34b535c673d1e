// What a person does in the console while an apply runs: edits, deletes and creates resources that the files define.
import type { JsonObject } from '../../src/core/json.ts'
import { keyOf } from '../../src/emulator/core/store.ts'
import type { Emulator } from '../../src/emulator/index.ts'
import {
  addressOf,
  collectionOf,
  pickOne,
  routeOf,
  type SampleName,
  type Slot,
} from './random-project.ts'

/** Of a resource that is there; of one that is not there yet, it is created. */
const acts = ['edits', 'edits', 'edits', 'adds', 'adds', 'deletes'] as const

export interface Act {
  readonly slot: Slot
  readonly does: (typeof acts)[number] | 'creates'
}

/** What was done, and whether it is still so. */
export interface Done extends Act {
  readonly address: string
  /** Whether a write of another client shows in a number that each write raises. */
  readonly hasVersion: boolean
  /** Whether a request reads or writes the resource: itself, or all of its kind. */
  readonly isAbout: (path: string) => boolean
  readonly isKept: () => boolean
}

/** Of a resource that the apply changes, as a rule. */
export const drawAct = (slots: readonly Slot[], random: () => number): Act => {
  const changed = slots.filter(({ becomes, was }) => !was || becomes !== 'same')
  return {
    slot: pickOne(changed.length > 0 && random() < 0.9 ? changed : slots, random),
    does: pickOne(acts, random),
  }
}

export const actInConsole = (emulator: Emulator, act: Act): Done => {
  const { slot } = act
  const collection = collectionOf(slot)
  const find = () => emulator.snapshot()[collection].find((each) => each['name'] === slot.name)
  const found = find()
  const does = found === undefined ? 'creates' : act.does
  const done = (isKept: () => boolean): Done => ({
    ...{ does, slot },
    ...{ address: addressOf(slot), isKept },
    isAbout: isAbout(slot, [slot.name, ...(found ? [keyOf(collection, found)] : [])]),
    hasVersion: typeof found?.['version'] === 'number',
  })
  const edit = (change: JsonObject): Done => {
    if (found !== undefined)
      emulator.edit(collection, keyOf(collection, found), (it) => ({ ...it, ...change }))
    const text = JSON.stringify(find(), Object.keys(change))
    return done(() => JSON.stringify(find(), Object.keys(change)) === text)
  }
  switch (does) {
    case 'edits':
      return edit(theirs[slot.sample])
    case 'adds': {
      if (!hasApps.includes(slot.sample)) return edit(theirs[slot.sample])
      emulator.insert('target_apps', { name: 'theirs' })
      return edit({ targetApps: ['theirs'] })
    }
    case 'deletes':
      emulator.remove(collection, keyOf(collection, found ?? {}))
      return done(() => find() === undefined)
    case 'creates': {
      const { name } = slot
      emulator.insert(collection, { id: name, name, ...theirs[slot.sample] })
      const members = Object.keys(theirs[slot.sample])
      const text = JSON.stringify(find(), members)
      return done(() =>
        emulator
          .snapshot()
          [collection].some(
            (each) => each['name'] === name && JSON.stringify(each, members) === text,
          ),
      )
    }
  }
}

const isAbout =
  (slot: Slot, names: readonly string[]): Done['isAbout'] =>
  (path) => {
    const [, rest] = path.split(`/${routeOf(slot)}`)
    const [item = ''] = rest?.split('?') ?? []
    const name = decodeURIComponent(item.split('/')[1] ?? '')
    return rest !== undefined && (name === '' || names.includes(name))
  }

/** Members that files of the campaigns do not mention. */
const hasApps: readonly SampleName[] = ['gate', 'overrides', 'config', 'experiment', 'segment']

const rules = [
  {
    ...{ name: 'Part', passPercentage: 7, id: 'theirs', baseID: 'theirs' },
    conditions: [{ type: 'country', operator: 'any', targetValue: ['DE'] }],
  },
]

/** Another value of a member that the files mention. */
const theirs: Readonly<Record<SampleName, JsonObject>> = {
  gate: { description: 'Theirs' },
  overrides: { description: 'Theirs' },
  config: { description: 'Theirs' },
  layer: { description: 'Theirs' },
  tag: { description: 'Theirs' },
  segment: { rules },
  ids: { description: 'Theirs' },
  experiment: { hypothesis: 'Theirs' },
  holdout: { description: 'Theirs' },
  store: { description: 'Theirs' },
  alert: { message: 'Theirs' },
}
