// What descriptors claim, held against Statsig's published document.
import { describe, expect, test } from 'vitest'
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../src/json.ts'
import { apiAreaAtPath, apiAreas } from '../src/kinds/api-coverage.ts'
import { kinds } from '../src/kinds/index.ts'
import type { Kind } from '../src/kinds/kind.ts'
import { experimentMembers } from './support/openapi-validator/additions-names.ts'
import { componentSchemas, publishedDocument } from './support/openapi-validator/document.ts'
import { openApiValidator } from './support/project.ts'

const all: readonly Kind[] = kinds
const published = publishedDocument()
const document: JsonObject | undefined = 'skipped' in published ? undefined : published

const at = (value: Json | undefined, ...path: readonly string[]): Json | undefined =>
  path.reduce((found, name) => member(found, name), value)

/** The schema of the body of a creation, or of an update where nothing is created. */
const bodyOf = ({ routes }: Kind): JsonObject => {
  const [path, method] =
    routes.create === undefined
      ? [routes.update.absolutePath ?? routes.item, routes.update.method.toLowerCase()]
      : [routes.create, 'post']
  const operation = at(document, 'paths', path, method)
  const schema = at(operation, 'requestBody', 'content', 'application/json', 'schema')
  const ref = member(schema, '$ref')
  const named =
    typeof ref === 'string' && document
      ? componentSchemas(document)[ref.split('/').at(-1) ?? '']
      : schema
  return isJsonObject(named) ? named : {}
}

test('a kind is sent as a dry run exactly when the body of its creation knows the word', () => {
  if (document === undefined) return
  const knowing = all.filter((kind) => JSON.stringify(bodyOf(kind)).includes('"dryRun"'))
  expect(knowing.length).toBeGreaterThan(1)
  expect(all.filter(({ dryRun }) => dryRun).map(({ kind }) => kind)).toEqual(
    knowing.map(({ kind }) => kind),
  )
})

describe('the systems of the API', () => {
  test('are those of the document, and each has its row', () => {
    if (document === undefined) return
    const tags = Object.values(at(document, 'paths') ?? {})
      .flatMap((operations) => Object.values(isJsonObject(operations) ? operations : {}))
      .flatMap((operation) => {
        const found = member(operation, 'tags')
        return isJsonArray(found) ? found.map(String) : []
      })
    // The routes that agents use are those of the others.
    const named = [...new Set(tags)].filter((tag) => tag !== 'MCP').sort()
    expect(apiAreas.map(({ name }) => name)).toEqual(named)
  })

  test('hold every path of the document', () => {
    const paths = Object.keys(at(document, 'paths') ?? {})
    expect(paths.filter((path) => apiAreaAtPath(path) === undefined)).toEqual([])
  })
})

/** Members that a client may write and that no definition has, by kind, with the reason. */
const leftOut: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  every: {
    creatorID: 'who made it is told once, by whoever makes it',
    creatorEmail: 'who made it is told once, by whoever makes it',
    dryRun: 'a word about the request and not about the resource',
  },
  target_app: {
    gates: 'told where it belongs, in `targetApps` of the gate',
    dynamicConfigs: 'told where it belongs, in `targetApps` of the config',
    experiments: 'told where it belongs, in `targetApps` of the experiment',
  },
  team: { id: 'Statsig makes it, and the path says which team is meant' },
  key: {
    targetAppID: 'read under another name, and a change of it moves traffic: left to the console',
    secondaryTargetAppIDs: 'as above',
  },
  metric_source: {
    skip_validation: 'a word about the request and not about the resource',
    all_columns: 'goes with `skip_validation`',
    column_types: 'goes with `skip_validation`',
  },
  qualifying_event: {
    skip_validation: 'a word about the request and not about the resource',
    all_columns: 'goes with `skip_validation`',
    column_types: 'goes with `skip_validation`',
  },
  metric: {
    scheduledReloadHour: 'newer than the document, of unknown shape: `extraFields` lets it pass',
    scheduledReloadDays: 'newer than the document, of unknown shape: `extraFields` lets it pass',
  },
  gate: { gradual_rollout_strategy: 'an answer to a question of the console, and no state' },
  experiment: Object.fromEntries(
    [...experimentMembers, 'isTemplate'].map((name) => [
      name,
      'newer than the document, of unknown shape: `extraFields` lets it pass',
    ]),
  ),
}

describe.skipIf('skipped' in openApiValidator)('what the document lets a client write', () => {
  const namesIn = (schema: Json | undefined): readonly string[] =>
    isJsonObject(schema)
      ? [
          ...Object.keys(isJsonObject(schema['properties']) ? schema['properties'] : {}),
          ...['oneOf', 'anyOf', 'allOf'].flatMap((word) => {
            const parts = schema[word]
            return isJsonArray(parts) ? parts.flatMap(namesIn) : []
          }),
        ]
      : []
  const writable = ({ routes: { create, item, update } }: Kind): readonly string[] => {
    if ('skipped' in openApiValidator) return []
    const change = openApiValidator.bodySchema(update.method, update.absolutePath ?? item)
    const creation = create === undefined ? undefined : openApiValidator.bodySchema('POST', create)
    return [...new Set([creation, change].flatMap(namesIn))]
  }

  test.each(kinds.map((kind: Kind) => ({ kind, name: kind.kind })))(
    'of a $name can be declared, or is left out with a reason',
    ({ kind }) => {
      const excused = { ...leftOut['every'], ...leftOut[kind.kind] }
      const names = writable(kind)
      expect(
        names.filter((name) => !Object.hasOwn(kind.fields, name) && !Object.hasOwn(excused, name)),
      ).toEqual([])
      const own = Object.keys(leftOut[kind.kind] ?? {})
      expect(
        own.filter((name) => !names.includes(name) || Object.hasOwn(kind.fields, name)),
      ).toEqual([])
    },
  )
})
