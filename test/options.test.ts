// Every option of the language of descriptors has two kinds that use it, or a fact of the API that demands it.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Field } from '../src/fields/field.ts'
import { kinds } from '../src/kinds/index.ts'
import type { Kind } from '../src/kinds/kind.ts'

/** What of Statsig's API makes the option necessary although one kind alone uses it. */
const usedOnce: Readonly<Record<string, string>> = {
  'Asked.inside':
    'ingestion: a source is answered as {id, type, enabled, data}, with the rest inside `data`.',
  'Field.caseless': 'team: members are e-mail addresses, whose capitals mean nothing.',
  'Field.core':
    'autotune: windows are written as `24`, `24hr` or `24hrs`, and read back as `24hrs`.',
  'Field.file':
    'segment: the id list routes take ids in portions, and a list can hold millions of them.',
  'Field.folds':
    'metric: `warehouseNative` is read and written with one source as plain members, and with several as `metricSources`.',
  'Field.inside': 'team: members are written as e-mail addresses and read as objects.',
  'Field.kept':
    'environment: `POST environments` replaces the whole list and deletes an environment that is left out.',
  'Field.late':
    'team: `defaultHoldoutID` may name a holdout that itself needs the team, and default metrics may belong to the team.',
  'Field.secret': 'ingestion: the connection to Databricks takes tokens.',
  'Field.twins':
    'dynamic_config: `returnValue` and `returnValueJson5` are two spellings of one value.',
  'Kind.aliases':
    'metric: files of Statsig’s own sync example say `metricDefinition`, which the API calls `warehouseNative`.',
  'Kind.builtIn':
    'unit_id_type: `userID` and `stableID` exist in every project, and nobody creates them.',
  'Kind.given':
    'experiment: in a layer, `parameterValues` has the keys that the layer declares as `parameters`.',
  'Kind.implied':
    'tag: Statsig documents that tags must exist first, and `POST tags` demands a description.',
  'Kind.moves':
    'experiment: its status changes by routes of its own (`start`, `make_decision`, `abandon`).',
  'Kind.unmanaged':
    'layer: Statsig makes a layer for each experiment without one, marked `isImplicitLayer`.',
  'Routes.before':
    'ingestion: the connection has to be posted to `ingestion/connection/databricks` first.',
  'Routes.find': 'assignment_source: there is a list, and no route that reads one.',
  'Routes.isSecret': 'key: `{id}` in `keys/{id}` is the key itself.',
  'Routes.otherHandle':
    'tag: the document has the id in `tags/{id}`, and clients that are known to work send the name.',
  'Update.bare':
    'segment: `POST segments/{id}/conditional` takes the list of rules and nothing around it.',
}

const users = new Map<string, Set<string>>()
const count = (option: string, kind: string): void => {
  users.set(option, (users.get(option) ?? new Set()).add(kind))
}
const countAll = (group: string, value: object, kind: string): void => {
  for (const [name, said] of Object.entries(value))
    if (said !== undefined) count(`${group}.${name}`, kind)
}

const countField = (field: Field, kind: string): void => {
  countAll('Field', field, kind)
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
  countAll('Kind', kind, kind.kind)
  countAll('Routes', routes, kind.kind)
  countAll('Update', routes.update, kind.kind)
  if (typeof routes.update.body === 'object') count('Update.bare', kind.kind)
  countAll('Asked', routes.lookup ?? {}, kind.kind)
  for (const field of Object.values(fields)) countField(field, kind.kind)
}

/** Optional members of an interface or of the shapes, as the source declares them. */
const declared = (path: string, from: string, to: string): readonly string[] => {
  const text = readFileSync(path, 'utf8')
  const part = text.slice(text.indexOf(from), text.indexOf(to, text.indexOf(from)))
  return [...part.matchAll(/readonly (\w+)\?:/g)].map(([, name = '']) => name)
}
const options = [
  ...declared('src/kinds/kind.ts', 'export interface Kind', '\n}').map((name) => `Kind.${name}`),
  ...declared('src/kinds/kind.ts', 'export interface Routes', '\n}').map(
    (name) => `Routes.${name}`,
  ),
  ...declared('src/kinds/kind.ts', 'export interface Asked', '\n}').map((name) => `Asked.${name}`),
  ...declared('src/kinds/kind.ts', 'export interface Update', '\n}').map(
    (name) => `Update.${name}`,
  ),
  ...declared('src/fields/field.ts', 'interface Common', 'export type Fields').map(
    (name) => `Field.${name}`,
  ),
  'Update.bare',
]

const usersOf = (option: string): readonly string[] => [...(users.get(option) ?? [])]

test('the options are read from the source', () => {
  expect(options.length).toBeGreaterThan(50)
  expect(options).toContain('Kind.moves')
  expect(options).toContain('Field.kept')
})

test('no option is without a user', () => {
  expect(options.filter((option) => usersOf(option).length === 0)).toEqual([])
})

test('an option with one user has a reason, and no other has', () => {
  const once = options.filter((option) => usersOf(option).length === 1)
  expect([...new Set(once)].sort()).toEqual(Object.keys(usedOnce).sort())
})

test('each reason names the kind that uses the option', () => {
  const wrong = Object.entries(usedOnce).filter(
    ([option, reason]) => !reason.startsWith(`${usersOf(option)[0]}: `),
  )
  expect(wrong).toEqual([])
})
