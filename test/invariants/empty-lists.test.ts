// Lists whose emptiness is a value: `[]`, `null` and no key are three spellings of two meanings, in every kind that has one.
import { describe, expect, test as inEither } from 'vitest'
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/core/json.ts'
import {
  join,
  type Pointer,
  placesOf,
  segments,
  topLevelName,
  valueAt,
} from '../../src/core/pointer.ts'
import type { Behavior } from '../../src/emulator/index.ts'
import type { Field, Fields } from '../../src/fields/field.ts'
import { referencedKinds } from '../../src/fields/references.ts'
import { type Kind, rootFieldOf } from '../../src/kinds/kind.ts'
import { load } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { isRestrictiveDrift } from '../../src/model/index.ts'
import { importProject } from '../support/import-project.ts'
import { casesForRun, usualRunTest as test } from '../support/long-run.ts'
import { openApiValidator, type TestProject, troubles, withProject } from '../support/project.ts'
import { changesOf } from '../support/samples/change.ts'
import {
  companyOf,
  contextOf,
  everyKind,
  filesOf,
  kindsIn,
  type Sample,
} from '../support/samples/company.ts'
import { briefly, collectionOf, keyOf, objectOf } from '../support/samples/company-run.ts'

type ListField = Extract<Field, { shape: 'set' | 'list' }>
type PlacedList = readonly [Pointer, ListField]

