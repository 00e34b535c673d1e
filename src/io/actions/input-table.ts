// What the action takes, as data: `action.yml`, the README and the parser follow from it.

interface InputDoc {
  readonly name: string
  /** What holds where nothing is given; empty: nothing does. */
  readonly default: string
  readonly doc: string
}

export type Input = InputDoc &
  (
    | { readonly sort: 'text'; readonly isSecret?: true }
    /** One a line. */
    | { readonly sort: 'lines' }
    | { readonly sort: 'flag' }
    | { readonly sort: 'count'; readonly most?: number }
    | { readonly sort: 'choice'; readonly choices: readonly string[]; readonly isRequired?: true }
  )

const textInput = <const Name extends string>(name: Name, fallback: string, doc: string) =>
  ({ sort: 'text', name, default: fallback, doc }) as const

const secretInput = <const Name extends string>(name: Name, fallback: string, doc: string) =>
  ({ ...textInput(name, fallback, doc), isSecret: true }) as const

const linesInput = <const Name extends string>(name: Name, doc: string) =>
  ({ sort: 'lines', name, default: '', doc }) as const

const flagInput = <const Name extends string>(
  name: Name,
  fallback: 'true' | 'false',
  doc: string,
) => ({ sort: 'flag', name, default: fallback, doc }) as const

const countInput = <const Name extends string>(
  name: Name,
  fallback: string,
  doc: string,
  most?: number,
) => ({ sort: 'count', name, default: fallback, doc, ...(most !== undefined && { most }) }) as const

const choiceInput = <const Name extends string, const Choice extends string>(
  name: Name,
  choices: readonly [Choice, ...Choice[]],
  doc: string,
) => ({ sort: 'choice', name, default: choices[0], choices, doc }) as const

/** A timer cannot be longer than some weeks; a job of GitHub's ends much earlier. */
const daySeconds = 86_400

export const commandInput = {
  ...choiceInput(
    'command',
    ['validate', 'plan', 'apply', 'drift'],
    '`validate`, `plan`, `apply` or `drift`. It has to be given.',
  ),
  default: '',
  isRequired: true,
} as const

export const commentInput = choiceInput(
  'comment',
  ['always', 'changes', 'never'],
  'When there is a comment on the pull request: `always`, `changes` (where there is something to do; an older comment is kept up to date) or `never`.',
)

export const commentModeInput = choiceInput(
  'comment-mode',
  ['update', 'recreate'],
  '`update` writes the one comment again in place; `recreate` makes a new one and hides the old one as outdated.',
)

export const unreviewedInput = choiceInput(
  'unreviewed',
  ['fail', 'apply-safe', 'apply'],
  'What `apply` does with operations that are in no reviewed plan: `fail` writes nothing at all, `apply-safe` lets those pass that endanger nothing, `apply` lets all pass.',
)

export const inputs = [
  commandInput,
  secretInput(
    'console-api-key',
    '',
    'The Console API key of the Statsig project. `plan` and `drift` need one that may read, `apply` one that may write, `validate` none.',
  ),
  secretInput(
    'github-token',
    '${{ github.token }}',
    'The token for the comment, the issue and the search for the pull request.',
  ),
  secretInput(
    'seal-secret',
    '',
    'What seals plans in comments, the same for `plan`, `apply` and `drift`. The Console API key does unless given: where the keys of these jobs differ, such as one that only reads for `plan`, give them a secret that they share.',
  ),
  textInput('working-directory', '.', 'The root of the definitions, inside of the workspace.'),
  textInput(
    'target',
    '',
    'One of the `targets` of `statsig.yaml`, where there are several. Each has a comment and an issue of its own.',
  ),
  commentInput,
  commentModeInput,
  flagInput('annotate', 'true', 'Marks faults at the lines of the files that hold them.'),
  flagInput('summary', 'true', 'Writes the whole text into the summary of the job.'),
  textInput(
    'base-ref',
    'auto',
    'The commit before the change, which tells what is not from this pull request: `auto`, `off` or a ref.',
  ),
  flagInput(
    'allow-archive',
    'false',
    'Lets archiving and deleting pass, which is refused otherwise.',
  ),
  countInput(
    'max-changes',
    '100',
    'The most operations that `apply` carries out; with more it does none.',
  ),
  unreviewedInput,
  textInput(
    'confirm-plan-hash',
    '',
    'The `plan-hash` of a plan that a person has looked at: `apply` carries out exactly this plan.',
  ),
  linesInput(
    'overwrite',
    'Addresses, or `address#pointer`, whose file wins over what was changed in Statsig; one a line.',
  ),
  linesInput('take-over', 'Addresses or globs whose files win at first contact; one a line.'),
  countInput(
    'allow-prune',
    '',
    'Lets so many resources go, whatever the guardrails say; neither more nor less.',
  ),
  flagInput('fail-on-changes', 'false', '`plan` ends with 2 where there is something to do.'),
  flagInput('fail-on-drift', 'false', '`drift` ends with 2 where there is drift.'),
  flagInput('drift-issue', 'true', '`drift` keeps one issue for each target.'),
  linesInput('drift-issue-labels', 'Labels of that issue, one a line.'),
  linesInput('drift-issue-assignees', 'Whom that issue is assigned to, one a line.'),
  flagInput(
    'drift-pull-request',
    'false',
    '`drift` proposes what Statsig has as a pull request. It needs more permissions.',
  ),
  countInput('concurrency', '8', 'How many operations are under way at once.'),
  countInput('timeout-seconds', '600', 'How long the whole run may take.', daySeconds),
  textInput(
    'api-url',
    '',
    'Where the Console API is: Statsig’s own hosts or this machine, nothing else.',
  ),
  countInput('pr-number', '', 'The pull request that is meant, where the event does not tell.'),
  flagInput('dry-run', 'false', '`apply` goes through everything and writes nothing.'),
] as const satisfies readonly Input[]

export type InputName = (typeof inputs)[number]['name']
