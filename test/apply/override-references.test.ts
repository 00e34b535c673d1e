// What overrides call groups, gates, segments and experiments: what is sent is what Statsig takes, and both names and ids
// are understood.
import { describe, expect } from 'vitest'
import { stringify } from 'yaml'
import { type Json, type JsonObject, member } from '../../src/core/json.ts'
import type { Behavior } from '../../src/emulator/index.ts'
import { offlineDiagnostics } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { reportExitCode } from '../../src/session/apply-exit-code.ts'
import { loadOnce } from '../support/load-files.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import {
  file,
  type ProjectOptions,
  type TestProject,
  troubles,
  withProject,
} from '../support/project.ts'
import { briefly } from '../support/samples/company-run.ts'
import { outcomeStatuses } from './fixture.ts'

const group = (name: string, rank: number, more: JsonObject = {}): JsonObject => ({
  ...more,
  name,
  size: 50,
  parameterValues: { rank },
})

const experiment = (groups: readonly JsonObject[], overrides: JsonObject) => [
  file('statsig/experiments/one.yaml', stringify({ id: 'one', name: 'One', groups, overrides })),
  file('statsig/gates/vip.yaml', stringify({ id: 'vip', name: 'VIP people' })),
]

const inGroup = (groupID: string, ids: readonly string[] = ['a']): JsonObject => ({
  overrides: [{ type: 'gate', id: 'vip', groupID }],
  userIDOverrides: [{ groupID, ids }],
})

const groups = [group('Control', 0), group('Warm', 1)]

const overridesSent = ({ emulator }: TestProject, from = 0): readonly (Json | undefined)[] =>
  emulator.requests
    .slice(from)
    .filter(
      ({ method, path, status }) => method !== 'GET' && path.includes('/overrides') && status < 300,
    )
    .map(({ body }) => body)

const groupsSent = (project: TestProject, from = 0): readonly unknown[] =>
  overridesSent(project, from).map((body) =>
    [member(body, 'userIDOverrides')].flat().map((each) => member(each as Json, 'groupID')),
  )

const idOf = ({ emulator }: TestProject, name: string): string => {
  const found = emulator.object('experiments', 'one')?.['groups']
  const groups = Array.isArray(found) ? found : []
  return String(
    member(
      groups.find((each) => member(each, 'name') === name),
      'id',
    ),
  )
}