/** Every list of a field, with its place. */
const listsIn = (field: Field, at: Pointer = ''): readonly PlacedList[] => {
  const inMembers = (fields: Fields) =>
    Object.entries(fields).flatMap(([name, inner]) => listsIn(inner, join(at, name)))
  switch (field.shape) {
    case 'set':
    case 'list':
      return [[at, field], ...listsIn(field.of, join(at, '*'))]
    case 'record':
      return inMembers(field.fields)
    case 'variant':
      return Object.values(field.cases).flatMap(inMembers)
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

/** The lists of a kind whose emptiness is a value. */
const emptyLists = (kind: Kind): readonly PlacedList[] =>
  listsIn(rootFieldOf(kind)).filter(([, { emptyIsValue }]) => emptyIsValue)
const placesIn = (kind: Kind): readonly Pointer[] => emptyLists(kind).map(([place]) => place)

/** The value with another value, or with none, at a pointer that leads through members and items. */
const replaced = (value: Json, pointer: Pointer, by: Json | undefined): Json => {
  const [first = '', ...rest] = segments(pointer)
  const below = rest.reduce<Pointer>(join, '')
  if (isJsonArray(value))
    return value.map((item, index) =>
      String(index) === first
        ? rest.length === 0
          ? (by ?? null)
          : replaced(item, below, by)
        : item,
    )
  if (!isJsonObject(value)) return value
  const inner = rest.length === 0 ? by : replaced(value[first] ?? null, below, by)
  const { [first]: _, ...others } = value
  return inner === undefined ? others : { ...others, [first]: inner }
}

/** What a file says in place of each list: nothing, no item, one item, or `null` where that is allowed. */
type Said = 'absent' | 'null' | 'empty' | 'filled'

const listSaying = (field: ListField, said: Said): Json | undefined => {
  switch (said) {
    case 'absent':
      return undefined
    case 'null':
      return field.nullable ? null : undefined
    case 'empty':
      return []
    case 'filled':
      return field.of.shape === 'number' ? [1] : ['production']
  }
}

const everywhere = (kind: Kind, members: JsonObject, said: Said): JsonObject => {
  const found = emptyLists(kind).reduce<Json>(
    (all, [pattern, field]) =>
      placesOf(all, pattern).reduce<Json>(
        (each, place) => replaced(each, place, listSaying(field, said)),
        all,
      ),
    members,
  )
  return isJsonObject(found) ? found : members
}

const concerned = kindsIn('warehouse').filter((kind) => placesIn(kind).length > 0)
const withTheirReferences = new Set(concerned.map(({ kind }) => kind))
for (const name of withTheirReferences)
  for (const kind of everyKind.filter((each) => each.kind === name))
    for (const other of referencedKinds(rootFieldOf(kind), 'required'))
      withTheirReferences.add(other)
const samples = companyOf({
  project: 'warehouse',
  count: 1,
  salt: 1_201,
  fullness: 'all',
  only: kindsIn('warehouse').filter(({ kind }) => withTheirReferences.has(kind)),
})
const hasPlaces = ({ kind, members }: Sample): boolean =>
  placesIn(kind).some((pattern) => placesOf(members, pattern).length > 0)
const saying = (said: Said): readonly Sample[] =>
  samples.map((each) => ({ ...each, members: everywhere(each.kind, each.members, said) }))

const valuesAt = (kind: Kind, members: JsonObject | undefined): readonly (Json | undefined)[] =>
  placesIn(kind).flatMap((pattern) =>
    placesOf(members ?? {}, pattern).map((place) => valueAt(members, place)),
  )
const storedValues = (statsig: TestProject) =>
  samples.flatMap((each) => valuesAt(each.kind, objectOf(each, statsig.emulator.snapshot())))

/** What people set in the console. */
const setInConsole = ({ emulator }: TestProject, said: Said): void => {
  for (const sample of samples) {
    const key = keyOf(sample, emulator.snapshot())
    if (key !== undefined)
      emulator.edit(collectionOf(sample), key, (object) => everywhere(sample.kind, object, said))
  }
}

/** Inside a record no key means everything; at the top it means that the file does not say. */
const isInside = ({ kind }: Sample): boolean =>
  placesIn(kind).every((place) => segments(place).length > 1)

/** A number beside the list has another value, so that all items are sent. */
const withOneChange = (sample: Sample): Sample => {
  if (!hasPlaces(sample)) return sample
  const tops = placesIn(sample.kind).map(topLevelName)
  const found = changesOf(sample.kind, sample.members, contextOf(samples)).find(
    ({ how, top }) => tops.includes(top) && (how === 'raised' || how === 'lowered'),
  )
  if (found === undefined) throw new Error(`Nothing can be changed in ${sample.path}.`)
  return { ...sample, members: found.members }
}

const { settings } = readSettings(undefined)

test('the kinds that have such a list', () => {
  expect(concerned.map((kind) => [kind.kind, ...placesIn(kind)])).toMatchInlineSnapshot(`
    [
      [
        "segment",
        "/rules/*/environments",
      ],
      [
        "metric",
        "/scheduledReloadDays",
      ],
      [
        "gate",
        "/rules/*/environments",
      ],
      [
        "release_pipeline",
        "/phases/*/rules/*/environments",
      ],
      [
        "experiment",
        "/enabledNonProdEnvironments",
        "/scheduledReloadDays",
      ],
      [
        "dynamic_config",
        "/rules/*/environments",
      ],
    ]
  `)
})

test.each(everyKind.map((kind) => [kind.kind, kind] as const))(
  'in %s, `null` is the default of a list exactly where its emptiness is a value, which no minimum forbids',
  (_, kind) => {
    const withNull = listsIn(rootFieldOf(kind)).filter(
      ([, field]) => field.nullable && field.default === null,
    )
    expect(withNull.filter(([, field]) => !field.emptyIsValue).map(([at]) => at)).toEqual([])
    const wrong = emptyLists(kind).filter(
      ([at, field]) =>
        field.min !== undefined ||
        // Inside a record, no key has a meaning of its own.
        (segments(at).length > 1 && !(field.nullable && field.default === null)),
    )
    expect(wrong.map(([at]) => at)).toEqual([])
  },
)

/** Lists for which the document lets a client send `null`, with `*` for items. */
const nullableLists = (schema: Json | undefined, at: Pointer = ''): readonly Pointer[] => {
  if (!isJsonObject(schema)) return []
  const { anyOf, items, oneOf, properties, type } = schema
  const types = isJsonArray(type) ? type : [type]
  const parts = [anyOf, oneOf].flatMap((each) => (isJsonArray(each) ? each : []))
  return [
    ...(types.includes('array') && types.includes('null') ? [at] : []),
    ...nullableLists(items, join(at, '*')),
    ...parts.flatMap((part) => nullableLists(part, at)),
    ...Object.entries(isJsonObject(properties) ? properties : {}).flatMap(([name, inner]) =>
      nullableLists(inner, join(at, name)),
    ),
  ]
}

/** Lists that `null` clears, so that it means what an empty list means. */
const clearedByNull: readonly string[] = ['alert /renotificationConditions']

describe.skipIf('skipped' in openApiValidator)('in the document', () => {
  test('a list that a client may send as `null` is one whose emptiness is a value', () => {
    if ('skipped' in openApiValidator) return
    const { bodySchema } = openApiValidator
    const found = everyKind.flatMap((kind) => {
      const { create, item, update } = kind.routes
      const schemas = [
        create === undefined ? undefined : bodySchema('POST', create),
        bodySchema(update.method, update.absolutePath ?? item),
      ]
      const nullable = new Set(schemas.flatMap((schema) => nullableLists(schema)))
      return listsIn(rootFieldOf(kind)).flatMap(([place, { emptyIsValue }]) =>
        nullable.has(place) ? [{ place: `${kind.kind} ${place}`, emptyIsValue }] : [],
      )
    })
    const wrong = found.filter(({ emptyIsValue }) => !emptyIsValue).map(({ place }) => place)
    expect(wrong).toEqual(clearedByNull)
    expect(found.length).toBeGreaterThan(clearedByNull.length + 2)
  })
})

const answers: readonly (readonly [string, { readonly behaviors?: readonly Behavior[] }])[] =
  casesForRun(
    [
      ['usually', {}],
      ['in the worst case', { behaviors: ['worst-case'] }],
    ],
    ([name]) => name === 'usually',
  )

describe('an empty list', () => {
  test('is taken from files, sent, stored, and in sync', async () => {
    await withProject({ project: 'warehouse' }, async (statsig) => {
      const files = filesOf(saying('empty'))
      const { diagnostics } = load(files, settings, files)
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
      expect(troubles((await statsig.apply(files)).report)).toEqual([])
      expect(new Set(storedValues(statsig).map((each) => JSON.stringify(each)))).toEqual(
        new Set(['[]']),
      )
      expect(briefly((await statsig.plan(files)).run.plan)).toEqual([])
      expect(statsig.findings()).toEqual([])
    })
  })

  test('differs from no key and from `null`, which mean the same', async () => {
    await withProject({ project: 'warehouse', unjudged: true }, async (statsig) => {
      await statsig.apply(filesOf(saying('empty')))
      const inside = (said: Said) => filesOf(saying(said).filter(isInside))
      const [without, withNull] = [
        await statsig.plan(inside('absent')),
        await statsig.plan(inside('null')),
      ]
      const places = samples.filter(isInside).flatMap(({ kind, members, path }) =>
        placesIn(kind)
          .flatMap((pattern) => placesOf(members, pattern))
          .map((place) => `${path} ${place} []`),
      )
      const edits = without.run.plan.operations.flatMap(({ at, edits: own }) =>
        own.map(({ before, pointer }) => `${at?.file} ${pointer} ${JSON.stringify(before)}`),
      )
      expect(edits.toSorted()).toEqual(places.toSorted())
      expect(briefly(withNull.run.plan)).toEqual(briefly(without.run.plan))
      // Everywhere, and nowhere again.
      expect(troubles((await statsig.apply(inside('absent'))).report)).toEqual([])
      for (const each of samples.filter(isInside))
        expect(
          valuesAt(each.kind, objectOf(each, statsig.emulator.snapshot())).filter(
            (value) => (value ?? null) !== null,
          ),
        ).toEqual([])
      expect(briefly((await statsig.plan(inside('null'))).run.plan)).toEqual([])
      expect(troubles((await statsig.apply(filesOf(saying('empty')))).report)).toEqual([])
      expect(new Set(storedValues(statsig).map((each) => JSON.stringify(each)))).toEqual(
        new Set(['[]']),
      )
    })
  })

  test('at the top of a kind differs from `null`, where that is allowed', async () => {
    await withProject({ project: 'warehouse', unjudged: true }, async (statsig) => {
      await statsig.apply(filesOf(saying('empty')))
      const withNull = filesOf(saying('null').filter((each) => !isInside(each)))
      const { operations } = (await statsig.plan(withNull)).run.plan
      const nullable = samples.flatMap(({ kind, path }) =>
        emptyLists(kind).flatMap(([place, field]) =>
          segments(place).length === 1 && field.nullable ? [`${path} ${place}`] : [],
        ),
      )
      expect(
        operations
          .flatMap(({ at, edits }) => edits.map(({ pointer }) => `${at?.file} ${pointer}`))
          .toSorted(),
      ).toEqual(nullable.toSorted())
      expect(nullable.length).toBeGreaterThan(0)
      expect(troubles(await statsig.applyPlan((await statsig.plan(withNull)).run))).toEqual([])
      expect(briefly((await statsig.plan(withNull)).run.plan)).toEqual([])
    })
  })

  inEither.each(answers)(
    'is imported as it is, and the import is in sync, %s',
    async (_, given) => {
      await withProject({ ...given, project: 'warehouse', unjudged: true }, async (statsig) => {
        await statsig.apply(filesOf(saying('absent')))
        setInConsole(statsig, 'empty')
        const { files, proof } = await importProject(statsig.emulator, statsig.clock)
        expect([proof.changing, proof.faulty]).toEqual([[], []])
        const definitions = [...load(files, settings, files).desired.values()]
        const seen = samples.flatMap(({ kind, members }) => {
          const own = definitions.find(
            (each) => each.kind === kind.kind && each.members['name'] === members['name'],
          )
          return valuesAt(kind, own?.members)
        })
        expect(new Set(seen.map((each) => JSON.stringify(each)))).toEqual(new Set(['[]']))
        expect(briefly((await statsig.plan(files)).run.plan)).toEqual([])
      })
    },
  )

  inEither.each(answers)(
    'that the console made is drift, survives an update of something else, and is adopted, %s',
    async (_, given) => {
      await withProject({ ...given, project: 'warehouse', unjudged: true }, async (statsig) => {
        const files = filesOf(saying('filled'))
        expect(troubles((await statsig.apply(files)).report)).toEqual([])
        setInConsole(statsig, 'empty')
        const drifted = await statsig.drift(files)
        const kept = drifted.run.plan.kept.flatMap(({ edits }) => edits)
        expect(kept).toHaveLength(storedValues(statsig).length)
        const restricting = new Set(samples.filter(isInside).map(({ kind }) => kind.kind))
        expect(
          drifted.run.plan.kept
            .filter((each) => !isRestrictiveDrift(each))
            .filter(({ address }) => restricting.has(address.split('/')[0] ?? '')),
        ).toEqual([])
        const adoption = statsig.adopt(files, drifted)
        const asAdopted = files.map(
          (file) => adoption.files.find(({ path }) => path === file.path) ?? file,
        )
        expect(adoption.refused).toEqual([])
        expect(briefly((await statsig.plan(asAdopted)).run.plan)).toEqual([])
        // Another member of the same list changes in the file, so that its items are sent.
        const changed = saying('filled').filter(isInside).map(withOneChange)
        const beside = await statsig.drift(filesOf(changed), files)
        expect(beside.run.plan.operations).toHaveLength(changed.filter(hasPlaces).length)
        expect(troubles(await statsig.applyPlan(beside.run))).toEqual([])
        expect(new Set(storedValues(statsig).map((each) => JSON.stringify(each)))).toEqual(
          new Set(['[]']),
        )
        const again = await statsig.drift(filesOf(changed))
        const { adopted, files: written, refused } = statsig.adopt(filesOf(changed), again)
        expect([refused, adopted.length]).toEqual([[], changed.filter(hasPlaces).length])
        const byPath = new Map(written.map((file) => [file.path, file]))
        const next = filesOf(changed).map((file) => byPath.get(file.path) ?? file)
        expect(briefly((await statsig.plan(next)).run.plan)).toEqual([])
        for (const { text } of written) expect(text).toMatch(/environments: (&\w+ )?\[\]/)
      })
    },
  )
})
