// What every kind promises, whatever Statsig does that it may do: a company is applied, then changed in one place each.
import { beforeAll, describe, expect, test } from 'vitest'
import { isJsonArray, type Json, type JsonObject, member, pick } from '../../src/core/json.ts'
import { topLevelName } from '../../src/core/pointer.ts'
import { behaviors } from '../../src/emulator/index.ts'
import { refusalText } from '../../src/report/sentences/refusal.ts'
import { randomizedCases, randomizedTitle } from '../support/long-run.ts'
import { troubles } from '../support/project.ts'
import { sampleCountFor } from '../support/samples/affected-kinds.ts'
import { isAsItWas } from '../support/samples/as-it-was.ts'
import { identityIn, type Sample } from '../support/samples/company.ts'
import {
  briefly,
  type CompanyRun,
  companions,
  isUnknownMember,
  isUnread,
  keptDifferencesOf,
  mustBeRefused,
  objectOf,
  operationsOf,
  runCompany,
  stamps,
} from '../support/samples/company-run.ts'
import { sampleCountForRun } from '../support/samples/random.ts'
import type { Project } from '../support/samples/satisfy-requirements.ts'

const behaviorNames = [undefined, ...behaviors.map(({ name }) => name)]

/** Behaviours that show in the other sort of project only, or there as well as here: they are told there. */
const ofOthers: Readonly<Record<Project, RegExp>> = {
  cloud: /^metric-sources|^warehouse|^source|^keys-|^unknown-users|^alerts-read|^ingestion-needs/,
  warehouse:
    /gate|experiment|segment|layer|rule|group|launch|archive|status|running|slug|explicit-ids|app-ids|values|active|^keys-|^unknown-users|^alerts-read|^ingestion-needs/,
}

const isThorough = ({ behavior }: { readonly behavior: string | undefined }): boolean =>
  behavior === undefined || behavior === 'worst-case'

const nothingPlanned = { kept: [], operations: [] }

