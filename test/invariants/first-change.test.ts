// The first change of a settings document, while Statsig holds what every new project holds: members that no file names
// are as they were, also where Statsig shows a default for a member that was never set.
import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { file, troubles, withProject } from '../support/project.ts'
import { isAsItWas } from '../support/samples/as-it-was.ts'
import { objectOf } from '../support/samples/company-run.ts'

const flags = kinds.flatMap((kind) =>
  kind.identity.by === 'project' && kind.routes.update.body === 'whole'
    ? Object.entries(kind.fields).flatMap(([name, field]) =>
        field.shape === 'flag'
          ? [{ kind, name, isOfWarehouses: field.warehouseOnly === true }]
          : [],
      )
    : [],
)
const cases = flags.flatMap(({ isOfWarehouses, kind, name }) =>
  (isOfWarehouses ? (['warehouse'] as const) : (['cloud', 'warehouse'] as const)).flatMap(
    (project) =>
      ([undefined, 'worst-case', 'settings-merged', 'unknown-members'] as const).map(
        (behavior) => ({
          kind,
          name,
          project,
          behavior,
          title: `\`${name}\` of ${kind.kind}, ${project}, ${behavior ?? 'the usual behavior'}`,
        }),
      ),
  ),
)

test.each(cases)('$title', async ({ kind, name, behavior, project }) => {
  const options = { project, ...(behavior && { behaviors: [behavior] }) }
  await withProject(options, async (statsig) => {
    const stored = () => objectOf({ kind, members: {} }, statsig.emulator.snapshot()) ?? {}
    const was = stored()
    const value = was[name] !== true
    const { report } = await statsig.apply([fileOf(kind, { [name]: value })])
    expect(troubles(report)).toEqual([])
    const is = stored()
    expect(is[name]).toBe(value)
    const others = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
      (each) => each !== name,
    )
    expect(
      others
        .filter((each) => !isAsItWas(kind.fields[each], was[each], is[each]))
        .map((each) => `${each} ${JSON.stringify(was[each])} became ${JSON.stringify(is[each])}`),
    ).toEqual([])
  })
})

// Statsig's document makes these two optional: a project without a warehouse never shows them.
test('a flag that Statsig does not show is off', async () => {
  await withProject({ project: 'warehouse' }, async (statsig) => {
    const { run } = await statsig.plan([
      file(
        'review_settings/main.yaml',
        'is_whn_source_review_required: false\nis_whn_analysis_only_review_required: false\n',
      ),
    ])
    expect(run.plan.operations).toEqual([])
  })
})

const fileOf = ({ folder }: Kind, members: JsonObject) =>
  file(`${folder}/main.yaml`, JSON.stringify(members))
