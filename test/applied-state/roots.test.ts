// Several folders of one repository, each applied by itself.
import { join } from 'node:path'
import { expect } from 'vitest'
import { startEmulator } from '../../src/emulator/index.ts'
import { appliedRefName } from '../../src/model/record-name.ts'
import { longRunSuite, longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { type Files, type Fixture, gate, withFixture } from './fixture.ts'

/** The files below a folder. */
const below = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]))
const described = (id: string, text: string): Files => gate(id, `description: ${text}\n`)
const two = { ...below('shop', described('aaa', 'One')), ...below('blog', described('bbb', 'One')) }
const from = ({ repository, run }: Fixture, folder: string, command: string) =>
  run(command, { cwd: join(repository.root, folder) })

test('each folder is created, changed and told apart by itself', () =>
  withFixture(two, async (place) => {
    const { emulator, repository, run, writes } = place
    expect((await run('apply --yes -C shop')).code).toBe(0)
    expect((await from(place, 'blog', 'apply --yes')).code).toBe(0)
    expect(writes()).toEqual(['POST /console/v1/gates', 'POST /console/v1/gates'])
    await repository.commit({
      ...below('shop', described('aaa', 'Two')),
      ...below('blog', described('bbb', 'Two')),
    })
    expect((await from(place, 'shop', 'apply --yes')).code).toBe(0)
    // The change of the other folder still waits, and is no drift.
    const waiting = await from(place, 'blog', 'plan')
    expect(waiting.out).toContain('description: One → Two')
    expect((await from(place, 'blog', 'drift')).code).toBe(0)
    expect((await from(place, 'blog', 'apply --yes')).code).toBe(0)
    expect(emulator.object('gates', 'bbb')).toMatchObject({ description: 'Two' })
  }))

longRunTest('a saved plan of one folder is not applied from another', () =>
  withFixture(two, async (place) => {
    await from(place, 'shop', 'plan --out ../../plan.json')
    const said = await from(place, 'blog', 'apply ../../plan.json --yes')
    expect([said.code, place.writes()]).toEqual([64, []])
    expect(said.err).toContain('The plan was made for the folder `shop`.')
  }),
)

/** Moves a folder with git, and commits. */
const move = async ({ repository }: Fixture, from: string, to: string) => {
  await repository.run('mv', from, to)
  return repository.commit()
}

test('a folder that was moved goes on with its record, and the next apply is recorded under its new name', () =>
  withFixture(two, async (place) => {
    const { emulator, repository, writes } = place
    await from(place, 'shop', 'apply --yes')
    await from(place, 'blog', 'apply --yes')
    emulator.edit('gates', 'aaa', (it) => ({ ...it, description: 'By hand' }))
    await move(place, 'shop', 'Store')
    writes()
    const planned = await from(place, 'Store', 'plan')
    expect(planned.out).toContain('the last apply is recorded in')
    expect(planned.out).toContain('Existing drift')
    expect([(await from(place, 'Store', 'apply --yes')).code, writes()]).toEqual([0, []])
    const refs = await repository.run('for-each-ref', '--format=%(refname)', 'refs/statsig-gitops')
    expect(refs.split('\n')).toContain('refs/statsig-gitops/default/roots/=53tore/applied')
    const again = await from(place, 'Store', 'plan')
    expect(again.out).not.toContain('the last apply is recorded')
    expect(again.out).toContain('Existing drift')
  }))

longRunTest('a folder that was moved back goes on with what was applied meanwhile', () =>
  withFixture(two, async (place) => {
    const { repository, writes } = place
    await from(place, 'shop', 'apply --yes')
    await move(place, 'shop', 'store')
    await repository.commit(below('store', { ...described('aaa', 'Two'), ...gate('ccc') }))
    await from(place, 'store', 'apply --yes')
    await move(place, 'store', 'shop')
    writes()
    await from(place, 'shop', 'plan --out ../../plan.json')
    const said = await from(place, 'shop', 'apply ../../plan.json --yes')
    expect([said.code, writes()]).toEqual([0, []])
    place.emulator.edit('gates', 'ccc', (it) => ({ ...it, isEnabled: false }))
    const again = await from(place, 'shop', 'plan')
    expect(again.out).toContain('Existing drift')
    expect(again.out).not.toContain('the last apply is recorded in')
    expect((await from(place, 'shop', 'apply ../../plan.json --yes')).code).toBe(5)
  }),
)

