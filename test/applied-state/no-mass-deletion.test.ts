// What has deleted everything in other engines: here it archives nothing and deletes nothing.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test as testInBothRuns } from 'vitest'
import { startEmulator } from '../../src/emulator/index.ts'
import { casesForRun, longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { type Fixture, gates, withFixture } from './fixture.ts'

const settings = {
  'statsig.yaml': 'prune: delete\nguardrails: { prune: { most: 100, percent: 100 } }\n',
}
const files = { ...settings, ...gates(12) }

interface Drill {
  readonly title: string
  readonly goWrong: (place: Fixture) => Promise<{ readonly cwd?: string } | undefined>
  readonly exit: number
  readonly says: string
}

const drills: readonly Drill[] = [
  {
    title: 'an empty checkout',
    goWrong: async ({ repository }) => {
      await repository.run('rm', '-r', '--quiet', 'statsig')
      await repository.commit()
      return undefined
    },
    exit: 0,
    says: '`prune` archives and deletes nothing in this run: the files define nothing',
  },
  {
    title: 'a wrong folder',
    goWrong: async ({ repository }) => {
      await repository.write({ 'statsig.yaml': `definitions: other\n${settings['statsig.yaml']}` })
      await repository.write({ 'other/gates/lonely.yaml': 'id: lonely\nname: lonely\n' })
      return undefined
    },
    exit: 0,
    says: '`prune` archives and deletes nothing in this run: the files are not committed',
  },
  {
    title: 'another folder of the repository as its root',
    goWrong: async ({ repository }) => {
      await repository.commit({ 'elsewhere/README.md': 'Nothing.\n' })
      return { cwd: join(repository.root, 'elsewhere') }
    },
    exit: 3,
    says: 'There is no definition: no file matches',
  },
  {
    title: 'a file that is half written',
    goWrong: async ({ repository }) => {
      await repository.run('rm', '--quiet', 'statsig/gates/gate_000.yaml')
      await repository.commit({ 'statsig/gates/gate_001.yaml': 'id: gate_001\nname: [' })
      return undefined
    },
    exit: 3,
    says: 'yaml-syntax',
  },
  {
    title: 'a shallow clone',
    goWrong: async ({ repository }) => {
      await repository.run('rm', '--quiet', 'statsig/gates/gate_000.yaml')
      await repository.commit()
      const clone = await repository.clone({ depth: 1 })
      return { cwd: clone.root }
    },
    exit: 4,
    says: 'this clone has no record of the last apply',
  },
  {
    title: 'a shallow clone with the record fetched into it',
    goWrong: async ({ repository }) => {
      await repository.run('rm', '--quiet', 'statsig/gates/gate_000.yaml')
      await repository.commit()
      const clone = await repository.clone({ depth: 1 })
      const ref = 'refs/statsig-gitops/default/applied'
      await clone.run('fetch', '--quiet', '--depth=1', 'origin', `${ref}:${ref}`)
      return { cwd: clone.root }
    },
    exit: 1,
    says: 'fetch',
  },
  {
    title: 'a lost record',
    goWrong: async ({ repository }) => {
      await repository.run('rm', '--quiet', 'statsig/gates/gate_000.yaml')
      await repository.commit()
      await repository.run('update-ref', '-d', 'refs/statsig-gitops/default/applied')
      return undefined
    },
    exit: 0,
    says: 'no applied state is recorded',
  },
  {
    title: 'a branch that is behind what was applied',
    goWrong: async ({ repository, run }) => {
      await repository.commit({ 'statsig/gates/later.yaml': 'id: later\nname: later\n' })
      expect((await run('apply --yes')).code).toBe(0)
      await repository.run('checkout', '--quiet', '--detach', 'HEAD~1')
      return undefined
    },
    exit: 4,
    says: 'does not contain',
  },
  {
    title: 'definitions of then that have faults by the rules of today',
    goWrong: async ({ repository }) => {
      await repository.commit({ 'statsig/gates/broken.yaml': 'id: broken\nnme: broken\n' })
      const broken = await repository.run('rev-parse', 'HEAD')
      await repository.run('update-ref', 'refs/statsig-gitops/default/applied', broken)
      await repository.run(
        'rm',
        '--quiet',
        'statsig/gates/gate_000.yaml',
        'statsig/gates/broken.yaml',
      )
      await repository.commit()
      return undefined
    },
    exit: 0,
    says: '`prune` archives and deletes nothing in this run: the definitions at',
  },
]

describe('nothing is archived and nothing is deleted by', () => {
  testInBothRuns.each(casesForRun(drills, (_, index) => index % 3 === 0))(
    '$title',
    async ({ exit, goWrong, says }) => {
      await withFixture(files, async (place) => {
        expect((await place.run('apply --yes')).code).toBe(0)
        const elsewhere = await goWrong(place)
        place.writes()
        const said = await place.run('apply --yes', elsewhere ?? {})
        expect(`${said.err}${said.out}`.replace(/\s+/g, ' ')).toContain(says)
        expect(said.code).toBe(exit)
        expect(place.writes().filter((each) => !each.startsWith('POST'))).toEqual([])
        expect(place.emulator.object('gates', 'gate_000')).toBeDefined()
      })
    },
  )

  longRunTest('the key of another project', async () => {
    await withFixture(files, async ({ repository, run }) => {
      expect((await run('apply --yes')).code).toBe(0)
      await repository.run('rm', '--quiet', 'statsig/gates/gate_000.yaml')
      await repository.commit()
      const other = await startEmulator({
        seed: 2,
        limits: 'none',
        projectId: '6AnotherProject0000000',
      })
      try {
        other.insert('gates', { id: 'gate_000', name: 'gate_000' })
        for (const command of ['plan', 'apply --yes', 'drift']) {
          const said = await run(command, { emulator: other })
          expect(said.code).toBe(4)
          expect(said.err).toContain('applied to the project `6EmulatedProject000000`')
        }
        expect(other.requests.filter(({ method }) => method !== 'GET')).toEqual([])
      } finally {
        await other.close()
      }
    })
  })

  longRunTest('what is pruned for good is exactly what git proves', async () => {
    await withFixture(files, async ({ repository, run, writes }) => {
      expect((await run('apply --yes')).code).toBe(0)
      await repository.run('rm', '--quiet', 'statsig/gates/gate_000.yaml')
      await repository.commit()
      writes()
      expect((await run('apply --yes')).code).toBe(0)
      expect(writes()).toEqual(['DELETE /console/v1/gates/gate_000'])
    })
  })
})

describe('git that cannot be used', () => {
  test('stops the command and says what to do, and `--two-way` goes on without it', async () => {
    await withFixture(files, async ({ repository, run, writes }) => {
      expect((await run('apply --yes')).code).toBe(0)
      await rm(join(repository.root, '.git', 'HEAD'))
      await mkdir(join(repository.root, 'x'))
      await writeFile(join(repository.root, 'x', 'y'), '')
      writes()
      const said = await run('plan')
      expect(said.code).toBe(1)
      expect(said.err).toContain('--two-way')
      expect((await run('plan --two-way')).code).toBe(0)
      expect(writes()).toEqual([])
    })
  })
})
