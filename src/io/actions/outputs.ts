// What the action gives, as data: `action.yml` and the README follow from it.

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
  'unsafe-event',
  'partial',
  'refused',
  'timed-out',
] as const

export type FailureReason = (typeof failureReasons)[number]

const formatChoices = (choices: readonly string[]): string =>
  choices.map((each) => `\`${each}\``).join(', ')

const output = <const Name extends string>(name: Name, doc: string) => ({ name, doc }) as const

export const outputs = [
  output('has-changes', '`true` where there is something to do, else `false`.'),
  output('has-drift', '`true` where there is drift, else `false`.'),
  output('to-create', 'How many resources would be created.'),
  output('to-update', 'How many would be changed.'),
  output('to-archive', 'How many would be archived.'),
  output('to-delete', 'How many would be deleted.'),
  output('unchanged', 'How many resources are as their files say.'),
  output('not-from-pr', 'How many operations are not from this pull request.'),
  output('held', 'How many resources were changed in Statsig and are held.'),
  output('refused', 'How many operations are refused.'),
  output('applied', 'How many operations are done.'),
  output('failed', 'How many have failed.'),
  output('skipped', 'How many were not begun.'),
  output('waiting', 'How many wait for a review in Statsig.'),
  output('plan-hash', 'Tells this plan from every other; `confirm-plan-hash` takes it.'),
  output('summary', 'The result in one line.'),
  output('plan-json-path', 'The plan as JSON, a file.'),
  output('plan-markdown-path', 'The plan as Markdown, a file.'),
  output('comment-id', 'The id of the comment.'),
  output('comment-url', 'Where the comment is.'),
  output('issue-number', 'The number of the issue about drift.'),
  output('issue-url', 'Where that issue is.'),
  output('pr-number', 'The number of the pull request.'),
  output('result', `One of ${formatChoices(actionResults)}.`),
  output('failure-reason', `Empty, or one of ${formatChoices(failureReasons)}.`),
] as const

export type OutputName = (typeof outputs)[number]['name']
