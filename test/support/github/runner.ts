// Runs a step of a job with the environment of the runner: the Action in this process, or its bundle in one of its own.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { vi } from 'vitest'
import { parse } from 'yaml'
import type { JobProcess } from '../../../src/github-action/run.ts'
import { startJob } from '../../../src/github-action/start-job.ts'
import { runGit } from '../run-git.ts'
import { isObject } from './fields.ts'
import { pairsIn, summaryIn } from './files.ts'
import type { FakeGitHub } from './index.ts'

export interface Step {
  readonly event: string
  readonly payload: Readonly<Record<string, unknown>>
  /** The inputs under `with:`; others have the defaults of `action.yml`. */
  readonly inputs?: Readonly<Record<string, string>>
  readonly github: Pick<FakeGitHub, 'url' | 'token'>
  /** The folder of the checkout, in which the Action runs. */
  readonly workspace: string
  /** Adds or replaces variables; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The bundle to run in a process of its own; without one, the Action runs in this process. */
  readonly bundle?: string
  /** The time for a job in this process; default: the real time. */
  readonly now?: () => number
  /** A job in this process does not wait between requests to GitHub: it says how long it would. */
  readonly onSleep?: (ms: number) => void
  /** How a job in this process reaches Statsig; default: by HTTP. */
  readonly statsig?: JobProcess['statsig']
  /** The path of `action.yml`; if the file is missing, no input has a default. */
  readonly action?: string
  /** `GITHUB_SHA` if the event does not contain it. Default: the checked-out commit. */
  readonly sha?: string
  /** Stops the job, as cancelling it does. */
  readonly signal?: AbortSignal
  /** Called with what a signal to a job in this process does. */
  readonly onStop?: (stop: () => void) => void
  /** Milliseconds until the process of a bundle is killed. */
  readonly patience?: number
  /** Called with what kills the process of a bundle, as a runner that is lost does. */
  readonly onStart?: (kill: () => void) => void
}

export interface StepResult {
  /** After a signal: 128 plus its number, as in a shell. */
  readonly code: number
  readonly out: string
  readonly err: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  /** Files for later steps: variables, folders of the path, the state. */
  readonly later: { readonly env: string; readonly path: string; readonly state: string }
  /** `RUNNER_TEMP`, until `cleanup`. */
  readonly temp: string
  readonly cleanup: () => Promise<void>
}

export const runAction = async (step: Step): Promise<StepResult> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'runner-')))
  const cleanup = () => rm(folder, { recursive: true, force: true })
  try {
    const [temp, home, files] = ['_temp', 'home', '_files'].map((name) => join(folder, name))
    if (temp === undefined || home === undefined || files === undefined)
      throw new Error('No folders.')
    for (const path of [temp, home, files]) await mkdir(path)
    const at = (name: string) => join(files, name)
    const told = ['output', 'summary', 'env', 'path', 'state'] as const
    for (const name of told) await writeFile(at(name), '')
    await writeFile(at('event.json'), JSON.stringify(step.payload, undefined, 2))
    const env = {
      ...(await variablesOf(step)),
      ...(await inputsOf(step)),
      GITHUB_EVENT_PATH: at('event.json'),
      GITHUB_OUTPUT: at('output'),
      GITHUB_STEP_SUMMARY: at('summary'),
      GITHUB_ENV: at('env'),
      GITHUB_PATH: at('path'),
      GITHUB_STATE: at('state'),
      RUNNER_TEMP: temp,
      RUNNER_TOOL_CACHE: join(folder, 'tools'),
      HOME: home,
      ...step.env,
    }
    const said = await (step.bundle === undefined
      ? runInThisProcess(step, env)
      : runBundle({ ...step, bundle: step.bundle }, env))
    const [output = '', summary = '', later = '', path = '', state = ''] = await Promise.all(
      told.map((name) => readFile(at(name), 'utf8')),
    )
    return {
      ...said,
      outputs: pairsIn(output),
      summary: summaryIn(summary),
      later: { env: later, path, state },
      temp,
      cleanup,
    }
  } catch (cause) {
    await cleanup()
    throw cause
  }
}

type Ended = Pick<StepResult, 'code' | 'out' | 'err'>
type Variables = Readonly<Record<string, string | undefined>>

const runInThisProcess = async (
  { now, onSleep, onStop, signal, statsig, workspace }: Step,
  env: Variables,
): Promise<Ended> => {
  const variables = new Map(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  const out: string[] = []
  const timers = new Set<NodeJS.Timeout>()
  if (now) vi.setSystemTime(now())
  try {
    const code = await startJob({
      listVariables: () => [...variables.keys()],
      readVariable: (name) => variables.get(name),
      takeVariable: (name) => {
        const value = variables.get(name)
        variables.delete(name)
        return value
      },
      writeOutput: (text) => void out.push(text),
      random: Math.random,
      cwd: workspace,
      now: () => new Date().toISOString(),
      onStop: (stop) => {
        onStop?.(stop)
        signal?.addEventListener('abort', stop)
        if (signal?.aborted) stop()
      },
      wait: (ms, callback) => void timers.add(setTimeout(callback, ms).unref()),
      clock: {
        now: () => performance.now(),
        sleep: async (ms) => onSleep?.(ms),
      },
      ...(statsig && { statsig }),
    })
    return { code, out: out.join(''), err: '' }
  } finally {
    if (now) vi.useRealTimers()
    for (const timer of timers) clearTimeout(timer)
  }
}

const runBundle = (
  { workspace, bundle, onStart, patience = 55_000, signal }: Step & { readonly bundle: string },
  env: Variables,
): Promise<Ended> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [resolve(bundle)], {
      cwd: workspace,
      env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process that hangs must end with its test.
      timeout: patience,
      killSignal: 'SIGKILL',
    })
    onStart?.(() => child.kill('SIGKILL'))
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    const stop = () => child.kill('SIGINT')
    signal?.addEventListener('abort', stop)
    if (signal?.aborted) stop()
    child.on('error', fail)
    child.on('close', (code, by) => {
      signal?.removeEventListener('abort', stop)
      done({
        code: code ?? 128 + (by === 'SIGINT' ? 2 : by === 'SIGKILL' ? 9 : 15),
        out: Buffer.concat(out).toString('utf8'),
        err: Buffer.concat(err).toString('utf8'),
      })
    })
  })