longRunTest('what was deleted after a move is pruned, and what only moved is not', () =>
  withFixture(
    {
      ...below('shop', { ...gate('aaa'), ...gate('bbb'), 'statsig.yaml': 'prune: archive\n' }),
      ...below('blog', gate('ccc')),
    },
    async (place) => {
      const { emulator, repository, writes } = place
      await from(place, 'shop', 'apply --yes')
      await move(place, 'shop', 'store')
      await repository.run('rm', '--quiet', 'store/statsig/gates/bbb.yaml')
      await repository.commit()
      writes()
      const said = await from(place, 'store', 'apply --yes')
      expect([said.code, writes()]).toEqual([0, ['PUT /console/v1/gates/bbb/archive']])
      expect(emulator.object('gates', 'aaa')).not.toMatchObject({ status: 'Archived' })
    },
  ),
)

longRunTest('a copy is first contact, and so is a folder whose former one is still there', () =>
  withFixture(two, async (place) => {
    const { emulator, repository } = place
    await from(place, 'shop', 'apply --yes')
    emulator.edit('gates', 'aaa', (it) => ({ ...it, description: 'By hand' }))
    await repository.commit(below('copy', described('aaa', 'One')))
    // The same project, and both define it.
    expect((await from(place, 'copy', 'plan')).code).toBe(3)
    await repository.run('mv', 'shop', 'store')
    await repository.commit()
    const said = await from(place, 'store', 'plan')
    expect([said.code, said.out]).toEqual([0, expect.stringContaining('Not yet managed')])
    expect(said.out).toContain('git update-ref')
  }),
)

longRunTest(
  'a ref that was pointed to the record of another folder by hand is read as that record',
  () =>
    withFixture({ ...gate('aaa'), ...below('blog', gate('bbb')) }, async (place) => {
      const { emulator, repository, run } = place
      await run('apply --yes')
      emulator.edit('gates', 'aaa', (it) => ({ ...it, isEnabled: false }))
      await repository.write(below('flags', gate('aaa')))
      await repository.write(below('flags2', gate('aaa')))
      await repository.run('rm', '-r', '--quiet', 'statsig')
      await repository.commit()
      expect((await from(place, 'flags', 'plan')).out).toContain('Not yet managed')
      const own = 'refs/statsig-gitops/default/roots/flags/applied'
      await repository.run('update-ref', own, 'refs/statsig-gitops/default/applied')
      expect((await from(place, 'flags', 'plan')).out).toContain('Existing drift')
    }),
)

const project = '6EmulatedProject000000'

/** Writes the record that all folders shared. */
const recordAsBefore = async ({ repository }: Fixture, folder: string) => {
  const commit = await repository.run('rev-parse', 'HEAD')
  const record = JSON.stringify({ version: 1, commit, project, parts: [] })
  const id = await repository.runAs(
    'statsig-gitops@localhost',
    ...['commit-tree', '-p', commit, '-m', `Applied\n\n${record}`, `${commit}^{tree}`],
  )
  await repository.run('update-ref', 'refs/statsig-gitops/default/applied', id)
  await repository.run('update-ref', '-d', appliedRefName({ target: 'default', root: folder }))
}

longRunTest('a record from before folders had their own is that of the only folder', () =>
  withFixture(below('apps/shop', described('aaa', 'One')), async (place) => {
    const { emulator, repository } = place
    await from(place, 'apps/shop', 'apply --yes')
    await recordAsBefore(place, 'apps/shop')
    emulator.edit('gates', 'aaa', (it) => ({ ...it, description: 'By hand' }))
    await repository.commit(below('other', described('bbb', 'One')))
    expect((await from(place, 'apps/shop', 'plan')).out).toContain('Existing drift')
    // Another folder has no record, and waits for its first apply.
    const other = await from(place, 'other', 'plan')
    expect([other.code, other.out]).toEqual([0, expect.stringContaining('1 to create')])
  }),
)

