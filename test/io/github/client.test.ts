import { afterEach, beforeEach, describe, expect } from 'vitest'
import {
  GitHubError,
  type GitHubOptions,
  githubBranches,
  githubCommentWriter,
  githubIssues,
  githubReader,
} from '../../../src/io/github/index.ts'
import { type FakeGitHub, startGitHub } from '../../support/github/index.ts'
import { longRunTest, usualRunTest as test } from '../../support/long-run.ts'
import { type TestRepository, withRepository } from '../../support/repository.ts'

const bot = 'github-actions[bot]'
/** A clock without waiting. */
const clock = { now: () => 0, sleep: async () => {} }
const optionsFor = ({ token, url }: FakeGitHub): GitHubOptions => ({
  apiUrl: url,
  token,
  owner: 'acme',
  name: 'flags',
})

let github: FakeGitHub
let options: GitHubOptions
beforeEach(async () => {
  github = await startGitHub()
  options = optionsFor(github)
})
afterEach(() => github.close())

const asked = (among = github) => among.requests.map(({ method, path }) => `${method} ${path}`)
const writes = (among = github) => asked(among).filter((line) => !line.startsWith('GET'))
const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'Nothing was thrown.',
    (cause: unknown) => (cause instanceof GitHubError ? cause.kind : cause),
  )

const pull = (number: number, more: Partial<Parameters<FakeGitHub['addPull']>[0]> = {}) =>
  github.addPull({
    number,
    head: { sha: 'a'.repeat(40), ref: 'feature' },
    base: { sha: 'b'.repeat(40), ref: 'main' },
    ...more,
  })

describe('reads', () => {
  test('is the repository, asked for once', async () => {
    const reader = githubReader(options)
    expect([await reader.isPublic(), await reader.defaultBranch()]).toEqual([false, 'main'])
    expect(await reader.login()).toBe(bot)
    expect(asked()).toEqual(['GET /repos/acme/flags', 'POST /graphql'])
  })
  test('is a pull request, open or merged, of this repository or of a fork', async () => {
    pull(3, { user: 'alice', head: { sha: 'a'.repeat(40), ref: 'main', repo: 'bob/flags' } })
    pull(4, { mergedAt: '2026-11-01T00:00:00Z', mergeCommit: 'c'.repeat(40) })
    pull(5, { state: 'closed', mergeCommit: 'd'.repeat(40) })
    const reader = githubReader(options)
    expect(await reader.pull(3)).toEqual({
      number: 3,
      state: 'open',
      isMerged: false,
      author: 'alice',
      head: { sha: 'a'.repeat(40), ref: 'main', repository: 'bob/flags' },
      base: { sha: 'b'.repeat(40), ref: 'main' },
      isFork: true,
      url: 'https://github.com/acme/flags/pull/3',
    })
    expect(await reader.pull(4)).toMatchObject({
      state: 'closed',
      isMerged: true,
      isFork: false,
      mergeCommit: 'c'.repeat(40),
    })
    const closed = await reader.pull(5)
    expect(closed).toMatchObject({ state: 'closed', isMerged: false })
    expect(closed).not.toHaveProperty('mergeCommit')
    expect(await failure(reader.pull(99))).toBe('not-found')
  })
  test('are the pull requests of a commit', async () => {
    pull(4, { mergedAt: '2026-11-01T00:00:00Z', mergeCommit: 'c'.repeat(40) })
    pull(5)
    const reader = githubReader(options)
    const numbers = async (commit: string) =>
      (await reader.pullsOf(commit)).map(({ number }) => number)
    expect(await numbers('c'.repeat(40))).toEqual([4])
    expect(await numbers('d'.repeat(40))).toEqual([])
    expect(await failure(reader.pullsOf('nothing'))).toBe('not-found')
  })
  test('is the open pull request from a branch, and no other', async () => {
    pull(4, { state: 'closed' })
    pull(5, { head: { sha: 'a'.repeat(40), ref: 'feature', repo: 'bob/flags' } })
    const reader = githubReader(options)
    expect(await reader.openPullFrom('feature')).toBeUndefined()
    pull(6)
    expect((await reader.openPullFrom('feature'))?.number).toBe(6)
  })
  test('are all comments, oldest first, however many pages they fill', async () => {
    pull(3)
    for (let index = 0; index < 250; index += 1)
      github.addComment(3, { user: 'alice', body: `${index}` })
    const found = await githubReader(options).comments(3)
    expect(found.map(({ body }) => body)).toEqual(Array.from({ length: 250 }, (_, i) => `${i}`))
    expect(found[0]).toMatchObject({ author: 'alice', nodeId: expect.any(String) })
    expect(asked()).toHaveLength(3)
  })
  test('are the issues of one author in all states, newest first, without pull requests', async () => {
    for (let index = 0; index < 120; index += 1)
      github.addIssue({ title: `${index}`, body: 'b', user: index % 10 === 0 ? 'alice' : bot })
    pull(500, { user: bot })
    github.closeIssue(2, 'alice')
    const found = await githubReader(options).issuesBy(bot)
    expect(found).toHaveLength(108)
    expect(found[0]).toMatchObject({ number: 120, title: '119', author: bot, state: 'open' })
    expect(found.at(-1)).toMatchObject({ number: 2, state: 'closed', closedAt: expect.any(String) })
    expect(asked()).toHaveLength(2)
  })
  test('is one issue', async () => {
    const number = github.addIssue({ title: 't', body: 'b', user: 'alice' })
    const reader = githubReader(options)
    const issue = await reader.issue(number)
    expect(issue).toMatchObject({ number, title: 't', body: 'b', author: 'alice', state: 'open' })
    expect(issue).not.toHaveProperty('closedAt')
    expect(await failure(reader.issue(99))).toBe('not-found')
  })
  test('fail without permission', async () => {
    const closed = await startGitHub({
      permissions: { issues: 'none', 'pull-requests': 'none', contents: 'none' },
    })
    try {
      const reader = githubReader(optionsFor(closed))
      const works = [
        reader.pull(1),
        reader.pullsOf('a'.repeat(40)),
        reader.openPullFrom('a'),
        reader.issuesBy(bot),
        reader.issue(1),
      ]
      // Awaited together: any of them may fail first.
      const kinds = await Promise.all(works.map(failure))
      expect(new Set(kinds)).toEqual(new Set(['forbidden']))
    } finally {
      await closed.close()
    }
  })
})

