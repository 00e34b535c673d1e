// A saved plan is carried out once: whatever it was made to do (create, overwrite, take over, start, delete) is not done
// again by the same file, even where Statsig has the content again that the plan was made from.
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts'
import { readSources } from '../../src/io/disk/files.ts'
import { consoleReader } from '../../src/io/statsig/console-api/index.ts'
import { statsigReader } from '../../src/io/statsig/resource-api.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { createKindRegistry } from '../../src/kinds/registry.ts'
import { changedSincePlan, kindsToRead, plannedRevisions } from '../../src/prepare/stale-plan.ts'
import { readAuditPosition, readEntriesAfter } from '../../src/resources/audit-position.ts'
import { isSameRevision, revisionOf } from '../../src/resources/revision.ts'
import { gate as gateFiles, withFixture } from '../applied-state/fixture.ts'
import { runCli } from '../support/cli.ts'
import { troubles, withProject } from '../support/project.ts'

const registry = createKindRegistry({})
const all: readonly Kind[] = kinds

describe.each(['cloud', 'warehouse'] as const)('in a %s project', (project) => {
  test('what a plan has created and people have deleted since is known for every kind in the audit log', async () => {
    const files = await readSources(`config-examples/${project}`, ['statsig', 'statsig/**/*.txt'])
    await withProject({ project }, async (statsig) => {
      const reader = statsigReader(consoleReader(statsig.api), registry)
      const auditPosition = await readAuditPosition(reader)
      const { run } = await statsig.plan(files)
      const { live, plan } = run
      const created = plan.operations.filter(({ action }) => action === 'create')
      expect(created.length).toBeGreaterThan(10)
      const revisions = plannedRevisions(plan, live, registry)
      const staleIn = async (now: typeof live) => {
        const entries = await readEntriesAfter(auditPosition, reader)
        return new Set(
          changedSincePlan({ plan, revisions }, now, entries, registry).map(({ id }) => id),
        )
      }
      expect(await staleIn(live)).toEqual(new Set())
      expect(troubles(await statsig.applyPlan(run))).toEqual([])
      // Live state as if everything had been deleted: only the log tells.
      const stale = await staleIn(live)
      const unknown = created.filter(({ id }) => !stale.has(id)).map(({ kind }) => kind)
      expect([...new Set(unknown)].filter((kind) => registry(kind).kind.auditActions)).toEqual([])
      // What is there again is known without a log.
      const now = await reader.read(kindsToRead(plan, registry))
      const found = changedSincePlan({ plan, revisions }, now, [], registry)
      expect(created.filter((each) => !found.includes(each)).map(({ address }) => address)).toEqual(
        [],
      )
    })
  })
})

test.each(all.filter(({ readOnlyFields }) => readOnlyFields.includes('lastModifiedTime')))(
  '$kind: another version or time is another revision of the same content',
  (kind) => {
    const raw = { name: 'a', version: 1, lastModifiedTime: 1, createdTime: 1 }
    const before = revisionOf(kind, { raw })
    expect(isSameRevision(before, revisionOf(kind, { raw: { ...raw, name: 'b' } }))).toBe(true)
    expect(isSameRevision(before, revisionOf(kind, { raw: { ...raw, lastModifiedTime: 2 } }))).toBe(
      false,
    )
    // An answer without the member says nothing.
    expect(isSameRevision(before, revisionOf(kind, { raw: { name: 'a' } }))).toBe(true)
    const counts = kind.readOnlyFields.includes('version')
    expect(isSameRevision(before, revisionOf(kind, { raw: { ...raw, version: 2 } }))).toBe(!counts)
  },
)

test('an overwritten incident is not overwritten again by the same file', async () => {
  await withFixture(gateFiles('aaa'), async ({ emulator, repository, run, writes }) => {
    const switchOff = () =>
      emulator.edit('gates', 'aaa', (it) => ({ ...it, isEnabled: false, status: 'Disabled' }))
    const isEnabled = () => emulator.object('gates', 'aaa')?.['isEnabled']
    await run('apply --yes')
    switchOff()
    const plan = join(repository.root, '../plan.json')
    const copies = ['copy', 'other'].map((name) => join(repository.root, `../${name}.json`))
    await run(`plan --overwrite gate/aaa --out ${plan}`)
    for (const copy of copies) copyFileSync(plan, copy)
    expect([(await run(`apply ${plan} --yes`)).code, isEnabled()]).toEqual([0, true])
    switchOff()
    writes()
    const again = await run(`apply ${plan} --yes`)
    expect([again.code, again.err]).toEqual([5, expect.stringContaining('was applied already')])
    // A copy that is not marked: the record of the apply has moved.
    const copied = await run(`apply ${copies[0]} --yes`)
    expect([copied.code, copied.err]).toEqual([5, expect.stringContaining('another apply')])
    // Where the record is not at hand, Statsig tells.
    await repository.run('update-ref', '-d', 'refs/statsig-gitops/default/applied')
    const unmarked = readFileSync(copies[1] ?? '', 'utf8')
    expect(unmarked).toContain('"isApplied": false')
    expect([(await run(`apply ${copies[1]} --yes`)).code, writes()]).toEqual([5, []])
    expect(isEnabled()).toBe(false)
    // A plan that is made anew does what it says.
    await run('apply --yes')
    await run(`plan --overwrite-unmanaged gate/aaa --out ${plan}`)
    expect([(await run(`apply ${plan} --yes`)).code, isEnabled()]).toEqual([0, false])
  })
})

