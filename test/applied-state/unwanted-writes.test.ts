// Writes that nobody asked for, each of them once made or nearly made: what is to happen instead.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test as testInBothRuns } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { type Emulator, startEmulator } from '../../src/emulator/index.ts'
import {
  casesForRun,
  longRunSuite,
  longRunTest,
  usualRunTest as test,
} from '../support/long-run.ts'
import { type Files, gate, gates, withFixture } from './fixture.ts'

const gateFile = (id: string): string => `statsig/gates/${id}.yaml`
const itemsOf = (object: JsonObject | undefined, name: string): readonly JsonObject[] =>
  (object?.[name] ?? []) as readonly JsonObject[]
const rulesOf = (emulator: Emulator, id = 'aaa'): readonly JsonObject[] =>
  itemsOf(emulator.object('gates', id), 'rules')
const editRules = (
  emulator: Emulator,
  change: (rules: readonly JsonObject[]) => readonly JsonObject[],
) => emulator.edit('gates', 'aaa', (it) => ({ ...it, rules: change(itemsOf(it, 'rules')) }))
const described = (id: string, text: string): Files => gate(id, `description: ${text}\n`)
const ref = 'refs/statsig-gitops/default/applied'

longRunSuite('a work tree that is behind', () => {
  longRunTest('a part that was applied later counts as well', async () => {
    const files = { ...described('aaa', 'One'), ...described('bbb', 'One') }
    await withFixture(files, async ({ emulator, repository, run, writes }) => {
      await run('apply --yes')
      emulator.edit('gates', 'bbb', (it) => ({ ...it, description: 'By hand' }))
      await repository.commit({ ...described('aaa', 'Two'), ...described('bbb', 'Two') })
      expect((await run('apply --yes')).code).toBe(6)
      writes()
      await repository.run('checkout', '--quiet', 'HEAD~1')
      expect((await run('plan')).code).toBe(4)
      expect([(await run('apply --yes')).code, writes()]).toEqual([4, []])
    })
  })

  longRunTest('a plan that was saved there is not applied', async () => {
    await withFixture(described('aaa', 'One'), async ({ repository, run, writes }) => {
      await run('apply --yes')
      await repository.commit(described('aaa', 'Two'))
      await run('apply --yes')
      await repository.run('checkout', '--quiet', 'HEAD~1')
      await run('plan --out ../plan.json')
      writes()
      expect([(await run('apply ../plan.json --yes')).code, writes()]).toEqual([4, []])
    })
  })

  longRunTest('a shallow clone that cannot tell is taken for one', async () => {
    await withFixture(described('aaa', 'One'), async ({ repository, run, writes }) => {
      await run('apply --yes')
      await repository.run('checkout', '--quiet', '-b', 'old')
      await repository.commit(gate('bbb'))
      await repository.run('checkout', '--quiet', 'main')
      await repository.commit(described('aaa', 'Two'))
      await run('apply --yes')
      await repository.run('checkout', '--quiet', 'old')
      const clone = await repository.clone({ depth: 1 })
      await clone.run('fetch', '--quiet', '--depth=2', 'origin', `${ref}:${ref}`)
      writes()
      const said = await run('apply --yes', { cwd: clone.root })
      expect([said.code, writes()]).toEqual([4, []])
      expect(said.err).toContain('git fetch --unshallow')
    })
  })
})

longRunSuite('`onDrift: overwrite`', () => {
  longRunTest('does not undo what another clone has applied since', async () => {
    const files = { ...described('aaa', 'One'), 'statsig.yaml': 'onDrift: overwrite\n' }
    await withFixture(files, async ({ repository, run, writes }) => {
      await run('apply --yes')
      // The audit log tells whole seconds.
      await new Promise((done) => setTimeout(done, 1_100))
      const clone = await repository.clone()
      await clone.run('fetch', '--quiet', 'origin', `${ref}:${ref}`)
      await clone.commit(described('aaa', 'Two'))
      expect((await run('apply --yes', { cwd: clone.root })).code).toBe(0)
      writes()
      const said = await run('apply --yes')
      expect([said.code, writes()]).toEqual([4, []])
      expect(said.out.replace(/\s+/g, ' ')).toContain('it may have been applied from another clone')
      expect((await run('apply --yes --overwrite gate/aaa')).code).toBe(0)
    })
  })
})