describe('a comment', () => {
  test('is created, changed, hidden and deleted', async () => {
    pull(3)
    const commenter = githubCommentWriter(options)
    const { author, id, nodeId } = await commenter.createComment(3, 'one')
    expect(author).toBe(bot)
    expect((await commenter.updateComment(id, 'two')).body).toBe('two')
    await commenter.minimize(nodeId)
    expect(github.comments(3)).toMatchObject([{ id, user: bot, body: 'two', isMinimized: true }])
    await commenter.deleteComment(id)
    expect(github.comments(3)).toEqual([])
    await commenter.deleteComment(id)
    expect(await failure(commenter.updateComment(id, 'three'))).toBe('not-found')
    expect(await failure(commenter.minimize(nodeId))).toBe('not-found')
  })
  test('that is too long is an error', async () => {
    pull(3)
    const commenter = githubCommentWriter(options)
    const { id } = await commenter.createComment(3, 'one')
    expect(await failure(commenter.createComment(3, 'x'.repeat(70_000)))).toBe('too-long')
    expect(await failure(commenter.updateComment(id, 'x'.repeat(70_000)))).toBe('too-long')
  })
  test('is not created twice after a lost response: the caller lists again', async () => {
    pull(3)
    github.faults = [
      { on: 'POST /repos/acme/flags/issues/3/comments', answer: 'bad-gateway-after-write' },
    ]
    expect(await failure(githubCommentWriter(options, clock).createComment(3, 'one'))).toBe(
      'unreachable',
    )
    expect(await githubReader(options).comments(3)).toHaveLength(1)
  })
  test('is read after an internal error of GitHub, and after a short limit', async () => {
    pull(3)
    const on = 'GET /repos/acme/flags/issues/3/comments'
    github.faults = [
      { on, answer: 'bad-gateway', times: 1 },
      { on, answer: 'reset', times: 1 },
      { on, answer: 'secondary-limit', times: 1 },
    ]
    expect(await githubReader(options, clock).comments(3)).toEqual([])
    expect(asked()).toHaveLength(4)
  })
})

describe('an issue', () => {
  test('is opened, changed, commented on, closed and opened again', async () => {
    const issues = githubIssues(options)
    const { number } = await issues.createIssue({
      title: 't',
      body: 'b',
      labels: ['drift'],
      assignees: ['alice'],
    })
    expect(github.issues()).toMatchObject([
      { number, title: 't', body: 'b', labels: ['drift'], assignees: ['alice'], user: bot },
    ])
    await issues.createComment(number, 'It goes on.')
    expect(github.comments(number)).toHaveLength(1)
    expect(await issues.updateIssue(number, { title: 'u', state: 'closed' })).toMatchObject({
      title: 'u',
      body: 'b',
      state: 'closed',
    })
    expect(await issues.updateIssue(number, { state: 'open', body: 'c' })).toMatchObject({
      body: 'c',
      state: 'open',
    })
  })
  test('whose new text is too long fails, although GitHub returns 200', async () => {
    const issues = githubIssues(options)
    const number = github.addIssue({ title: 't', body: 'b', user: bot })
    expect(await failure(issues.updateIssue(number, { body: 'x'.repeat(70_000) }))).toBe('too-long')
    expect(github.issues()[0]?.body).toBe('b')
  })
})

