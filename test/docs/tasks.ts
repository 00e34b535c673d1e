// Twenty tasks of maintainers, each with the file that its answer is in.

/** The question, and the path of the file or folder. */
export const tasks: readonly (readonly [string, string])[] = [
  ['how a lost answer is retried', 'src/io/statsig/console-api/retry.ts'],
  ['how fast requests are sent', 'src/io/statsig/console-api/rate-limit.ts'],
  ['the order of the alerts in a comment', 'src/summary/risk.ts'],
  ['what `import` leaves out', 'src/import/select.ts'],
  ['the fields of a gate', 'src/kinds/definitions/gate.ts'],
  ['what counts as a restrictive change', 'src/plan/effects/restrictive-change.ts'],
  ['which keys of YAML are forbidden', 'src/load/yaml/forbidden.ts'],
  ['how a three-way merge treats a list', 'src/plan/merge/list.ts'],
  ['when a deleted definition is pruned', 'src/plan/prune.ts'],
  ['the order of operations', 'src/plan/order.ts'],
  ['what is compared before a write', 'src/apply/precondition.ts'],
  ['what is read again after a write', 'src/apply/read-back.ts'],
  ['how a value becomes part of a request', 'src/fields/to-request-value.ts'],
  ['what the record of an apply holds', 'src/io/git/applied-record.ts'],
  ['how quotes and comments of a YAML file are kept', 'src/write/splice/'],
  ['which values are hidden in a public repository', 'src/redaction/public-repository.ts'],
  ['when an operation counts as reviewed', 'src/github-action/pull-request/approval-check.ts'],
  ['the inputs of the Action', 'src/io/actions/input-table.ts'],
  ['what the emulator answers to a new gate', 'src/emulator/resources/gates/'],
  ['the options of the command line', 'src/cli/options.ts'],
]