describe('values that are merged', () => {
  const ruled = (more: string): Files =>
    gate(
      'aaa',
      `rules:\n  - name: Staff\n    passPercentage: 100\n${more}    conditions:\n      - { type: email, operator: str_contains_any, targetValue: ['@x.y'] }\n`,
    )

  test('a rule that both sides narrow is in conflict, and opened nowhere', async () => {
    const both = ruled('    environments: [development, staging]\n')
    await withFixture(both, async ({ emulator, repository, run, writes }) => {
      await run('apply --yes')
      editRules(emulator, (rules) => rules.map((each) => ({ ...each, environments: ['staging'] })))
      await repository.commit(ruled('    environments: [development]\n'))
      writes()
      expect([(await run('apply --yes')).code, writes()]).toEqual([4, []])
    })
  })

  const ignoring = (conditions: string): Files =>
    gate(
      'aaa',
      `lifecycle: { ignoreChanges: ['rules/*/conditions/*/targetValue'] }\nrules:\n  - name: Staff\n    passPercentage: 100\n    conditions:\n${conditions}`,
    )
  const mail = (operator = 'str_contains_any') =>
    `      - { type: email, operator: ${operator}, targetValue: ['@x.y'] }\n`
  const targets = (emulator: Emulator) =>
    itemsOf(rulesOf(emulator)[0], 'conditions').map(({ targetValue }) => targetValue)

  longRunTest(
    'what is ignored in one condition does not get into another that the file adds',
    async () => {
      await withFixture(ignoring(mail()), async ({ emulator, repository, run }) => {
        await run('apply --yes')
        editRules(emulator, (rules) =>
          rules.map((rule) => ({
            ...rule,
            conditions: itemsOf(rule, 'conditions').map((each) => ({
              ...each,
              targetValue: ['@z'],
            })),
          })),
        )
        const country = "      - { type: country, operator: any, targetValue: ['DE'] }\n"
        await repository.commit(ignoring(`${country}${mail()}`))
        expect((await run('apply --yes')).code).toBe(0)
        expect(targets(emulator)).toEqual([['DE'], ['@z']])
      })
    },
  )

  longRunTest('what is ignored is no conflict with a change beside it', async () => {
    await withFixture(ignoring(mail()), async ({ emulator, repository, run }) => {
      await run('apply --yes')
      editRules(emulator, (rules) =>
        rules.map((rule) => ({
          ...rule,
          conditions: itemsOf(rule, 'conditions').map((each) => ({ ...each, targetValue: ['@z'] })),
        })),
      )
      await repository.commit(ignoring(mail('str_contains_none')))
      expect((await run('apply --yes')).code).toBe(0)
      expect(targets(emulator)).toEqual([['@z']])
    })
  })

  longRunTest(
    'a list that is replaced whole does not undo what was changed a moment ago',
    async () => {
      const rules = (share: number) =>
        `rules:\n  - { name: A, passPercentage: ${share}, conditions: [{ type: country, operator: any, targetValue: [DE] }] }\n  - { name: B, passPercentage: 100, conditions: [{ type: public }] }\n`
      let act: (() => void) | undefined
      await withFixture(
        { ...described('zzz', 'One'), ...gate('aaa', rules(10)) },
        async ({ emulator, repository, run }) => {
          const lowered = (share: number) =>
            editRules(emulator, (all) =>
              all.map((each) => (each['name'] === 'B' ? { ...each, passPercentage: share } : each)),
            )
          await run('apply --yes')
          lowered(50)
          await repository.commit({ ...described('zzz', 'Two'), ...gate('aaa', rules(20)) })
          act = () => lowered(0)
          await run('apply --yes --parallelism 1')
          expect(rulesOf(emulator)[1]?.['passPercentage']).toBe(0)
        },
        {
          onRequest: (line) => {
            if (!line.startsWith('GET /console/v1/gates?')) return
            const now = act
            act = undefined
            now?.()
          },
        },
      )
    },
  )

  test('the first mention of a key does not switch on what somebody has switched off', async () => {
    const plain = { [gateFile('aaa')]: 'id: aaa\nname: aaa\n' }
    await withFixture(plain, async ({ emulator, repository, run, writes }) => {
      await run('apply --yes')
      emulator.edit('gates', 'aaa', (it) => ({ ...it, isEnabled: false }))
      await repository.commit(gate('aaa'))
      writes()
      expect([(await run('apply --yes')).code, writes()]).toEqual([4, []])
      expect((await run('apply --yes --overwrite gate/aaa#isEnabled')).code).toBe(0)
      expect(emulator.object('gates', 'aaa')?.['isEnabled']).toBe(true)
    })
  })

  longRunTest(
    'the first rules of a gate are a change, since nobody knows of any that were taken away',
    async () => {
      await withFixture(gate('aaa'), async ({ emulator, repository, run, writes }) => {
        await run('apply --yes')
        const rules = 'rules: [{ name: All, passPercentage: 5, conditions: [{ type: public }] }]\n'
        await repository.commit(gate('aaa', rules))
        writes()
        expect([(await run('apply --yes')).code, writes()]).toEqual([
          0,
          ['PATCH /console/v1/gates/aaa'],
        ])
        // What is in Statsig besides, and more careful, is still somebody's care.
        emulator.edit('gates', 'aaa', (it) => ({ ...it, rules: [] }))
        await repository.commit(gate('aaa', rules.replace('5', '6')))
        expect((await run('apply --yes')).code).toBe(4)
      })
    },
  )

  longRunTest(
    'an experiment whose status the file has never said is started when it does',
    async () => {
      const experiment = (more: string): Files => ({
        'statsig/experiments/rank.yaml': `id: rank\nname: rank\nidType: userID\nhypothesis: It is better.\nallocation: 50\ngroups:\n  - { name: Control, size: 50, parameterValues: {} }\n  - { name: Test, size: 50, parameterValues: {} }\n${more}`,
      })
      await withFixture(experiment(''), async ({ emulator, repository, run }) => {
        expect((await run('apply --yes')).code).toBe(0)
        await repository.commit(experiment('status: active\n'))
        expect((await run('apply --yes')).code).toBe(0)
        expect(emulator.object('experiments', 'rank')?.['status']).toBe('active')
      })
    },
  )

  test('a tag of what is held is not made', async () => {
    await withFixture(gate('aaa', 'tags: [risky]\n'), async ({ emulator, run, writes }) => {
      emulator.insert('gates', { id: 'aaa', name: 'aaa', isEnabled: true, tags: [] })
      expect([(await run('apply --yes')).code, writes()]).toEqual([0, []])
    })
  })

  longRunTest('members of a team are sent as mails, however Statsig shows them', async () => {
    const team = (text: string): Files => ({
      'statsig/teams/t.yaml': `name: Tee\ndescription: ${text}\nmembers: [a@example.com]\nchangeTeamConfigs: anyone\nreviewApproval: anyone\n`,
    })
    await withFixture(team('One'), async ({ emulator, repository, run }) => {
      await run('apply --yes')
      const id = String(emulator.snapshot().teams[0]?.['id'])
      emulator.edit('teams', id, (it) => ({
        ...it,
        members: [...itemsOf(it, 'members'), 'b@example.com'],
      }))
      await repository.commit(team('Two'))
      const said = await run('apply --yes')
      expect(said.code, said.err + said.out).toBe(0)
    })
  })
})

