// Saved plans and exit codes, by the command line itself: one row of the table after another.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { reportExitCode } from '../../src/session/apply-exit-code.ts'
import { runCli } from '../support/cli.ts'
import { withProject } from '../support/project.ts'
import { experiment, gate, layer, live, outcomeStatuses, tag, writes } from './fixture.ts'

/** A repository on disk and a project to apply it to. */
const repository = async (files: readonly SourceFile[], options: EmulatorOptions = {}) => {
  const root = await mkdtemp(join(tmpdir(), 'apply-'))
  const emulator: Emulator = await startEmulator({ seed: 1, limits: 'none', ...options })
  onTestFinished(async () => {
    await emulator.close()
    await rm(root, { recursive: true })
  })
  const write = async (more: readonly SourceFile[]): Promise<void> => {
    for (const { path, text } of more) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
  }
  await write(files)
  const run = (command: string) =>
    runCli([...command.split(' '), '--api-url', emulator.url], {
      cwd: root,
      env: { STATSIG_API_KEY: emulator.key },
    })
  return { emulator, root, run, write }
}

const banner = gate('banner', 'description: Old\n')
const changed = gate('banner', 'description: New\n')

describe('a saved plan', () => {
  test('is refused when a live object that it touches has moved, and nothing is written', async () => {
    const { emulator, run, write } = await repository([banner, gate('other')])
    await run('apply --yes')
    await write([changed])
    expect((await run('plan --out plan.json')).code).toBe(0)
    const sent = writes(emulator)
    emulator.edit('gates', 'banner', (it) => ({ ...it, isEnabled: false }))
    const said = await run('apply plan.json --yes')
    expect(said.code).toBe(5)
    expect(said.err).toContain('Nothing was written')
    expect(said.err).toContain('gate/banner')
    expect(said.err).not.toContain('gate/other')
    expect(writes(emulator)).toBe(sent)
  })

  test('is refused when what it creates is there by now', async () => {
    const { emulator, run } = await repository([banner])
    await run('plan --out plan.json')
    emulator.insert('gates', { id: 'banner', name: 'banner' })
    expect((await run('apply plan.json --yes')).code).toBe(5)
    expect(writes(emulator)).toBe(0)
  })

  test('is refused when what it changes is gone by now', async () => {
    const { run, write } = await repository([tag('growth', 'Old')])
    await run('apply --yes')
    await write([tag('growth', 'New')])
    await run('plan --out plan.json')
    await write([
      {
        path: 'statsig/tags/growth.yaml',
        text: 'name: growth\ndescription: New\nlifecycle: { retired: delete }\n',
      },
    ])
    expect((await run('apply --yes')).code).toBe(0)
    expect((await run('apply plan.json --yes')).code).toBe(5)
  })

  test('runs when something else has moved, and does what was looked at and no more', async () => {
    const { emulator, run, write } = await repository([banner, gate('other')])
    await run('apply --yes')
    await write([changed])
    await run('plan --out plan.json')
    emulator.edit('gates', 'other', (it) => ({ ...it, description: 'Theirs' }))
    await write([gate('banner', 'description: Newer\n'), gate('third')])
    expect((await run('apply plan.json --yes')).code).toBe(0)
    expect(live(emulator, 'gates', 'banner')['description']).toBe('New')
    expect(live(emulator, 'gates', 'other')['description']).toBe('Theirs')
    expect(live(emulator, 'gates', 'third')).toEqual({})
  })

  test('whose references by name mean ids that Statsig made runs as well', async () => {
    const files = [layer('Page layer'), experiment('rank', 'layerID: Page layer\nidType: userID\n')]
    const { emulator, run, write } = await repository(files.slice(0, 1))
    await run('apply --yes')
    await write(files)
    await run('plan --out plan.json')
    expect((await run('apply plan.json --yes')).code).toBe(0)
    expect(live(emulator, 'experiments', 'rank')['layerID']).toBe('page_layer')
  })

  const tampering: readonly (readonly [string, (text: string) => string])[] = [
    ['a value of which is not what was saved', (text) => text.replace('"New"', '"Evil"')],
    [
      'an operation of which has been taken out',
      (text) => {
        const plan: { operations: unknown[] } = JSON.parse(text)
        plan.operations.pop()
        return JSON.stringify(plan)
      },
    ],
    [
      'an operation of which means another object',
      (text) => text.replaceAll('"banner"', '"other"'),
    ],
    ['without a seal', (text) => text.replace(/"seal": "\w+"/, '"seal": 1')],
    ['of another version', (text) => text.replace('"version": 2', '"version": 1')],
    ['that is no JSON', (text) => text.slice(1)],
    ['that is no plan', () => '{"operations": []}'],
    ['that is empty', () => ''],
  ]
  test.each(tampering)('%s is refused, and nothing is asked or written', async (_, tamper) => {
    const { emulator, root, run, write } = await repository([banner])
    await run('apply --yes')
    await write([changed])
    await run('plan --out plan.json')
    const path = join(root, 'plan.json')
    await writeFile(path, tamper(await readFile(path, 'utf8')))
    const before = emulator.requests.length
    const said = await run('apply plan.json --yes')
    expect(said.code).toBe(64)
    expect(said.err).toContain('plan.json')
    expect(emulator.requests).toHaveLength(before)
  })

  test('may be printed anew by other tools as long as it says the same', async () => {
    const { root, run } = await repository([banner])
    await run('plan --out plan.json')
    const path = join(root, 'plan.json')
    const plan: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'))
    const reversed = Object.fromEntries(Object.entries(plan).reverse())
    await writeFile(path, JSON.stringify(reversed))
    expect((await run('apply plan.json --yes')).code).toBe(0)
  })

  test('that does not exist is wrong usage', async () => {
    const { run } = await repository([banner])
    expect((await run('apply plan.json --yes')).code).toBe(64)
  })
})