describe('without git', () => {
  const gate = 'id: aaa\nname: aaa\nisEnabled: true\n'
  const withFolder = async (
    options: EmulatorOptions,
    work: (place: {
      readonly emulator: Awaited<ReturnType<typeof startEmulator>>
      readonly root: string
      readonly run: (command: string) => ReturnType<typeof runCli>
    }) => Promise<void>,
  ) => {
    const root = mkdtempSync(join(tmpdir(), 'saved-plan-'))
    onTestFinished(() => rmSync(root, { recursive: true }))
    const emulator = await startEmulator({ seed: 1, limits: 'none', ...options })
    onTestFinished(() => emulator.close())
    writeFileSync(join(root, 'statsig.yaml'), 'definitions: ["*.gate.yaml"]\n')
    writeFileSync(join(root, 'a.gate.yaml'), `kind: gate\n${gate}`)
    await work({
      emulator,
      root,
      run: (command) =>
        runCli(command.split(' '), {
          cwd: root,
          env: { STATSIG_API_URL: emulator.url, STATSIG_API_KEY: emulator.key },
        }),
    })
  }

  test.each([[[]], [['audit-logs-forbidden']]] as const)(
    'nothing is created, changed or deleted twice by copies of a plan, under %j',
    async (behaviors) => {
      await withFolder({ behaviors: [...behaviors] }, async ({ emulator, root, run }) => {
        const apply = async (name: string) => (await run(`apply ${name} --yes`)).code
        const keep = (name: string) =>
          copyFileSync(join(root, 'plan.json'), join(root, `${name}.json`))
        const switchTo = (isEnabled: boolean) =>
          emulator.edit('gates', 'aaa', (it) => ({ ...it, isEnabled }))
        await run('plan --out plan.json')
        keep('creation')
        expect(await apply('plan.json')).toBe(0)
        switchTo(false)
        await run('plan --out plan.json')
        keep('update')
        expect(await apply('plan.json')).toBe(0)
        switchTo(false)
        expect(await apply('update.json')).toBe(5)
        // Changed and changed back.
        switchTo(true)
        switchTo(false)
        await run('plan --out plan.json')
        switchTo(true)
        switchTo(false)
        expect(await apply('plan.json')).toBe(5)
        emulator.remove('gates', 'aaa')
        // Without the log, a copy of a creation cannot be told from a plan that was never applied.
        if (behaviors.length === 0) expect(await apply('creation.json')).toBe(5)
        else expect(await apply('plan.json')).toBe(5)
        expect(emulator.object('gates', 'aaa')).toBeUndefined()
      })
    },
  )

  test('a plan whose apply wrote nothing may be tried again', async () => {
    const faults = [{ kind: '403', method: 'POST', times: 1 }] as const
    await withFolder({ faults }, async ({ run }) => {
      await run('plan --out plan.json')
      expect((await run('apply plan.json --yes')).code).toBe(1)
      expect((await run('apply plan.json --yes')).code).toBe(0)
      expect((await run('apply plan.json --yes')).code).toBe(5)
    })
  })

  test('a plan that cannot be marked is not applied', async () => {
    await withFolder({}, async ({ emulator, root, run }) => {
      await run('plan --out plan.json')
      chmodSync(join(root, 'plan.json'), 0o444)
      const { code, err } = await run('apply plan.json --yes')
      // The superuser may write it all the same.
      if (process.getuid?.() === 0) expect(code).toBe(0)
      else {
        expect([code, err]).toEqual([64, expect.stringContaining('cannot be marked as applied')])
        expect(emulator.object('gates', 'aaa')).toBeUndefined()
      }
    })
  })
})
