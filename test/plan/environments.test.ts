// Whatever names an environment refers to the environments of the project.
import { describe, expect } from 'vitest'
import { stringify } from 'yaml'
import type { JsonObject } from '../../src/core/json.ts'
import { fieldPathsIn, lastField, resolveFieldPath } from '../../src/fields/field-paths.ts'
import { kinds } from '../../src/kinds/index.ts'
import { rootFieldOf } from '../../src/kinds/kind.ts'
import { offlineDiagnostics } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { loadOnce } from '../support/load-files.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { file, withProject } from '../support/project.ts'

const ruleIn = (environments: readonly string[], tier?: string): JsonObject => ({
  name: 'Rule',
  passPercentage: 100,
  environments,
  conditions: [
    tier === undefined
      ? { type: 'email', operator: 'any', targetValue: ['ada@example.com'] }
      : { type: 'environment_tier', operator: 'any', targetValue: [tier] },
  ],
})
const groups = ['Control', 'Test'].map((name) => ({
  name,
  size: 50,
  parameterValues: { text: name },
}))
const withoutShare = ({ passPercentage: _, ...rule }: JsonObject): JsonObject => rule
const gateOverrides = (environment: string): JsonObject => ({
  environmentOverrides: [{ environment, unitID: 'userID', passingIDs: ['a'] }],
})

/** Each place, with the path of its field and a file that names an environment there. */
const places: Readonly<Record<string, readonly [folder: string, (name: string) => JsonObject]>> = {
  'gate.rules.environments': ['gates', (name) => ({ rules: [ruleIn([name])] })],
  'gate.rules.conditions.environment_tier.targetValue': [
    'gates',
    (name) => ({ rules: [ruleIn(['production'], name)] }),
  ],
  'gate.overrides.environmentOverrides.environment': [
    'gates',
    (name) => ({ overrides: gateOverrides(name) }),
  ],
  'dynamic_config.rules.environments': [
    'dynamic_configs',
    (name) => ({ rules: [{ ...ruleIn([name]), returnValue: {} }] }),
  ],
  'segment.rules.environments': [
    'segments',
    (name) => ({ type: 'rule_based', rules: [ruleIn([name])] }),
  ],
  'release_pipeline.phases.rules.environments': [
    'release_pipelines',
    (name) => ({
      phases: [
        {
          name: 'First',
          timeIntervalMs: 1,
          requiredReview: false,
          rules: [withoutShare(ruleIn([name]))],
        },
      ],
    }),
  ],
  'holdout.overrides.environmentOverrides.environment': [
    'holdouts',
    (name) => ({ passPercentage: 1, overrides: gateOverrides(name) }),
  ],
  'experiment.overrides.userIDOverrides.environment': [
    'experiments',
    (environment) => ({
      groups,
      overrides: { userIDOverrides: [{ groupID: 'Control', ids: ['a'], environment }] },
    }),
  ],
  'experiment.enabledNonProdEnvironments': [
    'experiments',
    (name) => ({ groups, enabledNonProdEnvironments: [name] }),
  ],
  'layer.overrides.idOverrides.environment': [
    'layers',
    (environment) => ({
      idType: 'userID',
      overrides: { idOverrides: [{ groupName: 'Control', ids: ['a'], environment }] },
    }),
  ],
}

const named = (folder: string, members: JsonObject): JsonObject => ({
  ...(['gates', 'segments', 'dynamic_configs', 'experiments'].includes(folder) && { id: 'a_name' }),
  name: 'a_name',
  ...members,
})
const fileAt = (place: string, name: string) => {
  const [folder, membersWith] = places[place] ?? ['', () => ({})]
  return file(`statsig/${folder}/a.yaml`, stringify(named(folder, membersWith(name))))
}
const isOpen = (place: string) => place.includes('environment_tier')

