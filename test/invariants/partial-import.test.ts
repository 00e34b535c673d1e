// A member that no file can express is left out of an import, and the rest is written: it passes `validate` and plans
// nothing, and later updates of the rest keep what was left out.
import { describe, expect, test } from 'vitest'
import { updateRequest } from '../../src/apply/requests.ts'
import { isFatal } from '../../src/core/diagnostic.ts'
import { isJsonObject, type Json, type JsonObject, pick } from '../../src/core/json.ts'
import { keepsLiveMember } from '../../src/import/handed-back.ts'
import { checkRoundTrip } from '../../src/import/round-trip.ts'
import { filePaths, toFiles } from '../../src/import/to-files.ts'
import type { KindName } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { load, offlineDiagnostics } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import type { Operation } from '../../src/model/index.ts'
import { plan } from '../../src/plan/index.ts'
import { createLiveState, toResource } from '../../src/resources/live.ts'
import { registry } from '../support/in-memory-statsig.ts'
import { isLongRun, randomizedTitle, usualRunTest } from '../support/long-run.ts'
import { companyOf, everyKind, identityIn, type Sample } from '../support/samples/company.ts'

const { settings } = readSettings(undefined)

const samplesIn = (project: 'cloud' | 'warehouse') =>
  companyOf({ project, count: isLongRun ? 2 : 1, salt: 77, fullness: 'all' })
const samples = [...samplesIn('warehouse'), ...samplesIn('cloud')]

/** The sample as Statsig would show it. */
const rawOf = ({ kind, members }: Sample): JsonObject => ({
  id: 'an_id',
  ...members,
  ...(kind.routes.pathId === 'key' && { key: 'console-1' }),
})

const importAlone = (kind: Kind, raw: JsonObject) => {
  const name = kind.kind as KindName
  const resources = [toResource(kind, name, raw) ?? []].flat()
  const live = createLiveState(new Set([name]), resources)
  const files = toFiles(resources, filePaths(live, 'statsig', registry), live, registry)
  return { ...checkRoundTrip(files, live, settings, registry), live }
}

/** Values that no file may have: a key that is not allowed, at some depth. */
const brokenFor = (kind: Kind, name: string): readonly Json[] => {
  const shape = kind.fields[name]?.shape
  const lists = [[{ constructor: 'x' }], [[{ constructor: 'x' }]]]
  return shape === 'set' || shape === 'list' ? lists : [{ constructor: 'x' }, ...lists]
}

/** The import of the resource with the first of these values that a file cannot have. */
const importBroken = (kind: Kind, raw: JsonObject, name: string) =>
  brokenFor(kind, name)
    .map((value) => {
      const changed = { ...raw, [name]: value }
      return { changed, ...importAlone(kind, changed) }
    })
    .find(({ stable }) => stable[0] === undefined || stable[0].leftOut.length > 0)

const without = (members: JsonObject, names: readonly string[]): JsonObject =>
  pick(members, (name) => !names.includes(name))

/** Of two spellings of one value, a file has one: without it, it has neither. */
const withAlternatives = ({ alternatives = [], requirements = [] }: Kind, name: string) => {
  const spelledTwice = requirements.flatMap(({ needs }) =>
    needs.rule === 'same-value' ? [[needs.at.slice(1), needs.alternative.slice(1)]] : [],
  )
  return [name, ...[...alternatives, ...spelledTwice].filter((pair) => pair.includes(name)).flat()]
}

/** Whether the rest is a definition at all, and says more than which resource it is. */
const isEnough = (kind: Kind, raw: JsonObject): boolean => {
  const [only] = importAlone(kind, raw).stable
  const names = Object.keys(only?.members ?? {})
  return (
    only?.leftOut.length === 0 &&
    names.some((name) => name !== 'id' && !identityIn(kind).includes(name))
  )
}

/** What a later update of everything that the file says would send. */
const laterUpdate = (kind: Kind, members: JsonObject, raw: JsonObject): Json | undefined =>
  updateRequest(
    {
      edits: Object.keys(members).map((name) => ({ pointer: `/${name}`, label: name })),
      members,
    } as unknown as Operation,
    {
      kind,
      raw,
      resolveName: (_, text) => text,
      resolveId: (_, text) => text,
      resolveDisplayName: (_, text) => text,
      readSecret: (name) => name,
    },
  ).body

/** All of them in the long run, else about a dozen of each kind. */
const fieldsToBreak = ({ fields }: Kind): readonly string[] => {
  const names = Object.keys(fields)
  const step = isLongRun ? 1 : Math.max(1, Math.floor(names.length / 12))
  return names.filter((_, index) => index % step === 0)
}