describe('a branch of ours', () => {
  /** A repository with its server, and the files at a branch there. */
  const withServer = (
    work: (
      it: TestRepository,
      served: FakeGitHub,
      show: (name: string) => Promise<string>,
    ) => Promise<void>,
  ) =>
    withRepository({ 'a.yaml': 'id: a\n', 'b/c.yaml': 'id: c\n' }, async (it) => {
      const remote = await it.publish()
      const served = await startGitHub({ git: { root: remote.root, env: remote.env } })
      try {
        await work(it, served, (name) => remote.run('show', name))
      } finally {
        await served.close()
      }
    })
  const branch = 'statsig-gitops/drift'
  const commitOver = (parent: string, text: string) => ({
    branch,
    parent,
    files: [
      { path: 'b/c.yaml', text },
      { path: 'new/é d.yaml', text: 'id: d\n' },
    ],
    message: 'Take over what was changed in Statsig',
  })

  longRunTest('gets one commit with the files over its parent', () =>
    withServer(async (it, served, show) => {
      const parent = await it.run('rev-parse', 'HEAD')
      const branches = githubBranches(optionsFor(served))
      const id = await branches.commit(commitOver(parent, 'id: e\n'))
      expect(await show(`${branch}:b/c.yaml`)).toBe('id: e')
      expect(await show(`${branch}:new/é d.yaml`)).toBe('id: d')
      expect(await show(`${branch}:a.yaml`)).toBe('id: a')
      const remote = await it.clone()
      await remote.run('fetch', '--quiet', `${it.folder}/origin.git`, branch)
      expect(await remote.run('rev-parse', 'FETCH_HEAD', 'FETCH_HEAD^')).toBe(`${id}\n${parent}`)
      expect(await remote.run('log', '-1', '--format=%s', 'FETCH_HEAD')).toBe(
        'Take over what was changed in Statsig',
      )
    }),
  )
  longRunTest('is not changed if it has the same files and parent, and else moved by force', () =>
    withServer(async (it, served, show) => {
      const parent = await it.run('rev-parse', 'HEAD')
      const branches = githubBranches(optionsFor(served))
      const first = await branches.commit(commitOver(parent, 'id: e\n'))
      const before = writes(served).length
      expect(await branches.commit(commitOver(parent, 'id: e\n'))).toBeUndefined()
      expect(writes(served).slice(before)).toEqual(['POST /repos/acme/flags/git/trees'])
      const second = await branches.commit(commitOver(parent, 'id: f\n'))
      expect(second).not.toBe(first)
      expect(await show(`${branch}:b/c.yaml`)).toBe('id: f')
      expect(await show(`${branch}^:b/c.yaml`)).toBe('id: c')
      const longer = { ...commitOver(parent, 'id: e\n'), branch: `${branch}-2` }
      expect(await branches.commit(longer)).toEqual(expect.any(String))
    }),
  )
  test('has a pull request, which is changed', () =>
    withServer(async (it, served) => {
      const parent = await it.run('rev-parse', 'HEAD')
      const branches = githubBranches(optionsFor(served))
      await branches.commit(commitOver(parent, 'id: e\n'))
      const made = { title: 't', body: 'b', head: branch, base: 'main' }
      const { number } = await branches.createPull(made)
      await branches.updatePull(number, { title: 'u' })
      await branches.updatePull(number, { body: 'c' })
      expect(served.pulls()).toMatchObject([{ number, title: 'u', body: 'c', head: branch }])
      expect((await githubReader(optionsFor(served)).openPullFrom(branch))?.number).toBe(number)
      expect(await failure(branches.updatePull(number, { body: 'x'.repeat(70_000) }))).toBe(
        'too-long',
      )
      const cause = await branches.createPull(made).catch((thrown: unknown) => String(thrown))
      expect(cause).toMatchInlineSnapshot(
        `"GitHubError: GitHub refused to open a pull request (422). GitHub says: Validation Failed, A pull request already exists for acme:statsig-gitops/drift."`,
      )
    }))
  test('is not written without permission', () =>
    withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
      const remote = await it.publish()
      const served = await startGitHub({
        git: { root: remote.root, env: remote.env },
        permissions: { contents: 'read', 'pull-requests': 'read' },
      })
      try {
        const branches = githubBranches(optionsFor(served))
        const parent = await it.run('rev-parse', 'HEAD')
        const said = (work: Promise<unknown>) => work.catch((thrown: unknown) => String(thrown))
        expect(await said(branches.commit(commitOver(parent, 'x')))).toContain(
          'The job needs `permissions: contents: write`.',
        )
        expect(
          await said(branches.createPull({ title: 't', body: 'b', head: 'h', base: 'main' })),
        ).toContain('The job needs `permissions: pull-requests: write`.')
        expect(await remote.run('for-each-ref', 'refs/heads/statsig-gitops')).toBe('')
      } finally {
        await served.close()
      }
    }))
})