longRunSuite('what is retired', () => {
  const retired = (how: string): Files => gate('aaa', `lifecycle: { retired: ${how} }\n`)

  longRunTest('is not deleted again when somebody makes it anew', async () => {
    await withFixture(gate('aaa'), async ({ emulator, repository, run, writes }) => {
      await run('apply --yes')
      await repository.commit(retired('delete'))
      expect((await run('apply --yes')).code).toBe(0)
      emulator.insert('gates', { id: 'aaa', name: 'aaa', isEnabled: true })
      writes()
      const said = await run('apply --yes')
      expect([said.code, writes()]).toEqual([0, []])
      expect((await run('drift')).out).toContain('in use in Statsig again')
    })
  })

  longRunTest('does not go at first contact, unless it is taken over', async () => {
    await withFixture(retired('delete'), async ({ emulator, run, writes }) => {
      emulator.insert('gates', { id: 'aaa', name: 'aaa', isEnabled: true })
      expect([(await run('apply --yes')).code, writes()]).toEqual([0, []])
      expect((await run('apply --yes --overwrite-unmanaged gate/aaa')).code).toBe(0)
      expect(writes()).toEqual(['DELETE /console/v1/gates/aaa'])
    })
  })

  longRunTest('what is archived by its status keeps what the console changes', async () => {
    const experiment = (status: string): Files => ({
      'statsig/experiments/e.yaml': `id: words\nname: Words\nstatus: ${status}\ndescription: One\ngroups:\n  - { name: A, size: 50, parameterValues: {} }\n  - { name: B, size: 50, parameterValues: {} }\n`,
    })
    await withFixture(experiment('setup'), async ({ emulator, repository, run, writes }) => {
      await run('apply --yes')
      await repository.commit(experiment('archived'))
      expect((await run('apply --yes')).code).toBe(0)
      emulator.edit('experiments', 'words', (it) => ({ ...it, description: 'By hand' }))
      writes()
      expect([(await run('apply --yes')).code, writes()]).toEqual([0, []])
    })
  })
})