/** Written once, and told of both sorts of project in files of their own, which run side by side. */
export const describeInvariants = (project: Project): void => {
  const all = behaviorNames
    .filter((name) => name === undefined || !ofOthers[project].test(name))
    .map((behavior, index) => ({
      behavior,
      project,
      name: behavior ?? 'the usual behavior',
      salt: index + 1,
    }))
  const cases = randomizedCases(all, (each, index) => isThorough(each) || index % 9 === 0)

  describe.each(cases)(randomizedTitle('in a $project project under $name'), (circumstances) => {
    let life: CompanyRun
    beforeAll(async () => {
      const { behavior } = circumstances
      const count = isThorough(circumstances) ? sampleCountForRun(6) : sampleCountFor(behavior)
      life = await runCompany({ ...circumstances, isThorough: isThorough(circumstances), count })
    })

    test('what is applied is in sync', () => {
      const { first, second } = life
      expect(troubles(first.report)).toEqual([])
      expect(briefly(second.run.plan)).toEqual([])
    })

    test('one changed field plans exactly that field', () => {
      const { operations, kept } = life.planned.run.plan
      expect(kept).toEqual([])
      const wrong = life.changed.flatMap((sample) => {
        const own = operationsOf(operations, sample)
        const seen = own.flatMap(({ edits }) => edits.map(({ pointer }) => pointer))
        const { change } = sample
        const fits = isUnread(sample)
          ? own.length === 0
          : own.length === 1 &&
            own[0]?.action === 'update' &&
            seen.every(
              (pointer) =>
                pointer === change.pointer ||
                (change.isLoose && topLevelName(pointer) === change.top),
            )
        return fits ? [] : [{ file: sample.path, what: change.what, wanted: change.pointer, seen }]
      })
      expect(wrong).toEqual([])
    })

    test('what the API cannot change is refused with a reason, and nothing else is', () => {
      const wrong = life.changed.flatMap((sample) => {
        const refused = operationsOf(life.planned.run.plan.operations, sample).flatMap(
          (operation) =>
            operation.refusal ? [refusalText(operation.refusal, operation).reason] : [],
        )
        const fits = mustBeRefused(sample)
          ? refused.length === 1 && refused[0] !== ''
          : refused.length === 0
        return fits ? [] : [{ file: sample.path, what: sample.change.what, refused }]
      })
      expect(wrong).toEqual([])
      const { refused } = life
      expect(
        (refused ? troubles(refused.report) : []).filter(
          (each) => !each.includes('skipped: refused: '),
        ),
      ).toEqual([])
      expect(life.refusedWrites).toEqual([])
    })

    test('applying the change is enough', () => {
      const { fourth, third } = life
      expect(troubles(third.report)).toEqual([])
      expect(briefly(fourth.run.plan)).toEqual([])
    })

    // What the others do differently they do to both plans alike.
    if (isThorough(circumstances)) {
      test('what was changed in Statsig alone is held, exactly that, and nothing is planned', () => {
        const { kept, operations } = life.drifted?.run.plan ?? nothingPlanned
        expect(operations.map(({ address, edits }) => [address, edits])).toEqual([])
        const wrong = life.changed.flatMap((sample) => {
          const own = keptDifferencesOf(kept, sample)
          const seen = own.flatMap(({ edits }) => edits.map(({ pointer }) => pointer))
          const fits =
            mustBeRefused(sample) || isUnread(sample)
              ? own.length === 0
              : seen.length > 0 &&
                seen.every((pointer) => topLevelName(pointer) === sample.change.top)
          return fits ? [] : [{ file: sample.path, what: sample.change.what, seen }]
        })
        expect(wrong).toEqual([])
      })

      test('what is adopted is in sync', () => {
        expect(life.adopted?.adoption.refused).toEqual([])
        expect(briefly(life.adopted?.plan.run.plan ?? nothingPlanned)).toEqual([])
        expect(life.adopted?.adoption.adopted.length).toBeGreaterThan(10)
      })
    }

    test('what the file does not mention is as it was', () => {
      const { after, before, changed } = life
      const wrong = changed.flatMap((sample) => {
        const [was, is] = [objectOf(sample, before), objectOf(sample, after)]
        // Nobody had set it, and it was what the file says all the same.
        if (was === undefined && sample.kind.routes.lookup) return []
        if (was === undefined || is === undefined) return [`${sample.path} is gone`]
        const { top } = sample.change
        const moving =
          mustBeRefused(sample) || isUnread(sample)
            ? []
            : [top, ...(companions[top] ?? []), ...stamps]
        const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
        return names
          .filter((name) => !moving.includes(name) && !name.startsWith('$'))
          .filter((name) => !isAsItWas(sample.kind.fields[name], was[name], is[name]))
          .map(
            (name) =>
              `${sample.path} ${sample.change.what}: ${name} ${JSON.stringify(was[name])} became ${JSON.stringify(is[name])}`,
          )
      })
      expect(wrong).toEqual([])
    })

    test('what the file cannot see in a surviving item is as it was, and is handed back', () => {
      const { after, before, changed } = life
      const wrong = changed.flatMap((sample) => {
        const { top } = sample.change
        const field = sample.kind.fields[top]
        if (mustBeRefused(sample) || field?.shape !== 'list' || field.match === undefined) return []
        const [id] = field.match.ids
        if (id === undefined) return []
        const was = listIn(objectOf(sample, before)?.[top])
        const is = listIn(objectOf(sample, after)?.[top])
        const files = listIn(sample.members[top])
        const sent = life.updates.flatMap(({ body }) =>
          listIn(isJsonArray(body) ? body : member(body, top)),
        )
        return is.flatMap((item, index) => {
          const old = was.find((each) => member(each, id) === member(item, id))
          if (old === undefined) return []
          const isOurs = (name: string) =>
            Object.hasOwn(files[index] ?? {}, name) ||
            field.match?.ids.includes(name) ||
            name === 'plantedByStatsig'
          const [then, now] = [
            pick(old, (name) => !isOurs(name)),
            pick(item, (name) => !isOurs(name)),
          ]
          const back = sent.find((each) => member(each, id) === member(item, id))
          const lost = [back, ...listIn(back?.['conditions'])].filter(
            (each) => !isUnknownMember(each) && !sample.change.what.includes('conditions'),
          )
          return [
            ...(sortedText(then) === sortedText(now)
              ? []
              : [
                  `${sample.path} ${sample.change.what}: ${sortedText(then)} became ${sortedText(now)}`,
                ]),
            ...lost.map(
              (each) =>
                `${sample.path} ${sample.change.what}: not handed back in ${JSON.stringify(each)}`,
            ),
          ]
        })
      })
      expect(wrong).toEqual([])
    })

    test('a field that the file does not mention is never sent', () => {
      const { changed, updates } = life
      const wrong = changed.flatMap((sample) => {
        const { pathId, item, update } = sample.kind.routes
        if (mustBeRefused(sample) || isUnread(sample) || update.body !== 'changed') return []
        const object = objectOf(sample, life.after) ?? {}
        const { absolutePath = item } = update
        const path = absolutePath.replace('{id}', encodeURIComponent(String(object[pathId])))
        const bodies = updates.filter(
          ({ body, method, path: to }) =>
            to === path &&
            method === update.method &&
            (absolutePath.includes('{id}') || isAbout(body, sample)),
        )
        const mayBeCarried = (name: string) => sample.hidden?.includes(name)
        const carried = Object.entries(sample.kind.fields).flatMap(
          ([name, { resetWhenOmitted }]) => (resetWhenOmitted ? [name] : []),
        )
        const names = bodies.flatMap(({ body }) => Object.keys(body ?? {}))
        const extra = names.filter(
          (name) => name !== sample.change.top && !carried.includes(name) && !mayBeCarried(name),
        )
        const missing = [sample.change.top, ...carried].filter((name) => !names.includes(name))
        // Where Statsig keeps a reference that was cleared in one spelling, the other one follows.
        const isRespelled = circumstances.behavior === 'holdout-gate-cleared-by-null'
        return (bodies.length === 1 || (isRespelled && bodies.length === 2)) &&
          extra.length + missing.length === 0
          ? []
          : [
              {
                file: sample.path,
                what: sample.change.what,
                path,
                requests: bodies.length,
                extra,
                missing,
              },
            ]
      })
      expect(wrong).toEqual([])
    })

    test('a creation carries what the file mentions and nothing else', () => {
      const wrong = life.samples.flatMap((sample) => {
        const { create } = sample.kind.routes
        // Some things every project has: what the API creates none of, and what is there until it is set.
        const own = operationsOf(life.first.run.plan.operations, sample)
        if (!own.some(({ action }) => action === 'create')) return []
        const bodies = life.creations.flatMap(({ body, method, path }) =>
          method === 'POST' && path === create && isAbout(body, sample) ? [body] : [],
        )
        const extra = bodies
          .flatMap((body) => Object.keys(body ?? {}))
          .filter((name) => !Object.hasOwn(sample.members, name))
          .filter((name) => !Object.hasOwn(sample.kind.createDefaults ?? {}, name))
        return bodies.length === 1 && extra.length === 0
          ? []
          : [{ file: sample.path, requests: bodies.length, extra }]
      })
      expect(wrong).toEqual([])
    })

    test('the published document finds no fault with what was sent', () => {
      expect([...new Set(life.findings)]).toEqual([])
    })
  })
}

const isAbout = (body: Json | undefined, { kind, members }: Sample): boolean =>
  identityIn(kind).every((name) => member(body, name) === members[name])

const listIn = (value: unknown): readonly JsonObject[] =>
  isJsonArray(value) ? (value as readonly JsonObject[]) : []
const sortedText = (members: JsonObject): string =>
  JSON.stringify(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)))