test('every field that names an environment says so', () => {
  const found = kinds.flatMap((kind) =>
    fieldPathsIn(rootFieldOf(kind)).flatMap((path) => {
      const at = resolveFieldPath(rootFieldOf(kind), path)
      const field = 'place' in at ? lastField(at.place) : undefined
      const of = field?.shape === 'set' || field?.shape === 'list' ? field.of : field
      const [last = ''] = path.slice(-1)
      const isNamed = /environments?$/i.test(last) || path.at(-2) === 'environment_tier'
      const isText = of?.shape === 'text'
      const isTarget = path.at(-2) !== 'environment_tier' || last === 'targetValue'
      return isNamed && isText && isTarget && of.itemOf === undefined
        ? [`${kind.kind}.${path.join('.')}`]
        : []
    }),
  )
  expect(found).toEqual([])
})

describe.each(Object.keys(places))('an environment at %s', (place) => {
  test('that the project does not have is reported with the nearest one', async () => {
    await withProject({}, async (statsig) => {
      const planned = statsig.plan([fileAt(place, 'prodution')])
      const { diagnostics } = await planned
      const [found, ...others] = diagnostics.filter(({ code }) => code === 'unknown-reference')
      expect(found).toMatchObject({
        severity: isOpen(place) ? 'warning' : 'error',
        message: 'There is no environment `prodution`, in the files or in Statsig.',
        hint: 'Did you mean `production`?',
      })
      expect(others).toEqual([])
    })
  })

  test('that the project or a file has is not, and costs one request', async () => {
    await withProject({}, async (statsig) => {
      const { diagnostics } = await statsig.plan([fileAt(place, 'staging')])
      expect(diagnostics).toEqual([])
      const read = statsig.emulator.requests.filter(({ path }) => path.includes('/environments'))
      expect(read.length).toBe(1)
      const others = await statsig.plan([fileAt(place, 'qa'), environmentsFile(['qa'])])
      expect(others.diagnostics.filter(({ code }) => code === 'unknown-reference')).toEqual([])
    })
  })

  test('is compared with the environments in the files where Statsig is not asked', () => {
    const { settings } = readSettings(undefined)
    const offline = (names: readonly string[], name: string) =>
      offlineDiagnostics(
        loadOnce([fileAt(place, name), ...names.map((each) => environmentsFile([each]))], settings),
        settings,
      ).map(({ hint, message, severity }) => [severity, message, hint])
    expect(offline([], 'prodution')).toEqual([])
    expect(offline(['production'], 'production')).toEqual([])
    expect(offline(['production'], 'prodution')).toEqual([
      ['warning', 'No file describes the environment `prodution`.', 'Did you mean `production`?'],
    ])
  })
})

const environmentsFile = (names: readonly string[]) =>
  file(
    'statsig/environments/environment.yaml',
    stringify({
      environments: names.map((name) => ({
        name,
        isProduction: false,
        requiresReview: false,
        requiresReleasePipeline: false,
      })),
    }),
  )

test('an unknown environment that Statsig has in the same resource is a warning', async () => {
  await withProject({ unjudged: true }, async ({ emulator, plan }) => {
    const created = emulator.answer({
      method: 'POST',
      path: '/console/v1/gates',
      headers: { 'statsig-api-key': emulator.key },
      text: JSON.stringify(named('gates', { rules: [ruleIn(['gone'])] })),
    })
    expect(created.status).toBe(201)
    const { diagnostics } = await plan([fileAt('gate.rules.environments', 'gone')])
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['warning'])
  })
})

test('an environment of which only the case of letters differs is a warning', async () => {
  await withProject({}, async (statsig) => {
    const { diagnostics } = await statsig.plan([fileAt('gate.rules.environments', 'Production')])
    expect(diagnostics).toMatchObject([{ severity: 'warning', hint: 'Did you mean `production`?' }])
  })
})

test('a key that cannot read the environments is told, and plans all the same', async () => {
  const faults = [{ kind: '403', path: '/environments' }] as const
  await withProject({ faults, unjudged: true }, async (statsig) => {
    const { diagnostics, run } = await statsig.plan([
      fileAt('gate.rules.environments', 'prodution'),
    ])
    expect(diagnostics).toMatchObject([
      {
        severity: 'note',
        message:
          'This key cannot read the environments of the project: `prodution` is not checked.',
      },
    ])
    expect(run.plan.operations.length).toBe(1)
  })
})
