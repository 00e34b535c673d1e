// What may say who may do what is not noise: drift tells members that no field describes.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../src/core/json.ts'
import { kinds } from '../src/kinds/index.ts'
import type { Kind } from '../src/kinds/kind.ts'
import { createKindRegistry } from '../src/kinds/registry.ts'
import { type LiveState, makeAddress } from '../src/model/index.ts'
import { unknownAccess } from '../src/prepare/unknown-access.ts'
import { noticeText } from '../src/report/sentences/notice.ts'
import { file, troubles, withProject } from './support/project.ts'

const toldOf = (kind: (typeof kinds)[number], raw: JsonObject) => {
  const address = makeAddress(kind.kind, 'one')
  const known = { address, kind: kind.kind, pathId: 'one', raw }
  const live = { resources: new Map([[address, known]]) } as unknown as LiveState
  const desired = new Map([[address, { address, kind: kind.kind }]]) as never
  return unknownAccess(desired, live, createKindRegistry({}))
}

const governs = ({ effects }: Kind): boolean => effects[''] === 'changes-access'

describe('a member of a resource that governs', () => {
  test.each(kinds.filter(governs).map((kind) => ({ kind, name: kind.kind })))(
    'of a $name is told where no field describes it',
    ({ kind }) => {
      expect(toldOf(kind, { launch_rockets: true, id: 'x' })).toEqual([
        {
          code: 'unknown-access',
          address: makeAddress(kind.kind, 'one'),
          pointers: ['/launch_rockets'],
        },
      ])
      for (const nothing of [false, null, '', []] satisfies readonly Json[])
        expect(toldOf(kind, { launch_rockets: nothing })).toEqual([])
    },
  )

  test('of another kind is not told by drift', () => {
    for (const kind of kinds.filter((each) => !governs(each)))
      expect(toldOf(kind, { launch_rockets: true })).toEqual([])
  })

  test('within a record of it is told, too', () => {
    const role = kinds.find(({ kind }) => kind === 'role')
    const [notice] = role ? toldOf(role, { permissions: { launch_rockets: true } }) : []
    expect(notice && noticeText(notice)).toContain(
      '`role/one`: Statsig shows `permissions.launch_rockets`, which this version does not know',
    )
  })
})

describe('a role', () => {
  const role = (permissions: string) => [
    file('statsig/roles/ops.yaml', `name: Ops\npermissions: { ${permissions} }\n`),
  ]

  test('that somebody grants a permission is drift, whether or not its file names it', async () => {
    await withProject({}, async (project) => {
      const files = role('create_configs: true')
      expect(troubles((await project.apply(files)).report)).toEqual([])
      project.emulator.edit('roles', 'Ops', ({ permissions, ...rest }) => ({
        ...rest,
        permissions: { ...(permissions as JsonObject), whn_connection: true },
      }))
      const { run } = await project.drift(files)
      expect(run.plan.kept.flatMap(({ edits }) => edits.map(({ pointer }) => pointer))).toEqual([
        '/permissions/whn_connection',
      ])
    })
  })

  test('keeps what somebody granted, known or not, when another permission changes', async () => {
    await withProject({ unjudged: true }, async (project) => {
      await project.apply(role('create_configs: true'))
      project.emulator.edit('roles', 'Ops', ({ permissions, ...rest }) => ({
        ...rest,
        permissions: { ...(permissions as JsonObject), launch_rockets: true },
      }))
      const { report } = await project.apply(role('create_configs: true, delete_configs: true'))
      expect(troubles(report)).toEqual([])
      const [patch] = project.emulator.requests.filter(({ method }) => method === 'PATCH')
      expect(JSON.stringify(patch)).toContain('launch_rockets')
    })
  })
})

test('`extraFields` allows a key within a record, in the items of a list and in every case', () => {
  const { kind } = createKindRegistry({ gate: ['rules/*/conditions/*/newKey', 'topKey'] })('gate')
  const { schema } = createKindRegistry({ role: ['permissions/launch_rockets'] })('role')
  expect(JSON.stringify(schema)).toContain('launch_rockets')
  expect(Object.keys(kind.fields)).toContain('topKey')
  const rules = kind.fields['rules']
  const conditions =
    rules?.shape === 'list' && rules.of.shape === 'record'
      ? rules.of.fields['conditions']
      : undefined
  const condition =
    conditions?.shape === 'list' || conditions?.shape === 'set' ? conditions.of : undefined
  const cases = condition?.shape === 'variant' ? Object.values(condition.cases) : []
  expect(cases.length).toBeGreaterThan(1)
  expect(cases.every((fields) => Object.hasOwn(fields, 'newKey'))).toBe(true)
})
