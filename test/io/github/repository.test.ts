import { describe, expect } from 'vitest'
import { openClone } from '../../../src/io/git/index.ts'
import { type GitHubOptions, githubRepository } from '../../../src/io/github/index.ts'
import type { AppliedRecord, GitRepository } from '../../../src/model/repository.ts'
import { type FakeGitHub, startGitHub } from '../../support/github/index.ts'
import { isLongRun, longRunTest, usualRunTest as test } from '../../support/long-run.ts'
import {
  type Files,
  sentenceOf,
  type TestRepository,
  withRepository,
} from '../../support/repository.ts'

/** A clock without waiting. */
const clock = { now: () => 0, sleep: async () => {} }

interface World {
  /** The full clone. */
  readonly whole: TestRepository
  readonly github: FakeGitHub
  /** The repository of a job, in a clone of this depth. */
  readonly job: (depth: number, below?: string, filter?: string) => Promise<GitRepository>
  readonly remote: TestRepository
}

/** The work creates commits; they are pushed before it reads. */
const withWorld = (
  files: Files,
  make: (whole: TestRepository) => Promise<void>,
  work: (world: World) => Promise<void>,
  more: Parameters<typeof startGitHub>[0] = {},
): Promise<void> =>
  withRepository(files, async (whole) => {
    await make(whole)
    const remote = await whole.publish()
    const github = await startGitHub({ ...more, git: { root: remote.root, env: remote.env } })
    const options: GitHubOptions = {
      apiUrl: github.url,
      token: github.token,
      owner: 'acme',
      name: 'flags',
    }
    try {
      await work({
        whole,
        remote,
        github,
        job: async (depth, below = '', filter) => {
          const clone = await whole.clone({ depth, ...(filter !== undefined && { filter }) })
          const local = await openClone(`${clone.root}/${below}`, (name) => clone.env[name])
          if (local === undefined) throw new Error('There is no clone.')
          return githubRepository(local, options, clock)
        },
      })
    } finally {
      await github.close()
    }
  })

const big = `id: ${'x'.repeat(2_000)}\n`
const files: Files = {
  'statsig.yaml': 'a: 1\n',
  'statsig/gates/a.yaml': 'id: a\n',
  'statsig/gates/b.yaml': 'id: b\n',
  'statsig/gates/crlf.yaml': 'id: c\r\n# é\r\n',
  'statsig/gates/bom.yaml': '\uFEFFid: d\n',
  'statsig/gates/large.yaml': big,
  'statsig/gates/latin.yaml': Buffer.from([0x69, 0x64, 0x3a, 0x20, 0xe9, 0x0a]),
  'statsig/gates/wide.yaml': Buffer.from([0xff, 0xfe, 0x69, 0x00]),
  'statsig/gates/binary.yaml': Buffer.from([0x00, 0x01, 0x02]),
  'statsig/gates/é ü/deep.yaml': 'id: e\n',
  'statsig/.hidden/a.yaml': 'id: h\n',
  'elsewhere/c.yaml': 'id: f\n',
}

/** A line with a merge, a branch beside it, and a commit that has nothing to do with them. Later commits lose the submodule. */
const history = async (it: TestRepository): Promise<void> => {
  await it.link('statsig/link.yaml', 'gates/a.yaml')
  await it.link('statsig/folder', 'gates')
  await it.link('linked', 'elsewhere')
  await it.run('add', '--all')
  const head = await it.run('rev-parse', 'HEAD')
  await it.run('update-index', '--add', '--cacheinfo', `160000,${head},statsig/submodule`)
  await it.run('commit', '--quiet', '--message', 'Link')
  await it.run('tag', 'linked')
  await it.commit({ 'statsig/gates/a.yaml': 'id: a2\n' })
  await it.run('branch', 'side')
  await it.run('switch', '--quiet', '--create', 'feature')
  await it.commit({ 'statsig/gates/b.yaml': 'id: b2\n' })
  await it.run('switch', '--quiet', 'main')
  await it.commit({ 'elsewhere/c.yaml': 'id: f2\n' })
  await it.run('merge', '--quiet', '--no-ff', '--message', 'Merge', 'feature')
  await it.commit({ 'statsig/gates/a.yaml': 'id: a3\n' })
  await it.run('switch', '--quiet', 'side')
  await it.commit({ 'side.txt': '' })
  await it.run('switch', '--quiet', '--orphan', 'lonely')
  await it.commit({ 'lonely.txt': '' })
  await it.run('switch', '--quiet', 'main')
}

