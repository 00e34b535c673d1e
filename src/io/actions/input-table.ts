// The inputs of the Action, as data: `action.yml`, the documentation and the parser are made from this table.

interface InputDoc {
  readonly name: string
  /** The value of an input that the workflow does not set; empty: none. */
  readonly default: string
  readonly doc: string
  /** What to do instead. The runner prints it as a warning if a workflow sets the input. */
  readonly deprecation?: string
}

export type Input = InputDoc &
  (
    | { readonly type: 'text'; readonly isSecret?: true }
    /** One value per line. */
    | { readonly type: 'lines' }
    | { readonly type: 'flag' }
    | { readonly type: 'count'; readonly max?: number }
    | { readonly type: 'choice'; readonly choices: readonly string[]; readonly isRequired?: true }
  )

const textInput = <const Name extends string>(name: Name, fallback: string, doc: string) =>
  ({ type: 'text', name, default: fallback, doc }) as const

const secretInput = <const Name extends string>(name: Name, fallback: string, doc: string) =>
  ({ ...textInput(name, fallback, doc), isSecret: true }) as const

const linesInput = <const Name extends string>(name: Name, doc: string) =>
  ({ type: 'lines', name, default: '', doc }) as const

const flagInput = <const Name extends string>(
  name: Name,
  fallback: 'true' | 'false',
  doc: string,
) => ({ type: 'flag', name, default: fallback, doc }) as const

const countInput = <const Name extends string>(
  name: Name,
  fallback: string,
  doc: string,
  max?: number,
) => ({ type: 'count', name, default: fallback, doc, ...(max !== undefined && { max }) }) as const

const choiceInput = <const Name extends string, const Choice extends string>(
  name: Name,
  choices: readonly [Choice, ...Choice[]],
  doc: string,
) => ({ type: 'choice', name, default: choices[0], choices, doc }) as const

/** Timers of Node are limited to some weeks; a job at GitHub ends much earlier. */
const daySeconds = 86_400

export const commandInput = {
  ...choiceInput(
    'command',
    ['validate', 'plan', 'apply', 'drift'],
    'The command to run: `validate`, `plan`, `apply` or `drift`.',
  ),
  default: '',
  isRequired: true,
} as const

export const commentInput = choiceInput(
  'comment',
  ['always', 'changes', 'never'],
  'When to comment on the pull request: `always`, `changes` (only if the plan has changes; an existing comment is still updated) or `never`.',
)

export const commentModeInput = choiceInput(
  'comment-mode',
  ['update', 'recreate'],
  '`update` edits the existing comment; `recreate` posts a new comment and hides the old one as outdated.',
)

export const unreviewedInput = choiceInput(
  'unreviewed',
  ['fail', 'apply-safe', 'apply'],
  'What `apply` does with operations that are in no reviewed plan: `fail` writes nothing at all, `apply-safe` applies those that change only labels (names, descriptions, tags, owners), `apply` applies all.',
)

export const inputs = [
  commandInput,
  secretInput(
    'console-api-key',
    '',
    'The Console API key of the Statsig project. `plan` and `drift` need read access, `apply` needs write access, `validate` needs no key.',
  ),
  secretInput(
    'github-token',
    '${{ github.token }}',
    'The token to write comments and issues and to find pull requests.',
  ),
  secretInput(
    'seal-secret',
    '',
    'The key of the seal, which is the HMAC signature of a plan comment and of the record of an apply. Default: the Console API key. If `plan`, `apply` and `drift` use different keys, such as a read-only key for `plan`, set the same secret in all of them.',
  ),
  secretInput(
    'seal-secret-previous',
    '',
    'The seal secret before the current one. What it has sealed stays valid, and is sealed again with the current one.',
  ),
  textInput('working-directory', '.', 'The root folder of the definitions, inside the workspace.'),
  textInput(
    'target',
    '',
    'One of the `targets` of `statsig.yaml`. Each target has its own comment and its own issue.',
  ),
  commentInput,
  commentModeInput,
  flagInput('annotate', 'true', 'Add annotations for errors to the lines of the files.'),
  flagInput('summary', 'true', 'Write the whole result to the job summary.'),
  textInput(
    'base-ref',
    'auto',
    'The base commit, used to find operations that are not from this pull request: `auto`, `off` or a ref.',
  ),
  flagInput(
    'allow-archive',
    'false',
    'Allow operations that archive or delete a resource; they are refused otherwise.',
  ),
  countInput(
    'max-changes',
    '100',
    'The maximum number of operations. If a plan has more, `apply` applies none of them.',
  ),
  unreviewedInput,
  textInput(
    'confirm-plan-hash',
    '',
    'The `plan-hash` of a plan that a person has checked: `apply` applies exactly this plan.',
  ),
  textInput(
    'confirm-record',
    '',
    'The full id of a record of an apply whose seal is not valid, and that a person has checked: `apply` uses it and seals the next one. `none` confirms that there is no record.',
  ),
  linesInput(
    'overwrite',
    'Addresses (`kind/id`) or fields (`kind/id#pointer`) that get the value of the file, even if they were changed in Statsig; one per line.',
  ),
  linesInput(
    'overwrite-unmanaged',
    'Addresses or globs of existing resources to overwrite that were never applied from this repository; one per line.',
  ),
  {
    ...linesInput('take-over', 'Deprecated: the old name of `overwrite-unmanaged`.'),
    deprecation: 'Use `overwrite-unmanaged`.',
  } as const,
  countInput(
    'allow-prune',
    '',
    'Allow `prune` to archive or delete exactly this number of resources, ignoring `guardrails`.',
  ),
  flagInput(
    'allow-empty',
    'false',
    'Allow a root without definitions, and patterns of `definitions` that match no file; they end with 3 otherwise.',
  ),
  flagInput('fail-on-changes', 'false', '`plan` exits with 2 if there are changes.'),
  flagInput('fail-on-drift', 'false', '`drift` exits with 2 if there is drift.'),
  flagInput('drift-issue', 'true', '`drift` opens, updates and closes one issue for each target.'),
  linesInput('drift-issue-labels', 'Labels of this issue, one per line.'),
  linesInput('drift-issue-assignees', 'Assignees of this issue, one per line.'),
  flagInput(
    'drift-pull-request',
    'false',
    '`drift` opens a pull request that writes the values in Statsig to the files. This needs more permissions.',
  ),
  countInput('concurrency', '8', 'How many operations run at the same time.'),
  countInput('timeout-seconds', '600', 'The time limit of the whole run, in seconds.', daySeconds),
  textInput('api-url', '', 'The URL of the Console API: a host of Statsig, or this machine.'),
  countInput('pr-number', '', 'The number of the pull request, if the event does not contain it.'),
  flagInput('dry-run', 'false', '`apply` does everything except writing.'),
] as const satisfies readonly Input[]

export type InputName = (typeof inputs)[number]['name']
