// Whatever Statsig may show, as its own document describes what it returns, is imported to files that pass `validate`
// and plan nothing; or it is left out, with a reason that is known here.
import { describe, expect, test } from 'vitest'
import { isFatal } from '../../src/core/diagnostic.ts'
import { isJsonObject, type Json, type JsonObject } from '../../src/core/json.ts'
import { valueAt } from '../../src/core/pointer.ts'
import { listLeftOut } from '../../src/import/imported-file.ts'
import { checkRoundTrip } from '../../src/import/round-trip.ts'
import { filePaths, toFiles } from '../../src/import/to-files.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { load, offlineDiagnostics } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { createLiveState, matchesAny, toResource } from '../../src/resources/live.ts'
import { registry } from '../support/in-memory-statsig.ts'
import { isLongRun, randomizedTitle } from '../support/long-run.ts'
import { publishedDocument } from '../support/openapi-validator/document.ts'
import { samplesOf } from '../support/openapi-validator/samples.ts'
import { repaired } from '../support/openapi-validator/to-json-schema.ts'
import { identityIn } from '../support/samples/company.ts'
import { drawSamples } from '../support/samples/random.ts'

const { settings } = readSettings(undefined)

const document = publishedDocument()

/** What a list or a single read returns of one resource. */
const shownOf = ({ routes }: Kind): JsonObject | undefined => {
  if ('skipped' in document) return undefined
  for (const path of [routes.item, routes.list]) {
    const content = valueAt(
      document,
      `/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/get/responses/200/content/application~1json/schema`,
    )
    if (content === undefined) continue
    const schema = repaired(document, content, 'open')
    const data = valueAt(schema, '/properties/data') ?? schema
    const one = isJsonObject(data) && isJsonObject(data['items']) ? data['items'] : data
    if (isJsonObject(one) && isJsonObject(one['properties'])) return one
  }
  return undefined
}

const identified = (kind: Kind, drawn: Json, index: number): JsonObject => {
  const members = isJsonObject(drawn) ? drawn : {}
  const names = ['id', ...identityIn(kind)].filter(
    (name) => name in members || identityIn(kind).includes(name),
  )
  return {
    ...members,
    ...Object.fromEntries(
      names.map((name) => {
        const field = kind.fields[name]
        return [
          name,
          field?.shape === 'choice'
            ? (members[name] ?? field.of[0] ?? '')
            : `${String(members[name] ?? '').slice(0, 60)}${index}`,
        ]
      }),
    ),
    ...(kind.routes.pathId === 'key' && { key: `console-${index}` }),
  }
}

/**
 * Why a resource may be left out: what a schema cannot say of what is there (numbers within bounds, sums, types that go
 * with values, JSON texts), what a file cannot say (a resource without a name), and what Statsig asks for in a write.
 */
const knownReasons: readonly RegExp[] = [
  /must be at (least|most) -?\d|must be a whole number|may have at most two decimals/,
  /must add up to|must be equal|needs `unitTypes`|needs at least two|needs one event|A ratio needs/,
  /^`parameters\[\d+\].defaultValue` must be|Only a segment of type/,
  /^An? [a-z ]+ requires `name`\.$|requires `(targetValue|json|customID|field|operator)`|must have at least .* items?\.$/,
  /requires `\w+`, because its `aggregation`|^Statsig saves `\w+` only where `\w+` is `true`\.$/,
  // A word with a slip or two.
  /^`[^`]+` cannot be `[^`]+`\.$|^Each event of a/,
  /needs `(metricEvents|metricComponentMetrics|funnelCountDistinct|warehouseNative)`|at least one event/,
]

const isShown = ({ internalWhen }: Kind, raw: JsonObject): boolean => !matchesAny(internalWhen, raw)

const count = isLongRun ? 100 : 8

describe.each(kinds.map((kind) => [kind.kind, kind] as const))('a %s', (name, kind) => {
  test(randomizedTitle('is imported as it is shown'), (context) => {
    if ('skipped' in document) {
      context.skip(String(document['skipped']))
      return
    }
    const shown = shownOf(kind)
    // Of some kinds the document says nothing.
    if (shown === undefined) return
    const size = kind.identity.by === 'project' ? 1 : count
    const raws = drawSamples(samplesOf(shown), size, 41).map((raw, index) =>
      identified(kind, raw, index),
    )
    const resources = raws
      .filter((raw) => isShown(kind, raw))
      .flatMap((raw) => toResource(kind, name, raw) ?? [])
    const live = createLiveState(new Set([name]), resources)
    const files = toFiles(resources, filePaths(live, 'statsig', registry), live, registry)
    const { changing, faulty, stable } = checkRoundTrip(files, live, settings, registry)
    const loaded = load(
      stable.map(({ file }) => file),
      settings,
      stable.flatMap(({ list }) => list ?? []),
    )
    expect(isFatal([...loaded.diagnostics, ...offlineDiagnostics(loaded, settings)])).toBe(false)
    const leftOut = listLeftOut(stable)
    const reasons = new Set([...faulty, ...leftOut.faulty].map(({ reason }) => reason))
    expect(
      [...reasons].filter((reason) => !knownReasons.some((each) => each.test(reason))),
    ).toEqual([])
    expect([...changing, ...leftOut.changing]).toEqual([])
    expect(stable.length + faulty.length).toBe(resources.length)
  })
})