const first = 'linked^'
interface Checkout {
  readonly title: string
  readonly place: (typeof places)[number]
  readonly depth: number
  readonly filter?: string
}

const usually = <T>(few: readonly T[], more: readonly T[]): readonly T[] =>
  isLongRun ? [...few, ...more] : few

/** Pairs of names: from, or the first, and to. */
const pairs = usually<readonly [string, string]>(
  [
    ['linked', 'main'],
    ['side', 'main'],
  ],
  [
    [first, 'main'],
    ['main~1', 'main'],
    ['main', 'feature'],
    ['main', 'side'],
    ['lonely', 'main'],
  ],
)
const places = [
  {
    below: '',
    patterns: ['statsig', 'linked', '**/*.yaml'],
    paths: ['statsig/gates/a.yaml', 'side.txt'],
  },
  {
    below: 'statsig',
    patterns: ['.', '*', '.hidden', 'link.yaml'],
    paths: ['gates/a.yaml', 'gates/b.yaml'],
  },
] as const

/** The results of all queries on the history, as one value. */
const answers = async (
  repository: GitRepository,
  idOf: (name: string) => Promise<string>,
  { below, paths, patterns }: (typeof places)[number],
): Promise<unknown> => {
  const asked: [string, unknown][] = []
  const note = async (question: string, answer: Promise<unknown>) => {
    asked.push([question, await answer.catch((cause: unknown) => String(cause))])
  }
  for (const [from, to] of pairs) {
    const [a, b] = [await idOf(from), await idOf(to)]
    await note(`${to} contains ${from}`, repository.contains(b, a))
    await note(`base of ${from} and ${to}`, repository.mergeBase(a, b))
    await note(`line from ${from} to ${to}`, repository.firstParents(a, b))
    for (const path of paths)
      await note(`${path} from ${from} to ${to}`, repository.commitsTouching(path, a, b))
  }
  await note('whole line', repository.firstParents(undefined, await idOf('main')))
  for (const name of usually(['linked'], [first, 'main', 'lonely'])) {
    const tree = repository.tree(await idOf(name))
    await note(`files at ${name}`, tree.readFiles(patterns, 1_000))
    for (const path of [...paths, 'link.yaml', 'submodule', 'folder/a.yaml', 'nothing'])
      await note(`${path} at ${name}`, tree.readFile(path, 1_000))
    for (const path of ['gates', 'folder', 'submodule'])
      await note(`is ${path} a folder at ${name}`, tree.hasFolder(path))
  }
  for (const name of ['main', 'linked', await idOf('side')])
    await note(`${name} of ${below}`, repository.resolve(name))
  await note('head', repository.head())
  return asked
}