describe('overrides of an experiment', () => {
  test('name groups by name, whether the file has the name or the id', async () => {
    await withProject({}, async (statsig) => {
      const first = await statsig.apply(experiment(groups, inGroup('Warm')))
      expect(troubles(first.report)).toEqual([])
      expect(groupsSent(statsig)).toEqual([['Warm']])
      const byId = experiment(groups, inGroup(idOf(statsig, 'Warm')))
      expect(briefly((await statsig.plan(byId)).run.plan)).toEqual([])
      const from = statsig.emulator.requests.length
      const changed = experiment(groups, inGroup(idOf(statsig, 'Control')))
      expect(troubles((await statsig.apply(changed)).report)).toEqual([])
      expect(groupsSent(statsig, from)).toEqual([['Control']])
    })
  })

  test('name groups by id where Statsig refuses names, and where it shows ids', async () => {
    await withProject({ behaviors: ['experiment-overrides-by-id'] }, async (statsig) => {
      const first = await statsig.apply(experiment(groups, inGroup('Warm')))
      expect(troubles(first.report)).toEqual([])
      const warm = idOf(statsig, 'Warm')
      expect(groupsSent(statsig)).toEqual([[warm]])
      const from = statsig.emulator.requests.length
      await statsig.apply(experiment(groups, inGroup('Warm', ['a', 'b'])))
      // Nothing is refused: live values show the form.
      const writes = statsig.emulator.requests.slice(from).filter(({ method }) => method !== 'GET')
      expect(writes.map(({ status }) => status)).toEqual([200])
    })
  })

  test('are left as somebody changes them between a refused form and the other one', async () => {
    let sent = 0
    let act = (): void => undefined
    const options: ProjectOptions = {
      unjudged: true,
      behaviors: ['experiment-overrides-by-id'],
      between: (writer) => ({
        ...writer,
        send: (...given) => {
          sent += given[0].path.endsWith('/overrides') ? 1 : 0
          if (sent === 2) act()
          return writer.send(...given)
        },
      }),
    }
    await withProject(options, async (statsig) => {
      const { overrides: _, ...bare } = inGroup('Warm')
      await statsig.apply(experiment(groups, { overrides: [], userIDOverrides: [] }))
      const theirs = {
        overrides: [],
        userIDOverrides: [{ groupID: idOf(statsig, 'Control'), ids: ['x'] }],
      }
      act = () =>
        statsig.emulator.edit('experiments', 'one', (live) => ({ ...live, $overrides: theirs }))
      const { report } = await statsig.apply(experiment(groups, { ...bare, overrides: [] }))
      expect(sent).toBe(2)
      expect(overridesSent(statsig)).toEqual([])
      expect(outcomeStatuses(report)).toEqual(['experiment/one update failed, wrote no, moved'])
    })
  })

  test('of a server that stores what it is sent are as live values have them', async () => {
    const behaviors: readonly Behavior[] = ['override-references-unchecked']
    await withProject({ behaviors }, async (statsig) => {
      await statsig.apply(experiment(groups, inGroup('Warm')))
      expect(groupsSent(statsig)).toEqual([['Warm']])
      const control = idOf(statsig, 'Control')
      statsig.emulator.edit('experiments', 'one', (live) => ({
        ...live,
        $overrides: { overrides: [], userIDOverrides: [{ groupID: control, ids: ['x'] }] },
      }))
      const from = statsig.emulator.requests.length
      const files = experiment(groups, inGroup('Warm'))
      expect(troubles((await statsig.apply(files)).report)).toEqual([])
      expect(groupsSent(statsig, from)).toEqual([[idOf(statsig, 'Warm')]])
      expect(briefly((await statsig.plan(files)).run.plan)).toEqual([])
    })
  })

  test('that name no group are never in sync', async () => {
    await withProject({ behaviors: ['override-references-unchecked'] }, async (statsig) => {
      const files = experiment(groups, inGroup('Warm'))
      await statsig.apply(files)
      statsig.emulator.edit('experiments', 'one', (live) => ({
        ...live,
        $overrides: inGroup('Nobody'),
      }))
      expect(briefly((await statsig.plan(files)).run.plan)).not.toEqual([])
    })
  })

  test('that change with the name of their group have the new name', async () => {
    await withProject({}, async (statsig) => {
      await statsig.apply(experiment(groups, inGroup('Warm')))
      const from = statsig.emulator.requests.length
      const renamed = [group('Control', 0), group('Hot', 1)]
      const files = experiment(renamed, inGroup('Hot', ['a', 'b']))
      expect(troubles((await statsig.apply(files)).report)).toEqual([])
      expect(groupsSent(statsig, from)).toEqual([['Hot']])
      expect(briefly((await statsig.plan(files)).run.plan)).toEqual([])
    })
  })

  test('that are left without their group by a new name of it have failed, and are mended next', async () => {
    await withProject({ behaviors: ['override-references-unchecked'] }, async (statsig) => {
      await statsig.apply(experiment(groups, inGroup('Warm')))
      const files = experiment([group('Control', 0), group('Hot', 1)], inGroup('Hot'))
      const { report } = await statsig.apply(files)
      expect(report.outcomes).toMatchObject([
        { status: 'failed', wrote: 'yes', reason: { code: 'field-differs-after-write' } },
      ])
      expect(reportExitCode(report)).toBe(6)
      expect(troubles((await statsig.apply(files)).report)).toEqual([])
      expect(briefly((await statsig.plan(files)).run.plan)).toEqual([])
    })
  })

  test('stay with their users where two groups swap their names', async () => {
    await withProject({}, async (statsig) => {
      await statsig.apply(experiment(groups, inGroup('Warm')))
      const [control, warm] = [idOf(statsig, 'Control'), idOf(statsig, 'Warm')]
      const swapped = [group('Warm', 0, { id: control }), group('Control', 1, { id: warm })]
      // The users of `a` were in the group that is now called `Control`.
      const kept = await statsig.plan(experiment(swapped, inGroup('Control')))
      expect(kept.run.plan.operations.map(({ subResource }) => subResource)).toEqual([undefined])
      const moved = await statsig.plan(experiment(swapped, inGroup('Warm')))
      expect(moved.run.plan.operations.map(({ subResource }) => subResource)).toEqual([
        undefined,
        'overrides',
      ])
    })
  })

  test('of a new group that takes the old name of another one are about the new group', async () => {
    await withProject({}, async (statsig) => {
      await statsig.apply(experiment(groups, inGroup('Warm')))
      const more = [
        { ...group('Control', 0), size: 34 },
        { ...group('Hot', 1, { id: idOf(statsig, 'Warm') }), size: 33 },
        { ...group('Warm', 2), size: 33 },
      ]
      const files = experiment(more, inGroup('Warm'))
      const { run } = await statsig.plan(files)
      expect(run.plan.operations.map(({ subResource }) => subResource)).toEqual([
        undefined,
        'overrides',
      ])
      expect(troubles(await statsig.applyPlan(run))).toEqual([])
      expect(briefly((await statsig.plan(files)).run.plan)).toEqual([])
    })
  })
})

