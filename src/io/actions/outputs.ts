// The outputs of the Action, as data: `action.yml` and the documentation are made from this table.

const actionResults = [
  'no-changes',
  'changes',
  'applied',
  'partial',
  'waiting',
  'skipped',
  'failed',
  'no-drift',
  'drift',
  'valid',
] as const

export type ActionResult = (typeof actionResults)[number]

const failureReasons = [
  'invalid-definitions',
  'wrong-usage',
  'auth',
  'api-error',
  'plan-changed',
  'conflict',
  'limit',
  'locked',
  'unsafe-event',
  'partial',
  'refused',
  'timed-out',
] as const

export type ActionFailureReason = (typeof failureReasons)[number]

const formatChoices = (choices: readonly string[]): string =>
  choices.map((each) => `\`${each}\``).join(', ')

const output = <const Name extends string>(name: Name, doc: string) => ({ name, doc }) as const

export const outputs = [
  output('has-changes', '`true` if the plan has changes, also of settings, else `false`.'),
  output('has-drift', '`true` if there is drift, else `false`.'),
  output('to-create', 'How many resources the plan creates.'),
  output('to-update', 'How many resources the plan updates.'),
  output('to-archive', 'How many resources the plan archives.'),
  output('to-delete', 'How many resources the plan deletes.'),
  output('unchanged', 'How many resources do not differ from their files.'),
  output('not-from-pr', 'How many operations are not from this pull request.'),
  output('kept', 'How many resources differ in Statsig and are not changed.'),
  output('held', 'Deprecated: the old name of `kept`, with the same value.'),
  output('refused', 'How many operations are refused.'),
  output('applied', 'How many operations succeeded.'),
  output('failed', 'How many operations failed.'),
  output('skipped', 'How many operations were skipped.'),
  output('waiting', 'How many operations wait for a review in Statsig.'),
  output('plan-hash', 'The hash of the plan, for the input `confirm-plan-hash`.'),
  output('summary', 'The result on one line.'),
  output('plan-json-path', 'The path of a file with the plan as JSON.'),
  output('plan-markdown-path', 'The path of a file with the plan as Markdown.'),
  output('comment-id', 'The id of the comment.'),
  output('comment-url', 'The URL of the comment.'),
  output('issue-number', 'The number of the drift issue.'),
  output('issue-url', 'The URL of the drift issue.'),
  output('pr-number', 'The number of the pull request.'),
  output('result', `One of ${formatChoices(actionResults)}.`),
  output('failure-reason', `Empty, or one of ${formatChoices(failureReasons)}.`),
] as const

export type OutputName = (typeof outputs)[number]['name']
