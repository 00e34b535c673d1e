// Which files one edit of a gate passes: from the line of YAML to the request, and to the comment on a pull request. The
// bundles run with a source map, and the stacks at the decisive moments say it.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { startEmulator } from '../../src/emulator/index.ts'
import { withJobFixture } from '../github-action/job-fixture.ts'
import { longRunTest, usualRunTest } from '../support/long-run.ts'
import { withRepository } from '../support/repository.ts'

const path = 'statsig/gates/new_checkout.yaml'
const gateWith = (percentage: string) => ({
  [path]: [
    'id: new_checkout',
    'name: New checkout',
    'isEnabled: true',
    'rules:',
    '  - name: Everyone',
    `    passPercentage: ${percentage}`,
    '    conditions:',
    '      - type: public',
    '',
  ].join('\n'),
})
const [before, after] = ['10', '27.25']

interface Stack {
  readonly moment: string
  /** Innermost first. */
  readonly files: readonly string[]
}

const recording = (folder: string) => ({
  NODE_OPTIONS: `--enable-source-maps --import=${resolve('test/docs/record-stacks.mjs')}`,
  STACKS_FILE: join(folder, 'stacks.jsonl'),
  STACKS_VALUE: after,
  STACKS_PATH: path,
})

const stacksIn = async (folder: string): Promise<readonly Stack[]> =>
  (await readFile(join(folder, 'stacks.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** Of the stacks of a moment that pass a folder, the shortest: the files that an engineer has to read. */
const shortest = (stacks: readonly Stack[], moment: RegExp, through: string): readonly string[] => {
  const found = stacks
    .filter(
      (each) => moment.test(each.moment) && each.files.some((file) => file.startsWith(through)),
    )
    .sort((a, b) => a.files.length - b.files.length)
  expect(found.length, `a stack of ${moment} through ${through}`).toBeGreaterThan(0)
  return [...(found[0]?.files ?? [])].reverse()
}

const withBundles = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'life-of-an-edit-'))
  try {
    await promisify(execFile)(process.execPath, ['build.mjs', folder, '--sourcemap'])
    await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const toTheRequest = async (folder: string): Promise<readonly (readonly string[])[]> => {
  const emulator = await startEmulator({ seed: 1, limits: 'none' })
  try {
    await withRepository(gateWith(before), async (repository) => {
      const env = {
        ...repository.env,
        STATSIG_API_KEY: emulator.key,
        STATSIG_API_URL: emulator.url,
      }
      const apply = (more: Readonly<Record<string, string>>) =>
        promisify(execFile)(process.execPath, [join(folder, 'main.js'), 'apply', '--yes'], {
          cwd: repository.root,
          env: { ...env, ...more },
        })
      await apply({})
      await repository.commit(gateWith(after))
      await apply(recording(folder))
    })
  } finally {
    await emulator.close()
  }
  const stacks = await stacksIn(folder)
  return [
    shortest(stacks, /^parse$/, 'src/load/'),
    shortest(stacks, /^compare$/, 'src/plan/merge/'),
    shortest(stacks, /^compare$/, 'src/apply/requests'),
    shortest(stacks, /^PATCH .*\/gates\//, 'src/io/'),
  ]
}

const toTheComment = async (folder: string): Promise<readonly (readonly string[])[]> => {
  await rm(join(folder, 'stacks.jsonl'))
  await withJobFixture(
    gateWith(before),
    async (stage) => {
      const pull = await stage.openPullRequest(gateWith(after))
      const { code, out } = await stage.plan(pull, {
        env: recording(folder),
        bundle: join(folder, 'action.js'),
      })
      expect(code, out).toBe(0)
    },
    { applied: true },
  )
  const stacks = await stacksIn(folder)
  return [
    shortest(stacks, /^parse$/, 'src/load/'),
    shortest(stacks, /^compare$/, 'src/plan/merge/'),
    shortest(stacks, /^render$/, 'src/report/markdown/'),
    shortest(stacks, /^POST .*\/comments$/, 'src/io/github/'),
  ]
}

const moments = {
  request: [
    'The line is parsed',
    'The three sides are compared',
    'The body is built',
    'It is sent',
  ],
  comment: [
    'The line is parsed',
    'The three sides are compared',
    'The value is rendered',
    'The comment is sent',
  ],
}

/** Each file at the first moment that it is passed. */
const listOf = (titles: readonly string[], stacks: readonly (readonly string[])[]): string => {
  const seen = new Set<string>()
  return stacks
    .map((files, index) => {
      const fresh = files.filter((file) => !seen.has(file))
      for (const file of fresh) seen.add(file)
      return `${index + 1}. ${titles[index]}: ${fresh.map((file) => `\`${file}\``).join(', ')}`
    })
    .join('\n')
}

/** The page around the generated block. */
const architecturePage = async () => {
  const page = await readFile('docs/architecture.md', 'utf8')
  const [begin, end] = [
    '<!-- generated: life of an edit -->\n',
    '<!-- end of generated: life of an edit -->',
  ]
  const start = page.indexOf(begin) + begin.length
  const stop = page.indexOf(end)
  return { head: page.slice(0, start), block: page.slice(start, stop), rest: page.slice(stop) }
}

usualRunTest(
  'the page names files that exist, at most 25 to the request and 30 to the comment',
  async () => {
    const [, toRequest = '', toComment = ''] = (await architecturePage()).block.split(
      /^To the .*$/m,
    )
    const named = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file)
    expect(named(toRequest).length).toBeLessThanOrEqual(25)
    expect(named(toComment).length).toBeLessThanOrEqual(30)
    const files = [...named(toRequest), ...named(toComment)]
    expect(files.length).toBeGreaterThan(20)
    expect(files.filter((file) => !existsSync(file))).toEqual([])
  },
)

longRunTest('one edit of a gate passes few files, and the page names them', () =>
  withBundles(async (folder) => {
    const request = await toTheRequest(folder)
    const comment = await toTheComment(folder)
    const [requestFiles, commentFiles] = [new Set(request.flat()), new Set(comment.flat())]
    const block = [
      `To the request, ${requestFiles.size} files:`,
      '',
      listOf(moments.request, request),
      '',
      `To the comment, ${commentFiles.size} files:`,
      '',
      listOf(moments.comment, comment),
      '',
    ].join('\n')
    const { head, rest } = await architecturePage()
    await expect(`${head}${block}${rest}`).toMatchFileSnapshot('../../docs/architecture.md')
    expect(requestFiles.size).toBeLessThanOrEqual(25)
    expect(commentFiles.size).toBeLessThanOrEqual(30)
  }),
)