describe('a job with a shallow checkout gets the same results as a full clone', () => {
  const [root, below] = places
  const checkouts: readonly Checkout[] = [
    { title: 'one commit of a folder', place: below, depth: 1 },
    { title: 'one commit, no folders', place: root, depth: 1, filter: 'tree:0' },
    { title: 'all commits, no files', place: below, depth: 100, filter: 'blob:none' },
    { title: 'two commits of it all', place: root, depth: 2 },
  ]
  for (const { depth, filter, place, title } of checkouts)
    longRunTest(`of ${title}`, () =>
      withWorld(files, history, async ({ job, whole }) => {
        const ids = new Map<string, string>()
        const idOf = async (name: string) => {
          const id = ids.get(name) ?? (await whole.run('rev-parse', `${name}^{commit}`))
          ids.set(name, id)
          return id
        }
        const expected = await answers(await whole.opened({}, place.below), idOf, place)
        const found = await answers(await job(depth, place.below, filter), idOf, place)
        expect(found).toEqual(expected)
      }),
    )
  test('and sends no request for what the clone has', () =>
    withWorld(
      files,
      async (it) => void (await it.commit({ 'a.txt': '' })),
      async (world) => {
        const { github, job, whole } = world
        const [one, two] = [
          await whole.run('rev-parse', 'HEAD^'),
          await whole.run('rev-parse', 'HEAD'),
        ]
        const repository = await job(2)
        expect(await repository.contains(two, one)).toBe('yes')
        expect(await repository.mergeBase(one, two)).toBe(one)
        expect(await repository.commitsTouching('a.txt', one, two)).toHaveLength(1)
        expect(await repository.firstParents(one, two)).toHaveLength(1)
        expect(await repository.tree(one).readFiles(['statsig'])).not.toHaveLength(0)
        expect(await repository.resolve('HEAD~1')).toMatchObject({ id: one })
        expect(github.requests).toEqual([])
      },
    ))
  longRunTest('and reads missing files of another commit in one request', () =>
    withWorld(
      Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [`f/${index}.yaml`, `id: ${index}\n`]),
      ),
      async (it) => {
        await it.remove('f')
        await it.commit({ 'a.txt': '' })
      },
      async ({ github, job, whole }) => {
        const one = await whole.run('rev-parse', 'HEAD^')
        const found = await (await job(1)).tree(one).readFiles(['f'])
        expect(found.map(({ text }) => text).sort()).toEqual(
          Array.from({ length: 40 }, (_, index) => `id: ${index}\n`).sort(),
        )
        expect(
          github.requests.map(({ method, path }) => `${method} ${path.replace(one, '<one>')}`),
        ).toEqual(['GET /repos/acme/flags/git/trees/<one>?recursive=1', 'POST /graphql'])
      },
    ),
  )
  longRunTest(
    'and finds the branches that it has not fetched, and never takes `HEAD` for another',
    () =>
      withWorld(
        files,
        async (it) => {
          await it.run('branch', 'a/b')
          await it.commit({ 'a.txt': '' })
        },
        async ({ github, job, whole }) => {
          const one = await whole.run('rev-parse', 'a/b')
          const repository = await job(1)
          for (const name of ['a/b', 'origin/a/b', 'refs/heads/a/b', one.slice(0, 10)])
            expect((await repository.resolve(name)).id).toBe(one)
          const before = github.requests.length
          for (const name of ['HEAD~1', 'main~1', '', '-x', 'main..a', '@~1', 'HEAD:a'])
            expect(await sentenceOf(repository.resolve(name), whole)).toMatch(/^GitError/)
          expect(github.requests.slice(before)).toEqual([])
          expect(await sentenceOf(repository.resolve('v9'), whole)).toMatchInlineSnapshot(
            `"GitError: There is no branch, tag or commit \`v9\`, neither in this clone nor in \`acme/flags\`."`,
          )
          expect(
            await sentenceOf(repository.contains('0'.repeat(40), one), whole),
          ).toMatchInlineSnapshot(
            `"GitError: GitHub cannot compare the commits 76c8d88 and 0000000: not found, or the token has no access. Access needs \`permissions: contents: read\` in the job. GitHub says: Not Found."`,
          )
          expect(await repository.contains(one, '0'.repeat(40))).toBe('no')
        },
      ),
  )
  longRunTest('and does not count as shallow, because GitHub has the rest', () =>
    withWorld(files, history, async ({ job }) => {
      expect(await (await job(1)).isShallow()).toBe(false)
    }),
  )
})

const ref = 'refs/statsig-gitops/production/applied'
const full = (commit: string): AppliedRecord => ({ version: 1, commit, parts: [] })