describe('what is pruned', () => {
  const files = { 'statsig.yaml': 'prune: delete\n', ...gates(3) }

  longRunTest(
    'has not been changed by anybody since, even in what its file did not name',
    async () => {
      await withFixture(files, async ({ emulator, repository, run, writes }) => {
        await run('apply --yes')
        emulator.edit('gates', 'gate_000', (it) => ({ ...it, description: 'Ours now' }))
        await repository.remove(gateFile('gate_000'))
        await repository.commit()
        writes()
        const said = await run('apply --yes')
        expect([said.code, writes()]).toEqual([4, []])
        expect(said.out).toContain('changed in Statsig since')
        expect((await run('apply --yes --overwrite gate/gate_000')).code).toBe(0)
        expect(writes()).toEqual(['DELETE /console/v1/gates/gate_000'])
      })
    },
  )

  const moves: readonly {
    readonly title: string
    readonly steps: readonly ((
      git: (...args: readonly string[]) => Promise<string>,
    ) => Promise<unknown>)[]
    readonly last?: Files
  }[] = [
    {
      title: 'was not put back by a revert and then left out by a pattern',
      steps: [
        (git) => git('rm', '--quiet', gateFile('gate_000')),
        (git) => git('commit', '--quiet', '--message=Delete'),
        (git) => git('revert', '--no-edit', 'HEAD'),
      ],
      last: { 'statsig.yaml': 'prune: delete\ndefinitions: statsig/gates/gate_00{1,2}.yaml\n' },
    },
    {
      title: 'was not moved to where no pattern looks',
      steps: [(git) => git('mv', gateFile('gate_000'), 'statsig/legacy.yaml')],
      last: { 'statsig.yaml': 'prune: delete\ndefinitions: statsig/gates/*.yaml\n' },
    },
    {
      title: 'was not moved out of the folders of definitions',
      steps: [(git) => git('mv', gateFile('gate_000'), 'moved.yaml')],
    },
  ]
  testInBothRuns.each(casesForRun(moves, (_, index) => index % 3 === 0))(
    '$title',
    async ({ last = {}, steps }) => {
      await withFixture(files, async ({ emulator, repository, run, writes }) => {
        await run('apply --yes')
        for (const step of steps) await step(repository.run)
        await repository.commit(last)
        writes()
        await run('apply --yes')
        expect(writes().filter((each) => each.startsWith('DELETE'))).toEqual([])
        expect(emulator.object('gates', 'gate_000')).toBeDefined()
      })
    },
  )

  longRunTest('is of the project that was applied to, as far as Statsig tells', async () => {
    await withFixture(files, async ({ repository, run }) => {
      await run('apply --yes')
      await repository.remove(gateFile('gate_000'))
      await repository.commit()
      const other = await startEmulator({
        seed: 1,
        limits: 'none',
        projectId: 'another',
        faults: [{ kind: '403', path: '/console/v1/project' }],
      })
      try {
        for (const index of [0, 1, 2])
          other.insert('gates', { id: `gate_00${index}`, name: `gate_00${index}`, isEnabled: true })
        const said = await run('apply --yes', { emulator: other })
        expect(said.out.replace(/\s+/g, ' ')).toContain(
          'Statsig does not return the id of the project',
        )
        expect(other.requests.filter(({ method }) => method !== 'GET')).toEqual([])
        const message = await repository.run('log', '-1', '--format=%B', ref)
        expect(message).toContain('"project"')
      } finally {
        await other.close()
      }
    })
  })

  longRunTest('is little of what is in use: what is archived does not count', async () => {
    const many = {
      'statsig.yaml': 'prune: archive\nguardrails: { prune: { most: 99 } }\n',
      ...gates(12),
    }
    await withFixture(many, async ({ emulator, repository, run, writes }) => {
      await run('apply --yes')
      for (let index = 0; index < 60; index += 1)
        emulator.insert('gates', { id: `old_${index}`, name: `old_${index}`, status: 'Archived' })
      await repository.remove(...[0, 1, 2, 3].map((index) => gateFile(`gate_00${index}`)))
      await repository.commit()
      writes()
      expect([(await run('apply --yes')).code, writes()]).toEqual([4, []])
    })
  })

  longRunTest(
    'and comes back is new, also after an apply in which something else failed',
    async () => {
      const mixed = { ...files, ...described('ccc', 'One') }
      await withFixture(mixed, async ({ emulator, repository, run }) => {
        await run('apply --yes')
        emulator.edit('gates', 'ccc', (it) => ({ ...it, description: 'By hand' }))
        await repository.remove(gateFile('gate_000'))
        await repository.commit(described('ccc', 'Two'))
        expect((await run('apply --yes')).code).toBe(6)
        expect(emulator.object('gates', 'gate_000')).toBeUndefined()
        await repository.commit(described('gate_000', 'Again'))
        await run('apply --yes')
        expect(emulator.object('gates', 'gate_000')).toBeDefined()
      })
    },
  )
})