describe('overrides of a layer', () => {
  const layer = (overrides: JsonObject, ofBanner: readonly JsonObject[] = groups) => [
    file('statsig/gates/vip.yaml', stringify({ id: 'vip', name: 'VIP people' })),
    file(
      'statsig/layers/landing.yaml',
      stringify({
        name: 'Landing',
        idType: 'userID',
        parameters: [{ name: 'rank', type: 'number', defaultValue: 0 }],
        overrides,
      }),
    ),
    file(
      'statsig/experiments/banner.yaml',
      stringify({ id: 'banner', name: 'Banner of spring', layerID: 'Landing', groups: ofBanner }),
    ),
  ]
  const called = (name: string, experimentName: string): JsonObject => ({
    conditionalOverrides: [{ type: 'gate', name, experimentName, groupName: 'Warm' }],
    idOverrides: [{ experimentName, groupName: 'Warm', ids: ['a'] }],
  })
  const namesSent = (statsig: TestProject) =>
    overridesSent(statsig).map((body) =>
      ['conditionalOverrides', 'idOverrides'].map((list) =>
        [member(body, list)].flat().map((each) => member(each as Json, 'experimentName')),
      ),
    )

  test.each<[string, readonly Behavior[], string]>([
    ['ids', [], 'banner'],
    [
      'display names where Statsig takes no ids',
      ['layer-overrides-by-display-name'],
      'Banner of spring',
    ],
    ['ids to a server that stores what it is sent', ['override-references-unchecked'], 'banner'],
  ])('send %s, whatever the file has', async (_what, behaviors, sent) => {
    await withProject({ behaviors }, async (statsig) => {
      const byName = layer(called('VIP people', 'Banner of spring'))
      expect(troubles((await statsig.apply(byName)).report)).toEqual([])
      expect(namesSent(statsig)).toEqual([[[sent], [sent]]])
      expect(briefly((await statsig.plan(byName)).run.plan)).toEqual([])
      expect(briefly((await statsig.plan(layer(called('vip', 'banner')))).run.plan)).toEqual([])
    })
  })

  describe.each<[string, readonly Behavior[]]>([
    ['that is checked', []],
    ['that Statsig stores unchecked', ['override-references-unchecked']],
    ['by display names', ['layer-overrides-by-display-name']],
  ])('of a group that the experiment does not have, %s', (_what, behaviors) => {
    const [kept, named] = ['Banner of spring', 'banner'].map((each) => called('vip', each))
    const found = (
      diagnostics: readonly { readonly severity: string; readonly message: string }[],
    ) => diagnostics.map(({ message, severity }) => `${severity} ${message}`)
    const unknown = (severity: string) =>
      found([
        { severity, message: '`experiment/banner` has no group `Warm`.' },
        { severity, message: '`experiment/banner` has no group `Warm`.' },
      ])
    const renamed = [group('Control', 0), group('Hot', 1)]

    test.each([kept ?? {}, named ?? {}])(
      'are refused before they are written',
      async (overrides) => {
        await withProject({ behaviors, unjudged: true }, async (statsig) => {
          const { diagnostics } = await statsig.plan(layer(overrides, renamed))
          expect(found(diagnostics)).toEqual(unknown('error'))
        })
      },
    )

    test('are said where Statsig has them, also in validate', async () => {
      await withProject({ behaviors, unjudged: true }, async (statsig) => {
        const files = layer(called('vip', 'banner'))
        expect(troubles((await statsig.apply(files)).report)).toEqual([])
        const { diagnostics } = await statsig.plan(layer(called('vip', 'banner'), renamed))
        expect(found(diagnostics)).toEqual(unknown('warning'))
        const { settings } = readSettings(undefined)
        const loaded = loadOnce(layer(called('vip', 'banner'), renamed), settings)
        expect(found(offlineDiagnostics(loaded, settings))).toEqual(unknown('warning'))
      })
    })
  })
})
