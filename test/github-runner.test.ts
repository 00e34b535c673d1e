// What the tests take for the runner of GitHub Actions does what the runner does.
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  dependabotPullRequest,
  forkedPullRequest,
  type GitHubEvent,
  issueComment,
  mergeGroup,
  pullRequest,
  pullRequestTarget,
  push,
  schedule,
  workflowDispatch,
  workflowRun,
} from './support/github/events.ts'
import { pairsIn, summaryIn } from './support/github/files.ts'
import { commandsIn } from './support/github/log.ts'
import { runAction, type Step, type StepResult } from './support/github/runner.ts'

const sha = (letter: string): string => letter.repeat(40)
const github = { url: 'http://127.0.0.1:9', token: 'ghs_x' }

/** Runs a script as the action, in a folder of its own. */
const running = async <T>(
  script: string,
  given: Partial<Step> & { readonly yaml?: string },
  work: (ran: StepResult, folder: string) => Promise<T> | T,
): Promise<T> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'action-')))
  try {
    const [bundle, action] = [join(folder, 'action.mjs'), join(folder, 'action.yml')]
    await writeFile(bundle, `import { appendFileSync, writeFileSync } from 'node:fs'\n${script}`)
    if (given.yaml !== undefined) await writeFile(action, given.yaml)
    const ran = await runAction({
      ...push({ after: sha('a') }),
      github,
      workspace: folder,
      bundle,
      action,
      ...given,
    })
    try {
      return await work(ran, folder)
    } finally {
      await ran.cleanup()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const environment = (given: Partial<Step> & { readonly yaml?: string }) =>
  running('console.log(JSON.stringify(process.env))', given, ({ out }) => {
    const env: Readonly<Record<string, string>> = JSON.parse(out)
    return env
  })

describe('a step', () => {
  const yaml = [
    'inputs:',
    '  command: { default: plan }',
    '  console-api-key: { required: true }',
    '  max changes: { default: 100 }',
    "  github-token: { default: '${{ github.token }}' }",
  ].join('\n')

  test('has its inputs, the defaults of `action.yml`, and nothing for the others', async () => {
    const env = await environment({ yaml, inputs: { command: 'apply', Extra: '1' } })
    expect(Object.entries(env).filter(([name]) => name.startsWith('INPUT_'))).toEqual([
      ['INPUT_COMMAND', 'apply'],
      ['INPUT_CONSOLE-API-KEY', ''],
      ['INPUT_MAX_CHANGES', '100'],
      ['INPUT_GITHUB-TOKEN', 'ghs_x'],
      ['INPUT_EXTRA', '1'],
    ])
  })

  test.each<readonly [string, GitHubEvent, readonly (string | undefined)[]]>([
    [
      'a pull',
      pullRequest({
        number: 7,
        head: { sha: sha('a'), ref: 'ramp' },
        base: { sha: sha('b') },
        mergeCommit: sha('c'),
      }),
      ['pull_request', sha('c'), 'refs/pull/7/merge', '7/merge', 'ramp', 'main', 'alice'],
    ],
    [
      'a pull of a fork',
      forkedPullRequest({
        head: { sha: sha('a'), ref: 'patch-1' },
        base: { sha: sha('b') },
        mergeCommit: sha('c'),
      }),
      ['pull_request', sha('c'), 'refs/pull/1/merge', '1/merge', 'patch-1', 'main', 'mallory'],
    ],
    [
      'a pull of Dependabot',
      dependabotPullRequest({
        head: { sha: sha('a'), ref: 'dependabot/x' },
        base: { sha: sha('b') },
        mergeCommit: sha('c'),
      }),
      [
        'pull_request',
        sha('c'),
        'refs/pull/1/merge',
        '1/merge',
        'dependabot/x',
        'main',
        'dependabot[bot]',
      ],
    ],
    [
      'a pull with the rights of its target',
      pullRequestTarget({ head: { sha: sha('a'), ref: 'ramp' }, base: { sha: sha('b') } }),
      ['pull_request_target', sha('b'), 'refs/heads/main', 'main', 'ramp', 'main', 'alice'],
    ],
    [
      'a push',
      push({ after: sha('a') }),
      ['push', sha('a'), 'refs/heads/main', 'main', '', '', 'alice'],
    ],
    [
      'a merge queue',
      mergeGroup({ head: sha('a'), base: sha('b'), number: 7 }),
      [
        'merge_group',
        sha('a'),
        `refs/heads/gh-readonly-queue/main/pr-7-${sha('b')}`,
        `gh-readonly-queue/main/pr-7-${sha('b')}`,
        '',
        '',
        'alice',
      ],
    ],
    [
      'a schedule',
      schedule(),
      ['schedule', sha('0'), 'refs/heads/main', 'main', '', '', 'github-actions[bot]'],
    ],
    [
      'a hand',
      workflowDispatch({ ref: 'refs/heads/next' }),
      ['workflow_dispatch', sha('0'), 'refs/heads/next', 'next', '', '', 'alice'],
    ],
    [
      'a comment',
      issueComment(),
      ['issue_comment', sha('0'), 'refs/heads/main', 'main', '', '', 'alice'],
    ],
    [
      'another workflow',
      workflowRun({ head: { sha: sha('a'), branch: 'ramp' }, from: 'mallory/flags' }),
      ['workflow_run', sha('0'), 'refs/heads/main', 'main', '', '', 'alice'],
    ],
  ])('started by %s knows by what', async (_, event, expected) => {
    const env = await environment(event)
    const names = ['EVENT_NAME', 'SHA', 'REF', 'REF_NAME', 'HEAD_REF', 'BASE_REF', 'ACTOR']
    expect(names.map((name) => env[`GITHUB_${name}`])).toEqual(expected)
  })

  test('reads what happened from a file, and sees nothing else of the machine', async () => {
    const payload = { hello: 'é' }
    const seen = await running(
      `import { readFileSync } from 'node:fs'
       console.log(readFileSync(process.env.GITHUB_EVENT_PATH, 'utf8'))
       console.error(JSON.stringify([process.cwd(), process.env.TZ, process.env.GITHUB_TOKEN, process.env.MORE]))`,
      { event: 'push', payload, env: { MORE: 'more', CI: undefined } },
      ({ out, err }, folder) => [JSON.parse(out), JSON.parse(err), folder],
    )
    expect(seen).toEqual([payload, [seen[2], null, null, 'more'], expect.any(String)])
  })

  test('says its outputs, its summary and its exit code, and leaves files', async () => {
    await running(
      `appendFileSync(process.env.GITHUB_OUTPUT, 'result=changes\\nplan<<END\\none\\ntwo\\nEND\\n')
       appendFileSync(process.env.GITHUB_STEP_SUMMARY, '# Plan')
       appendFileSync(process.env.GITHUB_ENV, 'A=b')
       writeFileSync(process.env.RUNNER_TEMP + '/plan.json', '{}')
       process.exitCode = 3`,
      {},
      async ({ code, outputs, summary, later, temp }) => {
        expect({ code, outputs, summary, later }).toEqual({
          code: 3,
          outputs: { result: 'changes', plan: 'one\ntwo' },
          summary: '# Plan',
          later: { env: 'A=b', path: '', state: '' },
        })
        expect(await readFile(join(temp, 'plan.json'), 'utf8')).toBe('{}')
      },
    )
  })

  test('whose outputs the runner could not read fails', async () => {
    const work = running(`appendFileSync(process.env.GITHUB_OUTPUT, 'nothing')`, {}, () => {})
    await expect(work).rejects.toThrow("Invalid format 'nothing'")
  })

  test('is interrupted as a job that is cancelled', async () => {
    const cancel = new AbortController()
    cancel.abort()
    const code = await running(
      'setInterval(() => {}, 1000)',
      { signal: cancel.signal },
      (ran) => ran.code,
    )
    expect(code).toBe(130)
  })
})

describe('outputs', () => {
  test.each([
    ['a=1\nb=x=y\n', { a: '1', b: 'x=y' }],
    ['a=\n\n', { a: '' }],
    ['a=b<<c', { a: 'b<<c' }],
    ['a<<E\nE\n', { a: '' }],
    ['a<<E\n\nx\r\ny\n\nE\nb=1', { a: '\nx\r\ny\n', b: '1' }],
    ['a<<E=1\nx\nE=1\n', { a: 'x' }],
  ])('%j', (content, pairs) => {
    expect(pairsIn(content)).toEqual(pairs)
  })

  test.each([
    ['a', "Invalid format 'a'"],
    ['=1', "Invalid format '=1'. Name must not be empty"],
    ['<<E\nE', "Invalid format '<<E'. Name must not be empty and delimiter must not be empty"],
    ['a<<\nE', "Invalid format 'a<<'. Name must not be empty and delimiter must not be empty"],
    ['a<<E\nx', "Invalid value. Matching delimiter not found 'E'"],
  ])('%j is none', (content, message) => {
    expect(() => pairsIn(content)).toThrow(message)
  })

  test('a summary beyond a mebibyte is dropped', () => {
    expect([summaryIn('x'.repeat(1_048_576)).length, summaryIn('x'.repeat(1_048_577))]).toEqual([
      1_048_576,
      '',
    ])
  })
})

describe('commands in a log', () => {
  test.each([
    [
      '::error file=a.yaml,line=3::It is%0Awrong',
      [{ command: 'error', properties: { file: 'a.yaml', line: '3' }, message: 'It is\nwrong' }],
    ],
    ['  \u0085::add-mask::x', [{ command: 'add-mask', properties: {}, message: 'x' }]],
    ['text ##[error]x', [{ command: 'error', properties: {}, message: 'x' }]],
    [
      '##[set-output name=a;]x',
      [{ command: 'set-output', properties: { name: 'a' }, message: 'x' }],
    ],
    ['one\r::debug::two', [{ command: 'debug', properties: {}, message: 'two' }]],
    ['text ::error::x', []],
    ['| ::error::x', []],
    ['::error', []],
    ['::::x', []],
    ['##\u200b[error]x', []],
    [
      '::stop-commands::token\n::error::x\n::token::\n::notice::y',
      [
        { command: 'stop-commands', properties: {}, message: 'token' },
        { command: 'notice', properties: {}, message: 'y' },
      ],
    ],
  ])('%j', (log, commands) => {
    expect(commandsIn(log)).toEqual(commands)
  })
})
