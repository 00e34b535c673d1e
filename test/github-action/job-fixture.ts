// Runs the Action as a job of GitHub does: with a checkout like that of `actions/checkout`, and with Statsig and GitHub on
// this machine. A job runs in the process of the test, or the built bundle in a process of its own.
import { appendFile, cp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts'
import { withSealedRecords } from '../../src/io/git/record-seal.ts'
import type { ApplyLease } from '../../src/model/begun-apply.ts'
import { type Behavior, behaviorText, statsigRequests } from '../support/behavior.ts'
import { githubRequests, outputsOf } from '../support/behavior-github.ts'
import { runCli } from '../support/cli.ts'
import type { GitHubEvent } from '../support/github/events.ts'
import * as events from '../support/github/events.ts'
import { type FakeGitHub, type GitHubOptions, startGitHub } from '../support/github/index.ts'
import { runAction, type Step, type StepResult } from '../support/github/runner.ts'
import {
  type Files,
  makeOnce,
  readRef,
  type TestRepository,
  withRepository,
} from '../support/repository.ts'
import { runGit } from '../support/run-git.ts'
import { commitsIn } from '../support/work-tree.ts'

export type { Files }

export interface TestPull {
  readonly number: number
  readonly head: string
  readonly base: string
  readonly merge: string
  readonly branch: string
  /** The base branch. */
  readonly baseRef: string
}

export interface Job {
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** Default: increases with each run. */
  readonly run?: number
  readonly attempt?: number
  /** `fetch-depth` of the checkout; below zero there is no repository. */
  readonly depth?: number
  /** The inputs for `runAction`. A job that is stopped runs the bundle. */
  readonly signal?: AbortSignal
  readonly patience?: number
  readonly bundle?: string
  /** Called with what kills the process of a bundle. */
  readonly onStart?: (kill: () => void) => void
  /** Called with what a signal to a job in this process does. */
  readonly onStop?: Step['onStop']
  /** Called where a job in this process would wait between requests to GitHub. */
  readonly onSleep?: () => void
  /** How a job in this process reaches Statsig; default: the emulator, by HTTP. */
  readonly statsig?: Step['statsig']
  /** Called with the plan or the result as JSON. */
  readonly onJson?: (text: string) => void
}

export interface JobFixture {
  readonly repository: TestRepository
  readonly github: FakeGitHub
  readonly emulator: Emulator
  /** Opens a pull request with these files changed; `null` deletes a file. */
  readonly openPullRequest: (files: FileChanges, options?: Opening) => Promise<TestPull>
  /** Adds commits to it. */
  readonly push: (pull: TestPull, files: FileChanges) => Promise<TestPull>
  /** Merges it as GitHub does, and returns the commit on the default branch. */
  readonly merge: (pull: TestPull, way?: 'squash' | 'merge') => Promise<string>
  /** Pushes to the default branch without a pull request. */
  readonly commit: (files: FileChanges) => Promise<string>
  readonly plan: (pull: TestPull, job?: Job & { readonly fork?: string }) => Promise<StepResult>
  /** A push to the default branch. */
  readonly apply: (
    job?: Job & Partial<PushedRef> & { readonly before?: string },
  ) => Promise<StepResult>
  readonly drift: (job?: Job & Partial<PushedRef>) => Promise<StepResult>
  /** The id of the record of the last apply at GitHub. */
  readonly readRecord: () => Promise<string | undefined>
  /** Moves the ref of the record by force, as a person who may push can; without an id it is deleted. */
  readonly moveRecord: (id?: string) => Promise<void>
  /** Records that another apply is under way. */
  readonly recordLease: (lease: ApplyLease) => Promise<void>
  readonly on: (event: GitHubEvent, job?: Job & Partial<PushedRef>) => Promise<StepResult>
  /** Comments of the Action. */
  readonly comments: (number: number) => readonly string[]
  /** How long jobs in this process would have waited between requests to GitHub, in milliseconds. */
  readonly waits: readonly number[]
  /** Requests that wrote to Statsig since the last call. */
  readonly writes: () => readonly string[]
  /** What each job did, without its messages. */
  readonly behavior: () => Promise<string>
  /** All text that jobs have written, for a search. */
  readonly allOutput: () => string
}

export interface PushedRef {
  readonly sha: string
  readonly ref: string
}

export type FileChanges = Readonly<Record<string, string | null | { readonly link: string }>>

interface Opening {
  readonly user?: string
  readonly fork?: string
  readonly number?: number
  /** The base branch; default: `main`. */
  readonly baseRef?: string
}

export interface JobFixtureOptions {
  readonly emulator?: EmulatorOptions
  readonly github?: Omit<GitHubOptions, 'git'>
  /** Applied before the test begins. */
  readonly applied?: boolean
  /** The secret of the record of this apply; default: the Console API key, as in a job. */
  readonly sealSecret?: string
  /** The time for Statsig and for the jobs; default: the real time. */
  readonly clock?: { readonly now: () => number }
  /** All jobs run the bundle, each in a process of its own. */
  readonly runsBundle?: boolean
}

export const key = 'console-emulator-canary-4Kq9'

export const withJobFixture = (
  files: Files,
  work: (stage: JobFixture) => Promise<void>,
  options: JobFixtureOptions = {},
): Promise<void> =>
  withRepository(files, async (repository) => {
    // To push is to write the file of a ref: both have the same objects.
    const remote = await repository.shareObjects()
    // As at GitHub, commits that are on no branch can be fetched.
    await appendFile(join(remote.root, 'config'), '[uploadpack]\n\tallowAnySHA1InWant = true\n')
    const { clock } = options
    const emulator = await startEmulator({
      seed: 1,
      limits: 'none',
      key,
      ...(clock && { clock }),
      ...options.emulator,
    })
    const github = await startGitHub({
      ...options.github,
      git: { root: remote.root, env: remote.env },
    })
    try {
      const about = { isPrivate: options.github?.isPrivate ?? true }
      const stage = createJobFixture(repository, remote, github, emulator, about, options)
      if (options.applied) await applyBefore(repository, remote, emulator, options.sealSecret)
      stage.writes()
      await work(stage)
    } finally {
      await github.close()
      await emulator.close()
    }
  })

const applyBefore = async (
  repository: TestRepository,
  remote: TestRepository,
  emulator: Emulator,
  sealSecret: string | undefined,
): Promise<void> => {
  const { code, err } = await runCli(['apply', '--yes', '--api-url', emulator.url], {
    cwd: repository.root,
    env: { ...repository.env, STATSIG_API_KEY: key, STATSIG_GITOPS_SEAL: sealSecret ?? key },
  })
  if (code !== 0) throw new Error(err)
  const gitFolder = join(repository.root, '.git')
  for (const target of await readdir(join(gitFolder, 'refs/statsig-gitops'))) {
    const ref = `refs/statsig-gitops/${target}/applied`
    const id = await readRef(gitFolder, ref)
    if (id !== undefined) await remote.writeRef(ref, id)
  }
}

const recordRef = 'refs/statsig-gitops/default/applied'

const createJobFixture = (
  repository: TestRepository,
  remote: TestRepository,
  github: FakeGitHub,
  emulator: Emulator,
  about: { readonly isPrivate: boolean },
  { clock, runsBundle = false }: Pick<JobFixtureOptions, 'clock' | 'runsBundle'>,
): JobFixture => {
  let [runs, pulls, seen, folders] = [1000, 6, 0, 0]
  const written: string[] = []
  const done: Behavior[] = []
  const waits: number[] = []
  const merges: string[] = []
  const git = (cwd: string, ...args: readonly string[]) =>
    runGit(cwd, args, { ...repository.env, LC_ALL: 'C' })

  const mainCommit = async (): Promise<string> =>
    (await readRef(join(repository.root, '.git'), 'refs/heads/main')) ??
    repository.run('rev-parse', 'main')

  /** The commit of a merge that is not a fast-forward. */
  const mergeIntoMain = async (main: string, head: string): Promise<string> => {
    const base = await repository.run('merge-base', main, head)
    if (base === main)
      return repository.run('commit-tree', '-p', main, '-p', head, '-m', 'Merge', `${head}^{tree}`)
    await repository.run('checkout', '--quiet', '--detach', 'main')
    await repository.run('merge', '--quiet', '--no-ff', '--message=Merge', head)
    const merge = await repository.run('rev-parse', 'HEAD')
    await repository.run('checkout', '--quiet', 'main')
    return merge
  }

  /** Like `actions/checkout`: shallow, with a detached `HEAD`, and without credentials. */
  const checkout = async (sha: string, depth: number): Promise<string> => {
    folders += 1
    const folder = join(repository.folder, `job-${folders}`)
    const known = await makeOnce(`checkout-${sha}-${depth}`, async (at) => {
      await git(at, 'init', '--quiet', '--template=')
      await git(
        at,
        'fetch',
        '--quiet',
        '--no-tags',
        ...(depth > 0 ? [`--depth=${depth}`] : []),
        `file://${remote.root}`,
        `+${sha}:refs/remotes/job`,
      )
      await git(at, 'checkout', '--quiet', '--detach', sha)
    })
    await cp(known, folder, { recursive: true, verbatimSymlinks: true })
    if (depth < 0) await rm(join(folder, '.git'), { recursive: true })
    return folder
  }

  const on: JobFixture['on'] = async ({ event, payload }, job = {}) => {
    runs += 1
    const {
      attempt = 1,
      depth = 1,
      env = {},
      inputs = {},
      onStart,
      patience,
      run = runs,
      signal,
    } = job
    // Work that a stopped job has left behind must not outlive it.
    const isStopped = Boolean(signal) || patience !== undefined || 'timeout-seconds' in inputs
    const bundle = job.bundle ?? (runsBundle || isStopped ? 'dist/action.js' : undefined)
    const main = await mainCommit()
    const { ref = 'refs/heads/main', sha = main } = job
    const workspace = await checkout(sha, depth)
    const [toStatsig, toGitHub] = [emulator.requests.length, github.requests.length]
    const ran = await runAction({
      event,
      payload,
      github,
      workspace,
      ...(signal && { signal }),
      ...(bundle !== undefined && { bundle }),
      ...(patience !== undefined && { patience }),
      ...(onStart && { onStart }),
      ...(clock && { now: clock.now }),
      ...(job.onStop && { onStop: job.onStop }),
      ...(job.statsig && { statsig: job.statsig }),
      onSleep: (ms) => {
        waits.push(ms)
        job.onSleep?.()
      },
      inputs: { 'console-api-key': key, 'api-url': emulator.url, ...inputs },
      env: {
        PATH: repository.env['PATH'] ?? '',
        HOME: repository.folder,
        GITHUB_SHA: sha,
        GITHUB_REF: ref,
        GITHUB_RUN_ID: String(run),
        GITHUB_RUN_NUMBER: String(run - 900),
        GITHUB_RUN_ATTEMPT: String(attempt),
        ...(clock && bundle && { NODE_OPTIONS: `--import=${fixedTime(clock.now())}` }),
        ...env,
      },
    })
    done.push({
      step: done.length + 1,
      exit: ran.code,
      statsig: statsigRequests(emulator.requests.slice(toStatsig)),
      github: githubRequests(github.requests.slice(toGitHub)),
      outputs: outputsOf(ran.outputs),
    })
    const kept = (await readdir(ran.temp)).map((name) => readFile(join(ran.temp, name), 'utf8'))
    const json = ran.outputs['plan-json-path']
    if (json !== undefined && job.onJson) job.onJson(await readFile(json, 'utf8'))
    const { env: variables, path, state } = ran.later
    written.push(
      ran.out,
      ran.err,
      ran.summary,
      JSON.stringify(ran.outputs),
      ...(await Promise.all(kept)),
    )
    if (variables + path + state !== '') throw new Error('Something was written for later steps.')
    await ran.cleanup()
    await rm(workspace, { recursive: true })
    return ran
  }

  const save = async (branch: string, files: FileChanges, message: string): Promise<string> => {
    await repository.run('checkout', '--quiet', '-B', branch)
    await repository.remove(...Object.keys(files).filter((path) => files[path] === null))
    const written = Object.entries(files).flatMap(([path, text]) =>
      typeof text === 'string' ? [[path, text] as const] : [],
    )
    for (const [path, to] of Object.entries(files))
      if (typeof to === 'object' && to !== null) await repository.link(path, to.link)
    const id = await repository.commit(Object.fromEntries(written), message)
    await remote.writeRef(`refs/heads/${branch}`, id)
    await repository.run('checkout', '--quiet', 'main')
    return id
  }

  const opened = async (
    { number, branch }: Pick<TestPull, 'number' | 'branch'>,
    head: string,
    { baseRef = 'main', fork, user = 'ana' }: Opening,
  ): Promise<TestPull> => {
    const base = await mainCommit()
    const merge = await mergeIntoMain(base, head)
    merges.push(merge)
    await remote.writeRef(`refs/pull/${number}/merge`, merge)
    await remote.writeRef(`refs/pull/${number}/head`, head)
    github.addPull({
      number,
      user,
      head: { sha: head, ref: branch, ...(fork !== undefined && { repo: fork }) },
      base: { sha: base, ref: baseRef },
    })
    return { number, head, base, merge, branch, baseRef }
  }

  return {
    repository,
    github,
    emulator,
    on,
    waits,
    openPullRequest: async (files, options = {}) => {
      pulls += 1
      const number = options.number ?? pulls
      const branch = `change-${number}`
      const head = await save(branch, files, `Change ${number}`)
      return opened({ number, branch }, head, options)
    },
    push: async (pull, files) => {
      await repository.run('checkout', '--quiet', pull.branch)
      const head = await save(pull.branch, files, 'More')
      return opened(pull, head, pull)
    },
    merge: async (pull, way = 'squash') => {
      const args = way === 'squash' ? ['--squash'] : ['--no-ff', '--message=Merge']
      await repository.run('merge', '--quiet', ...args, pull.branch)
      if (way === 'squash') await repository.run('commit', '--quiet', `--message=#${pull.number}`)
      const merged = await mainCommit()
      await remote.writeRef('refs/heads/main', merged)
      github.addPull({
        number: pull.number,
        user: 'ana',
        state: 'closed',
        mergedAt: '2026-01-02T00:00:00Z',
        mergeCommit: merged,
        head: { sha: pull.head, ref: pull.branch },
        base: { sha: pull.base, ref: 'main' },
        commits: [merged, pull.head],
      })
      return merged
    },
    commit: (files) => save('main', files, 'Directly'),
    plan: (pull, { fork, ...job } = {}) =>
      on(
        events.pullRequest({
          ...about,
          action: 'synchronize',
          number: pull.number,
          head: { sha: pull.head, ref: pull.branch },
          base: { sha: pull.base, ref: pull.baseRef },
          ...(fork !== undefined && { from: fork }),
        }),
        {
          depth: 2,
          ...job,
          sha: pull.merge,
          ref: `refs/pull/${pull.number}/merge`,
          inputs: { command: 'plan', ...job.inputs },
        },
      ),
    apply: async ({ before, ...job } = {}) => {
      const after = job.sha ?? (await mainCommit())
      return on(events.push({ ...about, after, ...(before !== undefined && { before }) }), {
        ...job,
        inputs: { command: 'apply', ...job.inputs },
      })
    },
    drift: (job = {}) =>
      on(events.schedule(about), { ...job, inputs: { command: 'drift', ...job.inputs } }),
    readRecord: () => readRef(remote.root, recordRef),
    moveRecord: async (id) => {
      if (id === undefined) await remote.run('update-ref', '-d', recordRef)
      else await remote.writeRef(recordRef, id)
    },
    recordLease: async (lease) => {
      const now = () => new Date().toISOString()
      const opened = withSealedRecords(await repository.opened(), {
        secret: key,
        now,
        isStrict: true,
      })
      const before = await opened.readApplied('default')
      if (before === undefined) throw new Error('Nothing was applied before.')
      const { id } = await opened.recordApplied('default', { ...before, lease }, before)
      await remote.writeRef(recordRef, id)
    },
    comments: (number) =>
      github
        .comments(number)
        .filter(({ user }) => user === 'github-actions[bot]')
        .map(({ body }) => body),
    writes: () => {
      const all = emulator.requests.filter(({ method }) => method !== 'GET')
      const fresh = all.slice(seen)
      seen = all.length
      return fresh.map(({ method, path }) => `${method} ${path}`)
    },
    behavior: async () => behaviorText(done, await commitsIn(repository.root, merges)),
    allOutput: () =>
      [...written, JSON.stringify(github.requests), JSON.stringify(github.issues())].join('\n'),
  }
}

/** A module that stops the `Date` of a process. */
const fixedTime = (now: number): string => {
  const text = `const D = Date; globalThis.Date = class extends D { constructor(...a) { super(...(a.length ? a : [${now}])) } static now() { return ${now} } }`
  return `data:text/javascript,${encodeURIComponent(text)}`
}

export const gate = (id: string, more = ''): Readonly<Record<string, string>> => ({
  [`statsig/gates/${id}.yaml`]: `id: ${id}\nname: ${id}\nisEnabled: true\n${more}`,
})
