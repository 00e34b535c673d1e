// What means the same is the same, whoever wrote it and however it is spelled.
import { describe, expect, test } from 'vitest'
import { isJsonArray, type JsonObject } from '../../src/core/json.ts'
import { behaviors, type Emulator } from '../../src/emulator/index.ts'
import { isLongRun, randomizedCases, randomizedTitle } from '../support/long-run.ts'
import { troubles, withProject } from '../support/project.ts'
import { kindsAffectedBy, sampleCountFor } from '../support/samples/affected-kinds.ts'
import { changesOf } from '../support/samples/change.ts'
import {
  companyOf,
  contextOf,
  creatable,
  everyKind,
  fileOf,
  filesOf,
  identityIn,
  type Sample,
} from '../support/samples/company.ts'
import {
  briefly,
  collectionOf,
  isLowering,
  isNamedByOthers,
  isValid,
  keyOf,
  objectOf,
  storedAs,
  withoutReviews,
} from '../support/samples/company-run.ts'
import {
  permuted,
  reordered,
  respelled,
  respelledBy,
  respelledInFile,
} from '../support/samples/equivalent-spellings.ts'
import { randomNumbers, sampleCountForRun, shuffled } from '../support/samples/random.ts'
import { narrowFields } from '../support/samples/satisfy-requirements.ts'

const nothing: readonly string[] = []

/** The usual run draws for one sort of project, and the long run draws its share for the other. */
const projects = isLongRun ? (['cloud', 'warehouse'] as const) : (['warehouse'] as const)