longRunSuite('the record', () => {
  longRunTest(
    'does not move past a change that an archived gate has kept from being made',
    async () => {
      await withFixture(described('aaa', 'One'), async ({ emulator, repository, run }) => {
        await run('apply --yes')
        const before = emulator.object('gates', 'aaa')?.['status'] ?? 'In Progress'
        emulator.edit('gates', 'aaa', (it) => ({ ...it, status: 'Archived' }))
        await repository.commit(described('aaa', 'Two'))
        expect((await run('apply --yes')).code).toBe(0)
        emulator.edit('gates', 'aaa', (it) => ({ ...it, status: before, isEnabled: true }))
        expect((await run('apply --yes')).code).toBe(0)
        expect(emulator.object('gates', 'aaa')?.['description']).toBe('Two')
      })
    },
  )

  longRunTest(
    'says that what Statsig accepted was applied, also where it cannot be read again',
    async () => {
      let fail: (() => void) | undefined
      await withFixture(
        described('aaa', 'One'),
        async ({ emulator, repository, run }) => {
          await run('apply --yes')
          const before = await repository.run('rev-parse', ref)
          await repository.commit(described('aaa', 'Two'))
          fail = () => {
            emulator.faults = [{ kind: '403', method: 'GET', path: '/console/v1/gates' }]
          }
          expect((await run('apply --yes')).code).toBe(1)
          expect(await repository.run('rev-parse', ref)).not.toBe(before)
          emulator.faults = []
          expect((await run('plan --detailed-exitcode')).code).toBe(0)
        },
        {
          onRequest: (line) => {
            if (line.startsWith('PATCH')) fail?.()
          },
        },
      )
    },
  )
})

