// Every option of a descriptor is used by two kinds, or by one kind and with the API fact that requires it.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Field } from '../src/fields/field.ts'
import { kinds } from '../src/kinds/index.ts'
import type { Kind } from '../src/kinds/kind.ts'

/** Options that one kind uses: the kind, and the fact of Statsig's API that requires the option. */
const usedOnce: Readonly<Record<string, string>> = {
  'Field.alternatives':
    'dynamic_config: `returnValue` and `returnValueJson5` are two forms of one value.',
  'Field.below': 'experiment: `userBuckets` are numbers below 1000, as Statsig’s document says.',
  'Field.clearedBy':
    'holdout: an empty `targetingGateID` clears it, and `null` leaves it as it is.',
  'Field.deferred':
    'team: `defaultHoldoutID` may name a holdout that itself needs the team, and default metrics may belong to the team.',
  'Field.fileKey':
    'segment: the id list routes take ids in portions, and a list can hold millions of them.',
  'Field.itemBeside': 'layer: overrides name a group of the experiment that they name beside it.',
  'Field.keepUnlisted':
    'environment: `POST environments` replaces the whole list and deletes an environment that is left out.',
  'Field.listForm':
    'metric: `warehouseNative` is read and written with one source as plain members, and with several as `metricSources`.',
  'Field.mayBeInternal':
    'holdout: a read may show an internal id of the gate in `targetingGateID`, which no gate shows.',
  'Field.mayTakeName':
    'layer: overrides name gates, segments and experiments by their ids or by their display names.',
  'Field.needs':
    'metric: an aggregation of a column needs the column, in the record and in each item of its list form.',
  'Field.secret': 'ingestion: the connection to Databricks takes tokens.',
  'Field.significantPattern':
    'autotune: windows are written as `24`, `24hr` or `24hrs`, and read back as `24hrs`.',
  'Field.valueIn': 'team: members are written as e-mail addresses and read as objects.',
  'Field.writtenEmpty':
    'metric: Statsig requires `criteria` of an event, and an empty list means no filter.',
  'Kind.aliases':
    'metric: files of Statsig’s own sync example say `metricDefinition`, which the API calls `warehouseNative`.',
  'Kind.builtInNames':
    'unit_id_type: `userID` and `stableID` exist in every project, and no route creates them.',
  'Kind.createOnReference':
    'tag: Statsig documents that tags must exist first, and `POST tags` requires a description.',
  'Kind.declaredKeys':
    'experiment: in a layer, `parameterValues` has the keys that the layer declares as `parameters`.',
  'Kind.internalWhen':
    'layer: Statsig creates a layer for each experiment without one, marked `isImplicitLayer`.',
  'Kind.itemSwitches':
    'experiment: groups are switched by `disable_groups` and `enable_groups`, and not by an update.',
  'Kind.statusMachine':
    'experiment: its status changes by routes of its own (`start`, `make_decision`, `abandon`).',
  'Lookup.nestedUnder':
    'ingestion: a source is answered as {id, type, enabled, data}, with the rest inside `data`.',
  'Routes.fallbackPathId':
    'tag: the document has the id in `tags/{id}`, and clients that are known to work send the name.',
  'Routes.isPathIdSecret': 'key: `{id}` in `keys/{id}` is the key itself.',
  'Routes.listOmits': 'team: the list has no members and no admins.',
  'Routes.preRequest':
    'ingestion: the connection has to be posted to `ingestion/connection/databricks` first.',
  'Routes.readFrom': 'assignment_source: there is a list, and no route that reads one.',
  'Update.fieldValue':
    'segment: `POST segments/{id}/conditional` takes the list of rules without an object around it.',
}

/** Not options of a descriptor: `extraFields` of the settings adds them to a kind. */
const setBySettings: readonly string[] = ['Kind.extraKeys']

const users = new Map<string, Set<string>>()
const count = (option: string, kind: string): void => {
  users.set(option, (users.get(option) ?? new Set()).add(kind))
}
const countOptions = (group: string, value: object, kind: string): void => {
  for (const [name, option] of Object.entries(value))
    if (option !== undefined) count(`${group}.${name}`, kind)
}

const countField = (field: Field, kind: string): void => {
  countOptions('Field', field, kind)
  for (const inner of innerOf(field)) countField(inner, kind)
}

const innerOf = (field: Field): readonly Field[] => {
  switch (field.shape) {
    case 'set':
    case 'list':
      return [field.of]
    case 'record':
      return Object.values(field.fields)
    case 'variant':
      return Object.values(field.cases).flatMap((fields) => Object.values(fields))
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'item':
    case 'opaque':
      return []
  }
}

const all: readonly Kind[] = kinds
for (const kind of all) {
  const { fields, routes } = kind
  countOptions('Kind', kind, kind.kind)
  countOptions('Routes', routes, kind.kind)
  countOptions('Update', routes.update, kind.kind)
  if (typeof routes.update.body === 'object') count('Update.fieldValue', kind.kind)
  countOptions('Lookup', routes.lookup ?? {}, kind.kind)
  for (const field of Object.values(fields)) countField(field, kind.kind)
}

/** The optional members of an interface or of the shapes, read from the source. */
const declared = (path: string, from: string, to: string): readonly string[] => {
  const text = readFileSync(path, 'utf8')
  const section = text.slice(text.indexOf(from), text.indexOf(to, text.indexOf(from)))
  return [...section.matchAll(/readonly (\w+)\?:/g)].map(([, name = '']) => name)
}
const options = [
  ...declared('src/kinds/kind.ts', 'export interface Kind', '\n}').map((name) => `Kind.${name}`),
  ...declared('src/kinds/routes.ts', 'export interface Routes', '\n}').map(
    (name) => `Routes.${name}`,
  ),
  ...declared('src/kinds/routes.ts', 'export interface Lookup', '\n}').map(
    (name) => `Lookup.${name}`,
  ),
  ...declared('src/kinds/routes.ts', 'export interface Update', '\n}').map(
    (name) => `Update.${name}`,
  ),
  ...[
    ...declared('src/fields/field-options.ts', 'interface FieldMetadata', '\n}'),
    ...declared('src/fields/field.ts', 'export type Shape', 'export type Fields'),
  ].map((name) => `Field.${name}`),
  'Update.fieldValue',
].filter((option) => !setBySettings.includes(option))

const usersOf = (option: string): readonly string[] => [...(users.get(option) ?? [])]

test('the options are read from the source', () => {
  expect(options.length).toBeGreaterThan(50)
  expect(options).toContain('Kind.statusMachine')
  expect(options).toContain('Field.keepUnlisted')
})

test('no option is without a user', () => {
  expect(options.filter((option) => usersOf(option).length === 0)).toEqual([])
})

test('each option with one user has a reason, and no other option has one', () => {
  const singleUserOptions = options.filter((option) => usersOf(option).length === 1)
  expect([...new Set(singleUserOptions)].sort()).toEqual(Object.keys(usedOnce).sort())
})

test('each reason names the kind that uses the option', () => {
  const wrong = Object.entries(usedOnce).filter(
    ([option, reason]) => !reason.startsWith(`${usersOf(option)[0]}: `),
  )
  expect(wrong).toEqual([])
})