describe.each(projects)(randomizedTitle('in a %s project'), (project) => {
  const countFor = (count: number): number =>
    sampleCountForRun(count) + (project === 'cloud' ? Math.ceil(count / 3) : 0)

  test('another spelling, and the order of a set, mean nothing', async () => {
    await withProject({ ...withoutReviews, project, unjudged: true }, async (statsig) => {
      const samples = companyOf({
        project,
        count: countFor(6),
        salt: 301,
        fullness: 'all',
      })
      const next = randomNumbers(301)
      const spelled = (spell: typeof permuted) =>
        filesOf(
          samples.map((each) => ({
            ...each,
            members: respelledBy(spell, each.kind, each.members, next),
          })),
        )
      const { report } = await statsig.apply(filesOf(samples))
      expect(troubles(report)).toEqual([])
      const sets = spelled(permuted)
      expect(sets).not.toEqual(filesOf(samples))
      expect(briefly((await statsig.plan(sets)).run.plan)).toEqual(nothing)
      const words = spelled(respelledInFile)
      expect(words).not.toEqual(filesOf(samples))
      expect(briefly((await statsig.plan(words)).run.plan)).toEqual(nothing)
    })
  })

  test('what a creation makes of another spelling is the same', async () => {
    await withProject({ ...withoutReviews, project, unjudged: true }, async (statsig) => {
      const samples = companyOf({
        project,
        count: countFor(5),
        salt: 302,
        fullness: 'all',
      })
      const next = randomNumbers(302)
      const other = samples.map((each) => ({
        ...each,
        members: respelledBy(respelledInFile, each.kind, each.members, next),
      }))
      const { report } = await statsig.apply(filesOf(other))
      expect(troubles(report)).toEqual([])
      expect(briefly((await statsig.plan(filesOf(samples))).run.plan)).toEqual(nothing)
    })
  })

  test('the order of a list means something', async () => {
    await withProject({ ...withoutReviews, project, unjudged: true }, async (statsig) => {
      const samples = companyOf({
        project,
        count: countFor(6),
        salt: 303,
        fullness: 'all',
      })
      await statsig.apply(filesOf(samples))
      const next = randomNumbers(303)
      const other = samples.map((each) => ({
        ...each,
        members: respelledBy(reordered, each.kind, each.members, next),
      }))
      const differs = samples.filter(
        (each, index) => fileOf(each).text !== fileOf(other[index] ?? each).text,
      )
      const { operations } = (await statsig.plan(filesOf(other))).run.plan
      const seen = new Set(operations.map(({ at }) => at?.file))
      expect(differs.filter(({ path }) => !seen.has(path)).map(({ path }) => path)).toEqual([])
      expect(differs.length).toBeGreaterThan(8)
    })
  })

  test('an emptied list or set is emptied', async () => {
    await withProject({ ...withoutReviews, project, unjudged: true }, async (statsig) => {
      const samples = companyOf({
        project,
        count: countFor(7),
        salt: 304,
        fullness: 'all',
      })
      expect(troubles((await statsig.apply(filesOf(samples))).report)).toEqual([])
      const emptied = samples.flatMap((sample) => {
        const names = emptiable(sample, project)
        const members = {
          ...sample.members,
          ...Object.fromEntries(names.map((name) => [name, []])),
        }
        return names.length > 0 ? [{ ...sample, members, names }] : []
      })
      const { report } = await statsig.apply(filesOf(emptied))
      expect(troubles(report)).toEqual([])
      const left = emptied.flatMap((sample) => {
        const object = objectOf(sample, statsig.emulator.snapshot())
        return sample.names
          .filter((name) => !isJsonArray(object?.[name]) || object[name].length > 0)
          .map((name) => `${sample.path} ${name}`)
      })
      expect(left).toEqual([])
      expect(emptied.length).toBeGreaterThan(20)
      expect(briefly((await statsig.plan(filesOf(emptied))).run.plan)).toEqual(nothing)
    })
  })

  test('`tags:` with nothing after it means no tags', async () => {
    await withProject({ ...withoutReviews, project, unjudged: true }, async (statsig) => {
      const samples = companyOf({ project, count: 4, salt: 305, fullness: 'all' })
      await statsig.apply(filesOf(samples))
      const tagged = samples.filter(
        ({ kind, members }) =>
          kind.fields['tags']?.sentIn === undefined &&
          isJsonArray(members['tags']) &&
          members['tags'].length > 0,
      )
      const files = tagged.map((sample) => ({
        path: sample.path,
        text: `${fileOf({ ...sample, members: without(sample.members, 'tags') }).text}tags:\n`,
      }))
      expect(files.length).toBeGreaterThan(3)
      const { report } = await statsig.apply(files)
      expect(troubles(report)).toEqual([])
      const state = statsig.emulator.snapshot()
      expect(tagged.flatMap((sample) => objectOf(sample, state)?.['tags'] ?? 'gone')).toEqual([])
      expect(briefly((await statsig.plan(files)).run.plan)).toEqual(nothing)
    })
  })

  test('a plan is the same plan whatever the order of the files and of what Statsig lists', async () => {
    await withProject(
      { ...withoutReviews, project, unjudged: true, behaviors: ['worst-case'] },
      async (statsig) => {
        const samples = companyOf({ project, count: countFor(6), salt: 306, fullness: 'all' })
        const next = randomNumbers(306)
        const half = samples.filter(
          ({ path }) => Number(path.match(/\d+(?=\.yaml$)/)?.[0] ?? 0) % 2 === 0,
        )
        const planOf = async (given: readonly Sample[]) => {
          const { digest, kept, operations } = (await statsig.plan(filesOf(shuffled(given, next))))
            .run.plan
          return {
            digest,
            held: kept.map(({ address }) => address).sort(),
            ids: operations.map(({ id, dependsOn }) => ({ id, after: dependsOn })),
          }
        }
        const creations = await planOf(samples)
        expect(await planOf(samples)).toEqual(creations)
        expect(creations.ids.length).toBeGreaterThanOrEqual(creatable(samples).length)
        await statsig.apply(filesOf(samples))
        const changed = half.flatMap((sample, index) => {
          const possible = changesOf(
            sample.kind,
            sample.members,
            contextOf(samples.slice(0, samples.indexOf(sample))),
          )
          const simple = possible.filter(
            ({ how, top, way }) =>
              way.length === 1 &&
              how !== 'emptied' &&
              !(how === 'removed' && isNamedByOthers(sample, top, samples)),
          )
          const valid = simple.filter(({ members }) => isValid({ ...sample, members }))
          const change = valid[index % Math.max(valid.length, 1)]
          return change ? [{ ...sample, members: change.members }] : []
        })
        const updates = await planOf(changed)
        expect(await planOf(changed)).toEqual(updates)
        expect(updates.ids.length).toBeGreaterThan(10)
      },
    )
  })
})