describe('settings that loosen something', () => {
  const reviews = (word: string): Files => ({ 'statsig.yaml': `reviews: ${word}\n` })

  test.each(['apply --yes', 'apply ../plan.json --yes', 'apply --yes --two-way'])(
    'do not count in the change that brings them: %s',
    async (command) => {
      const files = { ...described('aaa', 'One'), ...reviews('respect') }
      await withFixture(files, async ({ emulator, repository, run }) => {
        await run('apply --yes')
        await repository.commit({ ...described('aaa', 'Two'), ...reviews('bypass') })
        emulator.faults = [{ kind: 'review' }]
        await run('plan --out ../plan.json')
        await run(command)
        expect(emulator.object('gates', 'aaa')?.['description']).toBe('One')
      })
    },
  )

  longRunTest('do not count for a target under a new name either', async () => {
    const target = (name: string, more = ''): Files => ({
      'statsig.yaml': `${more}targets: { ${name}: { project: 6EmulatedProject000000 } }\n`,
    })
    const files = { ...described('aaa', 'One'), ...target('one') }
    await withFixture(files, async ({ emulator, repository, run }) => {
      expect((await run('apply --yes')).code).toBe(0)
      await repository.commit({ ...described('aaa', 'Two'), ...target('two', 'reviews: bypass\n') })
      emulator.faults = [{ kind: 'review' }]
      await run('apply --yes --overwrite-unmanaged gate/aaa')
      expect(emulator.object('gates', 'aaa')?.['description']).toBe('One')
    })
  })
})

describe('adoption', () => {
  test('leaves ignored places as the file has them', async () => {
    const files = gate('aaa', 'description: One\nlifecycle: { ignoreChanges: [isEnabled] }\n')
    await withFixture(files, async ({ emulator, repository, run }) => {
      await run('apply --yes')
      emulator.edit('gates', 'aaa', (it) => ({ ...it, isEnabled: false, description: 'By hand' }))
      expect((await run('drift --adopt')).code).toBe(0)
      expect(await repository.run('diff', '--unified=0')).toMatch(
        /^-description: One\n\+description: By hand$/m,
      )
      expect(await repository.run('diff')).not.toContain('-isEnabled')
    })
  })

  test('does not write the list of one segment for another that shares its file', async () => {
    const segment = (id: string): Files => ({
      [`statsig/segments/${id}.yaml`]: `id: ${id}\nname: ${id}\ntype: id_list\nidsFile: ../../ids.txt\n`,
    })
    const files = { ...segment('one'), ...segment('two'), 'ids.txt': 'a\nb\nc\n' }
    await withFixture(files, async ({ emulator, repository, run }) => {
      await run('apply --yes')
      const gone = await fetch(new URL('/console/v1/segments/one/id_list', emulator.url), {
        method: 'DELETE',
        headers: { 'STATSIG-API-KEY': emulator.key, 'content-type': 'application/json' },
        body: JSON.stringify({ ids: ['a'] }),
      })
      expect(gone.ok).toBe(true)
      const said = await run('drift --adopt segment/one')
      expect([said.code, said.out]).toEqual([4, expect.stringContaining('names the same file')])
      expect(await readFile(join(repository.root, 'ids.txt'), 'utf8')).toBe('a\nb\nc\n')
    })
  })

  test('keeps what the file changed under a new name', async () => {
    const layer = (name: string, value: string): Files => ({
      'statsig/layers/a.yaml': `name: ${name}\nid: search\ndescription: One\nidType: userID\nparameters: [{ name: a, type: string, defaultValue: ${value} }]\n`,
    })
    await withFixture(layer('Search', 'x'), async ({ emulator, repository, run }) => {
      await run('apply --yes')
      emulator.edit('layers', 'search', (it) => ({
        ...it,
        description: 'By hand',
        name: 'Search B',
      }))
      await repository.commit(layer('Search B', 'y'))
      expect((await run('drift --adopt')).code).toBe(0)
      const text = await readFile(join(repository.root, 'statsig/layers/a.yaml'), 'utf8')
      expect(text).toBe(
        String(layer('Search B', 'y')['statsig/layers/a.yaml']).replace('One', 'By hand'),
      )
    })
  })
})