/** All inputs of `action.yml`, with their defaults, and the given ones. */
const inputsOf = async ({
  inputs = {},
  github,
  action = 'action.yml',
}: Step): Promise<Readonly<Record<string, string>>> => {
  const context: Readonly<Record<string, string>> = { 'github.token': github.token }
  const evaluated = (text: string): string =>
    text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, name: string) => {
      const value = context[name]
      if (value === undefined) throw new Error(`No step knows \`${name}\`.`)
      return value
    })
  const defaults = Object.entries(await declared(action)).map(
    ([name, value]) => [name, evaluated(value)] as const,
  )
  return Object.fromEntries(
    [...defaults, ...Object.entries(inputs)].map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  )
}

const declared = async (file: string): Promise<Readonly<Record<string, string>>> => {
  const path = resolve(file)
  if (!existsSync(path)) return {}
  const action: unknown = parse(await readFile(path, 'utf8'))
  const inputs = isObject(action) && isObject(action['inputs']) ? action['inputs'] : {}
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => {
      const value = isObject(input) ? input['default'] : undefined
      return [name, value === undefined || value === null ? '' : String(value)]
    }),
  )
}

const variablesOf = async (step: Step): Promise<Readonly<Record<string, string>>> => {
  const { event, payload, github, workspace } = step
  const actor = textAt(payload, 'sender', 'login') ?? 'alice'
  const repository = textAt(payload, 'repository', 'full_name') ?? 'acme/flags'
  const { sha, ref, head = '', base = '' } = refsOf(event, payload)
  return {
    PATH: process.env['PATH'] ?? '',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTION_REPOSITORY: '',
    GITHUB_ACTION_REF: '',
    GITHUB_ACTOR: actor,
    GITHUB_TRIGGERING_ACTOR: actor,
    GITHUB_EVENT_NAME: event,
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_OWNER: repository.split('/')[0] ?? '',
    GITHUB_REPOSITORY_ID: '700000001',
    GITHUB_SHA: step.sha ?? sha ?? (await checkedOut(workspace)),
    GITHUB_REF: ref,
    GITHUB_REF_NAME: ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    GITHUB_REF_TYPE: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_REF_PROTECTED: 'false',
    GITHUB_HEAD_REF: head,
    GITHUB_BASE_REF: base,
    GITHUB_RUN_ID: '4243',
    GITHUB_RUN_NUMBER: '128',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKFLOW: 'Statsig',
    GITHUB_WORKFLOW_REF: `${repository}/.github/workflows/statsig.yml@${ref}`,
    GITHUB_JOB: 'statsig',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
    GITHUB_RETENTION_DAYS: '90',
    GITHUB_WORKSPACE: workspace,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_NAME: 'GitHub Actions 1',
    RUNNER_ENVIRONMENT: 'github-hosted',
  }
}

interface Refs {
  readonly ref: string
  readonly sha?: string | undefined
  readonly head?: string | undefined
  readonly base?: string | undefined
}

/** The documented refs of each event; other events run on the default branch. */
const refsOf = (event: string, payload: Step['payload']): Refs => {
  const defaultBranch = `refs/heads/${textAt(payload, 'repository', 'default_branch') ?? 'main'}`
  const [head, base] = ['head', 'base'].map((side) => textAt(payload, 'pull_request', side, 'ref'))
  if (event === 'pull_request')
    return {
      ref: `refs/pull/${payload['number']}/merge`,
      sha: textAt(payload, 'pull_request', 'merge_commit_sha'),
      head,
      base,
    }
  if (event === 'pull_request_target')
    return {
      ref: defaultBranch,
      sha:
        defaultBranch === `refs/heads/${base}`
          ? textAt(payload, 'pull_request', 'base', 'sha')
          : undefined,
      head,
      base,
    }
  if (event === 'push')
    return { ref: textAt(payload, 'ref') ?? defaultBranch, sha: textAt(payload, 'after') }
  if (event === 'merge_group')
    return {
      ref: textAt(payload, 'merge_group', 'head_ref') ?? defaultBranch,
      sha: textAt(payload, 'merge_group', 'head_sha'),
    }
  return {
    ref: event === 'workflow_dispatch' ? (textAt(payload, 'ref') ?? defaultBranch) : defaultBranch,
  }
}

const textAt = (value: unknown, ...names: readonly string[]): string | undefined => {
  const found = names.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), value)
  return typeof found === 'string' ? found : undefined
}

const checkedOut = async (workspace: string): Promise<string> => {
  try {
    const { stdout } = await runGit(workspace, ['rev-parse', 'HEAD'])
    return stdout.trim()
  } catch {
    return '0'.repeat(40)
  }
}