/** What Statsig does not show at all cannot be seen to be as the file says. */
const behaviorCases = [
  undefined,
  ...behaviors.map(({ name }) => name).filter((name) => !name.startsWith('keys-')),
]

describe(
  randomizedTitle('a resource that another client created as the file says is not changed'),
  () => {
    test.each(
      randomizedCases(
        behaviorCases.map((behavior, index) => ({
          behavior,
          name: behavior ?? 'the usual behavior',
          salt: 400 + index,
        })),
        (_, index) => index % 8 === 0,
      ),
    )('under $name', async ({ behavior, salt }) => {
      const project = salt % 2 === 0 ? 'cloud' : 'warehouse'
      await withProject(
        {
          project,
          unjudged: true,
          ...withoutReviews,
          ...(behavior && { behaviors: [behavior] }),
        },
        async (statsig) => {
          const samples = companyOf({
            project,
            count: sampleCountFor(behavior),
            salt,
            fullness: 'some',
            lower: isLowering(behavior),
            only: kindsAffectedBy(behavior, project),
          })
          const next = randomNumbers(salt)
          for (const sample of samples) {
            const members = respelledBy(respelled, sample.kind, sample.members, next)
            const state = statsig.emulator.snapshot()
            leave(
              statsig.emulator,
              sample,
              storedAs(sample.kind, withHandles(sample, members, state)),
            )
          }
          const { run } = await statsig.plan(filesOf(samples))
          expect(briefly(run.plan)).toEqual(nothing)
          expect(statsig.emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([])
        },
      )
    })
  },
)

/** Other clients name what they refer to by the ids that Statsig made. */
const withHandles = (
  { kind }: Sample,
  members: JsonObject,
  state: Parameters<typeof objectOf>[1],
): JsonObject => {
  const asMade =
    kind.identity.by === 'members'
      ? { id: kind.identity.members.map((name) => members[name]).join('::') }
      : {}
  return {
    ...members,
    ...asMade,
    ...Object.fromEntries(
      Object.entries(kind.fields).flatMap(([name, field]) => {
        if (field.shape !== 'ref' || field.by !== 'id') return []
        const of = everyKind.find((each) => each.kind === field.to)
        const held = Object.entries(state)
          .flatMap(([folder, objects]) => (folder === of?.folder ? objects : []))
          .find((object) => object['name'] === members[name] && typeof object['id'] === 'string')
        return held ? [[name, held['id'] ?? null]] : []
      }),
    ),
  }
}

/** As another client would have left it. What a project has one of is there already, and items beside the file's stay. */
const leave = (emulator: Emulator, sample: Sample, members: JsonObject): void => {
  const only =
    sample.kind.identity.by === 'project' ? keyOf(sample, emulator.snapshot()) : undefined
  if (only === undefined) emulator.insert(collectionOf(sample), members)
  else
    emulator.edit(collectionOf(sample), only, (object) => ({
      ...object,
      ...Object.fromEntries(
        Object.entries(members).map(([name, value]) => {
          const [field, held] = [sample.kind.fields[name], object[name]]
          const isBeside =
            field?.shape === 'set' && field.keepUnlisted && isJsonArray(value) && isJsonArray(held)
          return [name, isBeside ? [...held, ...value] : value]
        }),
      ),
    }))
}

const emptiable = (sample: Sample, project: 'cloud' | 'warehouse'): readonly string[] => {
  const { kind, members } = sample
  const fields = narrowFields(kind, members, project)
  return Object.entries(fields).flatMap(([name, field]) => {
    const value = members[name]
    const isFree =
      (field.shape === 'set' || field.shape === 'list') &&
      (field.min ?? 0) === 0 &&
      field.sentIn !== 'create' &&
      field.immutable === undefined &&
      field.writeOnly === undefined &&
      !(field.shape === 'set' && field.keepUnlisted) &&
      !identityIn(kind).includes(name)
    return isFree && isJsonArray(value) && value.length > 0 ? [name] : []
  })
}

const without = (members: JsonObject, name: string): JsonObject => {
  const { [name]: _, ...others } = members
  return others
}