/** Two commits, of which a job has the second. */
const withTwo = (
  work: (world: World, one: string, two: string) => Promise<void>,
  more: Parameters<typeof startGitHub>[0] = {},
) =>
  withWorld(
    { 'a.yaml': 'id: a\n' },
    async (it) => void (await it.commit({ 'a.yaml': 'id: b\n' })),
    async (world) =>
      work(
        world,
        await world.whole.run('rev-parse', 'HEAD^'),
        await world.whole.run('rev-parse', 'HEAD'),
      ),
    more,
  )

describe('what was applied', () => {
  test('is unknown before the first apply', () =>
    withTwo(async ({ job }) => {
      const repository = await job(1)
      expect(await repository.readApplied('production')).toBeUndefined()
      expect(await repository.appliedRecords()).toEqual([])
    }))
  longRunTest('is recorded and read by jobs as by git', () =>
    withTwo(async ({ job, remote, whole }, one, two) => {
      const repository = await job(1)
      const part = { commit: two, addresses: ['gate/a é'], operations: ['0'.repeat(64)] }
      const record: AppliedRecord = { version: 1, commit: one, project: 'p', parts: [part] }
      const first = await repository.recordApplied('production', record, undefined)
      expect(first).toMatchObject(record)
      expect(await repository.readApplied('production')).toEqual(first)
      await whole.run('fetch', '--quiet', 'origin', '+refs/statsig-gitops/*:refs/statsig-gitops/*')
      const here = await whole.opened()
      expect(await here.readApplied('production')).toEqual(first)
      const second = await here.recordApplied('production', full(two), first)
      expect(await here.push('production', 'origin')).toEqual({})
      expect(await repository.readApplied('production')).toEqual(second)
      const third = await repository.recordApplied('production', full(one), second)
      expect(await repository.readApplied('production')).toEqual(third)
      expect(await repository.appliedRecords()).toEqual([{ target: 'production', root: '' }])
      const shown = (format: string, id: string) =>
        remote.run('log', '-1', `--format=${format}`, id)
      expect(await shown('%P', third.id)).toBe(`${one} ${second.id}`)
      expect(await shown('%T', third.id)).toBe(await shown('%T', one))
      for (const format of ['%an <%ae> %cn <%ce>'])
        expect(await shown(format, third.id)).toBe(await shown(format, second.id))
    }),
  )
  longRunTest('is the commit itself if a person moved the ref', () =>
    withTwo(async ({ job, remote }, one, two) => {
      const repository = await job(1)
      await remote.run('update-ref', ref, one)
      const before = await repository.readApplied('production')
      expect(before).toEqual({
        version: 1,
        commit: one,
        parts: [],
        id: one,
        at: '2026-01-01T00:00:00Z',
        parents: [],
      })
      expect(await repository.recordApplied('production', full(two), before)).toMatchObject(
        full(two),
      )
    }),
  )
  longRunTest('is an error if the record is unreadable', () =>
    withTwo(async ({ job, remote, whole }, one) => {
      const repository = await job(1)
      const said = () => sentenceOf(repository.readApplied('production'), whole)
      const point = async (line: string) => {
        const tree = await remote.run('rev-parse', `${one}^{tree}`)
        const id = await remote.runAs(
          'statsig-gitops@localhost',
          'commit-tree',
          '-m',
          'Applied',
          '-m',
          line,
          tree,
        )
        await remote.run('update-ref', ref, id)
      }
      await point('{"version": 4}')
      expect(await said()).toMatchInlineSnapshot(
        `"GitError: A newer version of statsig-gitops wrote the record of \`production\`: use that version."`,
      )
      await point('nothing')
      expect(await said()).toMatch(/is damaged\. Point the ref/)
      await point(JSON.stringify(full('0'.repeat(40))))
      expect(await said()).toMatchInlineSnapshot(
        `"GitError: The commit 0000000 was applied to \`production\`, but GitHub does not have it. Push it, or point the ref \`refs/statsig-gitops/production/applied\` to the applied commit."`,
      )
      await remote.run('update-ref', ref, `${one}^{tree}`)
      expect(await said()).toMatchInlineSnapshot(
        `"GitError: \`refs/statsig-gitops/production/applied\` points to a tree, not to a commit. Point the ref to the applied commit with \`git update-ref refs/statsig-gitops/production/applied <commit>\`."`,
      )
    }),
  )
  longRunTest('is recorded once if two runs record at the same time', () =>
    withTwo(async ({ job, whole }, one, two) => {
      const jobs = [await job(1), await job(1)]
      const both = async (before: Awaited<ReturnType<GitRepository['readApplied']>>) => {
        const said = await Promise.all(
          jobs.map((each, index) =>
            sentenceOf(
              each.recordApplied('production', full(index === 0 ? one : two), before),
              whole,
            ),
          ),
        )
        return said.sort()
      }
      const lost =
        'RecordRaceError: This apply to `production` is not recorded, because another run recorded an apply in the meantime. Plan again.'
      expect(await both(undefined)).toEqual(['Nothing was thrown.', lost])
      const before = await jobs[0]?.readApplied('production')
      expect(await both(before)).toEqual(['Nothing was thrown.', lost])
      // Both are too late.
      expect(await both(before)).toEqual([lost, lost])
    }),
  )
  longRunTest('is recorded although the response was lost', () =>
    withTwo(async ({ github, job }, one, two) => {
      const repository = await job(1)
      github.faults = [
        { on: 'POST /repos/acme/flags/git/refs', answer: 'bad-gateway-after-write', times: 1 },
        {
          on: 'PATCH /repos/acme/flags/git/refs/statsig-gitops/production/applied',
          answer: 'bad-gateway-after-write',
          times: 1,
        },
      ]
      const first = await repository.recordApplied('production', full(one), undefined)
      expect(await repository.readApplied('production')).toEqual(first)
      const second = await repository.recordApplied('production', full(two), first)
      expect(await repository.readApplied('production')).toEqual(second)
    }),
  )
  test('is not recorded if GitHub does not respond, which is not a `GitError`', () =>
    withTwo(async ({ github, job, whole }, one) => {
      const repository = await job(1)
      github.faults = [{ on: 'POST /repos/acme/flags/git/refs', answer: 'bad-gateway' }]
      expect(
        await sentenceOf(repository.recordApplied('production', full(one), undefined), whole),
      ).toMatchInlineSnapshot(
        `"GitHubError: GitHub did not record the apply: it had an internal error (502). Run this again."`,
      )
    }))
  test('is not recorded without permission to write', () =>
    withTwo(
      async ({ job, whole }, one) => {
        const repository = await job(1)
        expect(
          await sentenceOf(repository.recordApplied('production', full(one), undefined), whole),
        ).toMatchInlineSnapshot(
          `"GitError: The token has no permission to record the apply. The job needs \`permissions: contents: write\`. Runs for pull requests from forks never have it. GitHub says: Resource not accessible by integration."`,
        )
      },
      { permissions: { contents: 'read' } },
    ))
  test('is an error without permission to read it', () =>
    withTwo(
      async ({ job, whole }) => {
        const repository = await job(1)
        expect(await sentenceOf(repository.readApplied('production'), whole)).toMatch(
          /^GitError: The token has no permission to read `refs\/statsig-gitops\/production\/applied`\. The job needs `permissions: contents: read`\./,
        )
      },
      { permissions: { contents: 'none' } },
    ))
  test('is recorded at GitHub, and not pushed', () =>
    withTwo(async ({ job }) => {
      const repository = await job(1)
      expect(await repository.remote()).toBeUndefined()
      expect(await repository.push('production', 'origin')).toEqual({
        refused: 'The record is already at GitHub.',
      })
    }))
})