const frozen = gate('banner', 'idType: stableID\n')
interface Row {
  readonly code: number
  readonly what: string
  readonly files: readonly SourceFile[]
  readonly command: string
  readonly options?: EmulatorOptions
  /** What is applied before. */
  readonly before?: readonly SourceFile[]
}
const rows: readonly Row[] = [
  { code: 64, what: 'nobody can be asked', files: [banner], command: 'apply' },
  { code: 64, what: 'an option is unknown', files: [banner], command: 'apply --yes --force' },
  {
    code: 3,
    what: 'a definition is invalid',
    files: [gate('banner', 'isEnabled: maybe\n')],
    command: 'apply --yes',
  },
  {
    code: 3,
    what: 'settings are invalid',
    files: [banner, { path: 'statsig.yaml', text: 'reviews: sometimes\n' }],
    command: 'apply --yes',
  },
  { code: 4, what: 'all is refused', before: [banner], files: [frozen], command: 'apply --yes' },
  { code: 4, what: 'a plan holds a refusal', before: [banner], files: [frozen], command: 'plan' },
  {
    code: 6,
    what: 'one is refused and another is done',
    before: [banner],
    files: [frozen, gate('other')],
    command: 'apply --yes',
  },
  {
    code: 6,
    what: 'one failed and another is done',
    files: [banner, gate('other')],
    command: 'apply --yes --parallelism 1',
    options: { faults: [{ kind: '403', method: 'POST', nth: 2 }] },
  },
  {
    code: 1,
    what: 'all failed and nothing was written',
    files: [banner],
    command: 'apply --yes',
    options: { faults: [{ kind: '403', method: 'POST' }] },
  },
  {
    code: 1,
    what: 'the key is refused',
    files: [banner],
    command: 'apply --yes',
    options: { faults: [{ kind: '401' }] },
  },
  {
    code: 2,
    what: 'there is something to do',
    files: [banner],
    command: 'plan --detailed-exitcode',
  },
  {
    code: 0,
    what: 'there is nothing to do',
    before: [banner],
    files: [banner],
    command: 'plan --detailed-exitcode',
  },
  { code: 0, what: 'there is something to do and nobody asked', files: [banner], command: 'plan' },
  { code: 0, what: 'all is done', files: [banner], command: 'apply --yes' },
  { code: 0, what: 'nothing was to do', before: [banner], files: [banner], command: 'apply --yes' },
  {
    code: 0,
    what: 'a change waits for a review',
    before: [banner],
    files: [changed],
    command: 'apply --yes',
    options: { behaviors: ['review-required'] },
  },
  {
    code: 0,
    what: 'live state is ahead of the file',
    before: [experiment('rank', 'status: active\n')],
    files: [experiment('rank', 'status: setup\n')],
    command: 'apply --yes',
  },
]

describe.each(rows)('$code when $what', ({ before = [], code, command, files, options }) => {
  test.each(['text', 'json'])('in %s', async (format) => {
    const { emulator, run, write } = await repository(before)
    if (before.length > 0) expect((await run('apply --yes')).code).toBe(0)
    // The faults are for what follows; a behavior has been there all along.
    const other = await repository(files, { ...options, state: emulator.snapshot() })
    await write(files)
    const said = await other.run(`${command} --format ${format}`)
    expect(said.code, said.out + said.err).toBe(code)
    if (format === 'json' && code !== 64 && said.out !== '') JSON.parse(said.out)
  })
})

describe('of a run', () => {
  test('4 comes before 5: refused, and something else had moved, and nothing was written', async () => {
    await withProject({}, async (project) => {
      await project.apply([banner])
      const { run } = await project.plan([frozen, gate('other', 'description: Ours\n')])
      project.emulator.insert('gates', { id: 'other', name: 'other' })
      expect(reportExitCode(await project.applyPlan(run))).toBe(4)
    })
  })

  test('5 although something was there already: finding it writes nothing', async () => {
    await withProject({}, async (project) => {
      const { run } = await project.plan([gate('one'), gate('two', 'description: Ours\n')])
      project.emulator.insert('gates', { id: 'one', name: 'one' })
      project.emulator.insert('gates', { id: 'two', name: 'two' })
      const report = await project.applyPlan(run)
      expect(outcomeStatuses(report)).toEqual([
        'gate/one create done',
        'gate/two create failed, wrote no, moved',
      ])
      expect(writes(project.emulator)).toBe(0)
      expect(reportExitCode(report)).toBe(5)
    })
  })

  test('6 as soon as nobody knows whether something was written', async () => {
    await withProject(
      { unjudged: true, faults: [{ kind: 'reset', method: 'POST' }] },
      async (project) => {
        const { report } = await project.apply([banner])
        expect(outcomeStatuses(report)).toEqual(['gate/banner create failed, wrote unknown'])
        expect(reportExitCode(report)).toBe(6)
      },
    )
  })

  test('6 and not 0 when one waits for a review and what else there was failed', async () => {
    await withProject({ unjudged: true }, async (project) => {
      await project.apply([banner])
      project.emulator.faults = [{ kind: 'review' }, { kind: '403', method: 'POST' }]
      const { report } = await project.apply([changed, gate('other')])
      expect(reportExitCode(report)).toBe(6)
    })
  })
})