longRunTest('of several folders none takes such a record, and each says how it can', () =>
  withFixture(two, async (place) => {
    const { emulator, repository } = place
    await from(place, 'shop', 'apply --yes')
    await recordAsBefore(place, 'shop')
    emulator.edit('gates', 'aaa', (it) => ({ ...it, description: 'By hand' }))
    const said = await from(place, 'shop', 'plan')
    expect([said.code, said.out]).toEqual([0, expect.stringContaining('Not yet managed')])
    const text = said.out.replaceAll(/\s+/g, ' ')
    const [, command = ''] = /`git (update-ref [^`]+)`/.exec(text) ?? []
    await repository.run(...command.split(' '))
    expect((await from(place, 'shop', 'plan')).out).toContain('Existing drift')
    expect((await from(place, 'blog', 'plan')).out).toContain('1 to create')
  }),
)

longRunSuite('targets', () => {
  const drifted = async (place: Fixture) =>
    place.emulator.edit('gates', 'aaa', (it) => ({ ...it, description: 'By hand' }))
  longRunTest(
    'the first targets go on with the record from before, each with that of its project',
    () =>
      withFixture(described('aaa', 'One'), async (place) => {
        const { repository, run } = place
        const other = await startEmulator({ seed: 1, limits: 'none', projectId: 'AnotherProject' })
        try {
          await run('apply --yes')
          await drifted(place)
          await repository.commit({ 'statsig.yaml': 'targets: { staging: {}, production: {} }\n' })
          const production = await run('apply --yes --target production')
          expect([production.code, production.out]).toEqual([
            0,
            expect.stringContaining('Existing drift'),
          ])
          const staging = await run('apply --yes --target staging', { emulator: other })
          expect([staging.code, staging.out]).toEqual([0, expect.stringContaining('1 to create')])
          expect((await run('plan --target production')).out).toContain('Existing drift')
        } finally {
          await other.close()
        }
      }),
  )
  longRunTest('a renamed target goes on with its record, whose parts stay what they were', () =>
    withFixture(
      {
        ...described('aaa', 'One'),
        ...described('bbb', 'One'),
        'statsig.yaml': 'targets: { prod: {} }\n',
      },
      async (place) => {
        const { emulator, repository, run, writes } = place
        await run('apply --yes')
        await drifted(place)
        await repository.commit({
          ...described('aaa', 'Two'),
          ...described('bbb', 'Two'),
          'statsig.yaml': 'targets: { production: {} }\n',
        })
        writes()
        // The conflict of one keeps its base, under the former target.
        expect([(await run('apply --yes')).code, writes()]).toEqual([
          6,
          ['PATCH /console/v1/gates/bbb'],
        ])
        const again = await run('plan')
        expect([again.code, again.out]).toEqual([
          4,
          expect.stringContaining('changed in the file and in Statsig'),
        ])
        expect(emulator.object('gates', 'aaa')).toMatchObject({ description: 'By hand' })
      },
    ),
  )
})

longRunSuite('what two folders or targets of one project define', () => {
  longRunTest('is a fault in each of them, with both places', () =>
    withFixture(two, async (place) => {
      const { repository, writes } = place
      await from(place, 'shop', 'apply --yes')
      await from(place, 'blog', 'apply --yes')
      await repository.commit(below('blog', described('aaa', 'Three')))
      writes()
      for (const folder of ['shop', 'blog']) {
        const said = await from(place, folder, 'apply --yes')
        const other = folder === 'shop' ? 'blog' : 'shop'
        expect([said.code, writes()]).toEqual([3, []])
        expect(said.err).toContain(
          `statsig/gates/aaa.yaml:1:1: error[duplicate-address]: \`gate/aaa\` is also defined in ${other}/statsig/gates/aaa.yaml:1, by the folder \`${other}\`, which is applied to the same project.`,
        )
      }
    }),
  )
  longRunTest('is a fault for two targets that name the same project', () =>
    withFixture(
      {
        ...gate('aaa'),
        'statsig.yaml': `targets: { one: { project: ${project} }, two: { project: ${project} } }\n`,
      },
      async ({ run, writes }) => {
        const said = await run('apply --yes --target one')
        expect([said.code, writes()]).toEqual([3, []])
        expect(said.err).toContain('by the target `two`')
      },
    ),
  )
  longRunTest('is not pruned by the one that has it no longer', () =>
    withFixture(
      {
        ...below('shop', { ...gate('aaa'), ...gate('bbb'), 'statsig.yaml': 'prune: archive\n' }),
        ...below('blog', gate('ccc')),
      },
      async (place) => {
        const { repository, writes } = place
        await from(place, 'shop', 'apply --yes')
        await repository.write(below('blog', gate('aaa', 'description: Of the blog\n')))
        await repository.run('rm', '--quiet', 'shop/statsig/gates/aaa.yaml')
        await repository.commit()
        writes()
        const said = await from(place, 'shop', 'apply --yes')
        expect([said.code, writes()]).toEqual([0, []])
      },
    ),
  )
  longRunTest('where one folder lies within the other, each has its own definitions', () =>
    withFixture({ ...gate('aaa'), ...below('apps', gate('bbb')) }, async (place) => {
      const { repository, run, writes } = place
      expect((await run('apply --yes')).code).toBe(0)
      expect((await from(place, 'apps', 'apply --yes')).code).toBe(0)
      expect(writes()).toHaveLength(2)
      await repository.commit({ 'statsig.yaml': "definitions: ['**/gates/*.yaml']\n" })
      const said = await run('plan')
      expect([said.code, said.err]).toEqual([3, expect.stringContaining('by the folder `apps`')])
    }),
  )
})
