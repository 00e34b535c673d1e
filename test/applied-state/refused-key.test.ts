// A key that is refused during an apply: the exit code tells of the writes, and what is done is recorded without asking
// Statsig anything more.
import { mkdirSync, writeFileSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { usualRunTest as test } from '../support/long-run.ts'
import { type Files, type Fixture, withFixture } from './fixture.ts'

/** Three of each kind; all differ in `description`, which each of them may change. */
const resources = (description: string): Files =>
  Object.fromEntries(
    names.flatMap((name) => {
      const text = `name: ${name}\ndescription: ${description}\n`
      return [
        [`statsig/tags/${name}.yaml`, text],
        [`statsig/gates/${name}.yaml`, `id: ${name}\n${text}`],
        [`statsig/dynamic_configs/${name}.yaml`, `id: ${name}\n${text}`],
      ]
    }),
  )
const names = ['one', 'two', 'three']

const descriptions = ({ emulator }: Fixture): readonly unknown[] =>
  Object.values(emulator.snapshot())
    .flat()
    .flatMap((each) => (names.includes(String(each['name'])) ? [each['description']] : []))

/** From the answer to the nth write on, every request is answered 401. */
const refusedAfter = (count: number) => {
  let place: Fixture | undefined
  let written = 0
  const onRequest = (line: string): void => {
    if (place === undefined || line.startsWith('GET')) return
    written += 1
    if (written === count) place.emulator.faults = [{ kind: '401' }]
  }
  return {
    options: { onRequest },
    begin: (at: Fixture) => {
      place = at
    },
    end: (at: Fixture) => {
      place = undefined
      at.emulator.faults = []
    },
  }
}

describe.each([1, 8])('with %i operations under way', (width) => {
  test.each([1, 8])('a key refused after %i writes', async (count) => {
    const key = refusedAfter(count)
    await withFixture(
      resources('first'),
      async (place) => {
        key.begin(place)
        const { code, err } = await place.run(`apply --yes --parallelism ${width}`)
        const asked = place.emulator.requests
        const lastWrite = asked.findLastIndex(
          ({ method, status }) => method !== 'GET' && status < 300,
        )
        // What was under way at the refusal is refused, too; nothing is sent after that.
        expect(asked.length - lastWrite - 1).toBeLessThanOrEqual(width)
        expect(code).toBe(6)
        expect(err).not.toContain('ot recorded')
        key.end(place)
        await place.repository.commit(resources('second'))
        const again = await place.run('apply --yes')
        expect(again.code, again.out + again.err).toBe(0)
        expect(descriptions(place)).toEqual(Array(9).fill('second'))
      },
      key.options,
    )
  })
})

test('a key refused after the last write leaves nothing undone, and what was not verified is recorded', async () => {
  const key = refusedAfter(9)
  await withFixture(
    resources('first'),
    async (place) => {
      key.begin(place)
      const { code, out } = await place.run('apply --yes')
      expect([code, out]).toEqual([1, expect.stringContaining('Applied: 9 done.')])
      expect(out).toContain('unverified:')
      key.end(place)
      await place.repository.commit(resources('second'))
      expect((await place.run('apply --yes')).code).toBe(0)
      expect(descriptions(place)).toEqual(Array(9).fill('second'))
    },
    key.options,
  )
})

test('a key refused while the output is closed ends with 6, and is recorded', async () => {
  const key = refusedAfter(4)
  await withFixture(
    resources('first'),
    async (place) => {
      key.begin(place)
      expect((await place.run('apply --yes', { hasBrokenOutput: true })).code).toBe(6)
      key.end(place)
      await place.repository.commit(resources('second'))
      expect((await place.run('apply --yes')).code).toBe(0)
      expect(descriptions(place)).toEqual(Array(9).fill('second'))
    },
    key.options,
  )
})

test('a key refused where the push fails ends with 6, and says where the record is', async () => {
  const key = refusedAfter(4)
  await withFixture(
    resources('first'),
    async (place) => {
      const origin = await place.repository.publish()
      await place.repository.run('fetch', '--quiet', 'origin')
      // The beginning is accepted, and the end is not.
      const hook = '#!/bin/sh\ncase "$2" in *[!0]*) exit 1;; esac\n'
      await origin.write({ 'hooks/update': hook })
      await chmod(join(origin.root, 'hooks/update'), 0o755)
      key.begin(place)
      const { code, err } = await place.run('apply --yes --record-base')
      expect([code, err]).toEqual([
        6,
        expect.stringContaining('is in this clone and was not pushed'),
      ])
      key.end(place)
      await place.repository.commit(resources('second'))
      expect((await place.run('apply --yes')).code).toBe(0)
      expect(descriptions(place)).toEqual(Array(9).fill('second'))
    },
    key.options,
  )
})

test('where recording fails as well, the code tells of the writes, and what is not recorded is named', async () => {
  const key = refusedAfter(3)
  await withFixture(
    resources('first'),
    async (place) => {
      const folder = join(place.repository.root, '.git/refs/statsig-gitops/default')
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'applied.lock'), '')
      key.begin(place)
      const { code, err } = await place.run('apply --yes')
      expect(code).toBe(6)
      expect(err).toContain('Not recorded as applied:')
      expect(err).toMatch(/Written and not recorded: (`\w+\/\w+`(, )?){3}\. /)
    },
    key.options,
  )
})

test('a key that is refused before the first write ends with 1, and nothing is written', async () => {
  await withFixture(resources('first'), async (place) => {
    place.emulator.faults = [{ kind: '401', path: 'project' }]
    expect((await place.run('apply --yes')).code).toBe(1)
    expect(place.writes()).toEqual([])
  })
})
