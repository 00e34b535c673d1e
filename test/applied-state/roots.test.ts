// Several folders of one repository, each applied by itself.
import { join } from 'node:path'
import { expect } from 'vitest'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
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