const found = everyKind.flatMap((kind) =>
  samples
    .filter((sample) => sample.kind === kind)
    .flatMap((sample) => {
      const raw = rawOf(sample)
      const [whole] = importAlone(kind, raw).stable
      return whole === undefined
        ? []
        : fieldsToBreak(kind).flatMap((name) => {
            const broken = importBroken(kind, raw, name)
            return broken ? [{ kind, name, raw, whole, ...broken }] : []
          })
    }),
)
const ofKind = (kind: Kind) => found.filter((each) => each.kind === kind)
const rawIn = (kind: Kind): JsonObject => ofKind(kind)[0]?.raw ?? {}
const isNeeded = ({ fields }: Kind, name: string) => fields[name]?.required === true

usualRunTest('the samples of every kind have members to break', () => {
  const isBroken = (kind: Kind) => ofKind(kind).length > 0
  expect(everyKind.filter((kind) => !isBroken(kind))).toEqual([])
  expect(found.filter(({ stable }) => stable.length > 0).length).toBeGreaterThan(100)
})

describe.each(everyKind.map((kind) => [kind.kind, kind] as const))(
  randomizedTitle('a %s'),
  (_, kind) => {
    test('with a member that no file can express is written without it, and plans nothing', () => {
      for (const { live, name, stable, whole } of ofKind(kind))
        for (const { file, leftOut, list, members } of stable) {
          expect(leftOut.map((each) => each.name)).toEqual([name])
          const reasons = leftOut.map(({ because }) => 'reason' in because && because.reason)
          if (!kind.fields[name]?.subResource)
            expect(reasons).toEqual([expect.stringContaining('`constructor`')])
          expect(members).toEqual(without(whole.members, withAlternatives(kind, name)))
          const loaded = load([file], settings, list ? [list] : [])
          const diagnostics = [...loaded.diagnostics, ...offlineDiagnostics(loaded, settings)]
          expect(isFatal(diagnostics)).toBe(false)
          const options = { target: 'default', registry, undeclared: 'create' } as const
          const planned = plan(loaded.desired, live, options)
          expect(isFatal(planned.diagnostics)).toBe(false)
          expect([...planned.plan.operations, ...planned.plan.kept]).toEqual([])
        }
    })

    test('is skipped with the reason only where the definition needs the member', () => {
      for (const { changing, faulty, name, raw, stable } of ofKind(kind)) {
        expect(changing).toEqual([])
        if (stable.length > 0) expect([name, isNeeded(kind, name)]).toEqual([name, false])
        else if (!isNeeded(kind, name) && !identityIn(kind).includes(name) && name !== 'id')
          expect([name, isEnough(kind, without(raw, [name]))]).toEqual([name, false])
        expect(stable.length + faulty.length).toBeLessThanOrEqual(1)
      }
    })

    test('keeps what was left out in updates of everything else', () => {
      for (const { changed, name, stable } of ofKind(kind))
        for (const { file, list } of stable) {
          const [definition] = [...load([file], settings, list ? [list] : []).desired.values()]
          const body = laterUpdate(kind, definition?.members ?? {}, changed)
          const { body: form } = kind.routes.update
          const isSent = isJsonObject(body) && Object.hasOwn(body, name)
          const { sentIn = 'always', subResource } = kind.fields[name] ?? {}
          const isUpdated = !subResource && (sentIn === 'always' || sentIn === 'update')
          if (form === 'whole' && isUpdated) expect([name, isSent]).toEqual([name, true])
          if (isSent) expect(body[name]).toEqual(changed[name])
        }
    })
  },
)

usualRunTest(
  'a text that a full update does not hand back, because it breaks the limits, is never left out',
  () => {
    const limited = everyKind.flatMap((kind) =>
      Object.entries(kind.fields).flatMap(([name, field]) =>
        field.shape === 'text' && field.max !== undefined ? [{ kind, name, max: field.max }] : [],
      ),
    )
    expect(limited.length).toBeGreaterThan(10)
    for (const { kind, name, max } of limited) {
      const raw = { ...rawIn(kind), [name]: 'x'.repeat(max + 1) }
      const sent = laterUpdate(kind, {}, raw)
      const resource = toResource(kind, kind.kind as KindName, raw)
      const { body, replaces } = kind.routes.update
      const isHandedBack = isJsonObject(sent) && Object.hasOwn(sent, name)
      if (resource && body === 'whole')
        expect([kind.kind, name, keepsLiveMember(kind, name, resource)]).toEqual([
          kind.kind,
          name,
          isHandedBack || replaces === true,
        ])
    }
  },
)
