// The inputs of the Action: every accepted form, and all faults at once.
import { describe, expect, test } from 'vitest'
import { inputs as table } from '../../../src/io/actions/input-table.ts'
import { readInputs } from '../../../src/io/actions/inputs.ts'

type Texts = Readonly<Record<string, string>>

const read = (texts: Texts) => readInputs((name) => texts[name])

const taken = (texts: Texts) => {
  const answer = read({ command: 'plan', ...texts })
  if ('faults' in answer) throw new Error(answer.faults.join('\n'))
  return answer.inputs
}

const faults = (texts: Texts): readonly string[] => {
  const answer = read({ command: 'plan', ...texts })
  return 'faults' in answer ? answer.faults : []
}

test('an input that is missing or blank has the default of the table', () => {
  const blank = Object.fromEntries(
    table.filter(({ name }) => name !== 'command').map(({ name }) => [name, ' \n']),
  )
  expect(taken(blank)).toEqual(taken({}))
  expect(taken({})).toEqual({
    command: 'plan',
    consoleApiKey: undefined,
    githubToken: undefined,
    sealSecret: undefined,
    workingDirectory: '.',
    target: undefined,
    comment: 'always',
    commentMode: 'update',
    annotate: true,
    summary: true,
    baseRef: 'auto',
    allowArchive: false,
    maxChanges: 100,
    unreviewed: 'fail',
    confirmPlanHash: undefined,
    overwrite: [],
    overwriteUnmanaged: [],
    allowPrune: undefined,
    allowEmpty: false,
    failOnChanges: false,
    failOnDrift: false,
    driftIssue: true,
    driftIssueLabels: [],
    driftIssueAssignees: [],
    driftPullRequest: false,
    concurrency: 8,
    timeoutSeconds: 600,
    apiUrl: undefined,
    prNumber: undefined,
    dryRun: false,
  })
})

test('a given value replaces the default, without blanks around it', () => {
  const given: Texts = {
    command: ' apply ',
    'console-api-key': 'console-abc\n',
    'github-token': 'ghs_abc',
    'seal-secret': 'a long secret of ours',
    'seal-secret-previous': 'an earlier secret',
    'working-directory': 'deploy/flags',
    target: 'production',
    comment: 'changes',
    'comment-mode': 'recreate',
    annotate: 'false',
    summary: 'False',
    'base-ref': 'origin/main',
    'allow-archive': 'TRUE',
    'max-changes': '7',
    unreviewed: 'apply-safe',
    'confirm-plan-hash': '5b1e9c0d',
    'confirm-record': '0c5d1e9b',
    overwrite: 'gate/a\n\n  gate/b#isEnabled  \r\n',
    'overwrite-unmanaged': 'gate/*',
    'take-over': 'segment/*',
    'allow-prune': '12',
    'allow-empty': 'true',
    'fail-on-changes': 'true',
    'fail-on-drift': 'True',
    'drift-issue': 'FALSE',
    'drift-issue-labels': 'drift\ngood first issue',
    'drift-issue-assignees': 'ana',
    'drift-pull-request': 'true',
    concurrency: '2',
    'timeout-seconds': '86400',
    'api-url': 'http://127.0.0.1:3006',
    'pr-number': '42',
    'dry-run': 'true',
  }
  expect(Object.keys(given).sort()).toEqual(table.map(({ name }) => name).sort())
  expect(taken(given)).toEqual({
    command: 'apply',
    consoleApiKey: 'console-abc',
    githubToken: 'ghs_abc',
    sealSecret: 'a long secret of ours',
    sealSecretPrevious: 'an earlier secret',
    workingDirectory: 'deploy/flags',
    target: 'production',
    comment: 'changes',
    commentMode: 'recreate',
    annotate: false,
    summary: false,
    baseRef: 'origin/main',
    allowArchive: true,
    maxChanges: 7,
    unreviewed: 'apply-safe',
    confirmPlanHash: '5b1e9c0d',
    confirmRecord: '0c5d1e9b',
    overwrite: ['gate/a', 'gate/b#isEnabled'],
    overwriteUnmanaged: ['gate/*', 'segment/*'],
    allowPrune: 12,
    allowEmpty: true,
    failOnChanges: true,
    failOnDrift: true,
    driftIssue: false,
    driftIssueLabels: ['drift', 'good first issue'],
    driftIssueAssignees: ['ana'],
    driftPullRequest: true,
    concurrency: 2,
    timeoutSeconds: 86_400,
    apiUrl: 'http://127.0.0.1:3006',
    prNumber: 42,
    dryRun: true,
  })
})

test('all faults are reported at once, in the order of the table', () => {
  expect(
    faults({
      command: 'pln',
      comment: 'sometimes',
      annotate: 'yes',
      'max-changes': '0',
      unreviewed: 'aply',
      'timeout-seconds': '1e9',
      'pr-number': '#42',
    }),
  ).toEqual([
    'Input `command` cannot be `pln`. Did you mean `plan`?',
    'Input `comment` cannot be `sometimes`. Use one of `always`, `changes`, `never`.',
    'Input `annotate` must be `true` or `false`; it is `yes`.',
    'Input `max-changes` must be a whole number from 1; it is `0`.',
    'Input `unreviewed` cannot be `aply`. Did you mean `apply`?',
    'Input `timeout-seconds` must be a whole number from 1 to 86400; it is `1e9`.',
    'Input `pr-number` must be a whole number from 1; it is `#42`.',
  ])
})

test('the command has no default', () => {
  expect(read({})).toEqual({
    faults: ['Input `command` is required. Use one of `validate`, `plan`, `apply`, `drift`.'],
  })
})

describe('a flag cannot be', () => {
  test.each(['yes', 'no', 'on', 'off', '1', '0', 'tRUE', 'null', 'true false'])('%s', (text) => {
    expect(faults({ 'dry-run': text })).toEqual([
      `Input \`dry-run\` must be \`true\` or \`false\`; it is \`${text}\`.`,
    ])
  })
})

describe('a count cannot be', () => {
  test.each(['0', '-1', '+1', '1.0', '01', '1e3', '0x10', '1 000', '10000000000', 'ten', '٣'])(
    '%s',
    (text) => {
      expect(faults({ concurrency: text })).toEqual([
        `Input \`concurrency\` must be a whole number from 1; it is \`${text}\`.`,
      ])
    },
  )
})

test('a fault shows the beginning of the value, on one line', () => {
  expect(faults({ annotate: `a\n::error::b ${'x'.repeat(100)}` })).toEqual([
    `Input \`annotate\` must be \`true\` or \`false\`; it is \`a ::error::b ${'x'.repeat(47)}…\`.`,
  ])
})
