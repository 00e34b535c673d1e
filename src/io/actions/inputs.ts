// The inputs of the action, parsed at the edge: every fault of a run at once.
import { didYouMean } from '../../suggest.ts'
import {
  commandInput,
  commentInput,
  commentModeInput,
  type Input,
  type InputName,
  inputs,
  unreviewedInput,
} from './input-table.ts'

export interface Inputs {
  readonly command: 'validate' | 'plan' | 'apply' | 'drift'
  readonly consoleApiKey: string | undefined
  readonly githubToken: string | undefined
  readonly sealSecret: string | undefined
  readonly workingDirectory: string
  readonly target: string | undefined
  readonly comment: 'always' | 'changes' | 'never'
  readonly commentMode: 'update' | 'recreate'
  readonly annotate: boolean
  readonly summary: boolean
  /** `auto`, `off` or a ref. */
  readonly baseRef: string
  readonly allowArchive: boolean
  readonly maxChanges: number
  readonly unreviewed: 'fail' | 'apply-safe' | 'apply'
  readonly confirmPlanHash: string | undefined
  readonly overwrite: readonly string[]
  readonly takeOver: readonly string[]
  readonly allowPrune: number | undefined
  readonly failOnChanges: boolean
  readonly failOnDrift: boolean
  readonly driftIssue: boolean
  readonly driftIssueLabels: readonly string[]
  readonly driftIssueAssignees: readonly string[]
  readonly driftPullRequest: boolean
  readonly concurrency: number
  readonly timeoutSeconds: number
  readonly apiUrl: string | undefined
  readonly prNumber: number | undefined
  readonly dryRun: boolean
}

/** What is given under the name of an input; blank is as good as nothing. */
export type Given = (name: string) => string | undefined

export const readInputs = (
  given: Given,
): { readonly inputs: Inputs } | { readonly faults: readonly string[] } => {
  const faults = inputs.flatMap((input) => faultOf(input, given) ?? [])
  return faults.length > 0 ? { faults } : { inputs: inputsFrom(given) }
}

const inputsFrom = (given: Given): Inputs => {
  const text = (name: InputName) => textOf(name, given)
  const some = (name: InputName) => (text(name) === '' ? undefined : text(name))
  const lines = (name: InputName) => linesOf(text(name))
  const flag = (name: InputName) => flagOf(text(name)) === true
  const number = (name: InputName) => Number(text(name))
  const count = (name: InputName) => (text(name) === '' ? undefined : number(name))
  return {
    command: choiceOf(commandInput, given),
    consoleApiKey: some('console-api-key'),
    githubToken: some('github-token'),
    sealSecret: some('seal-secret'),
    workingDirectory: text('working-directory'),
    target: some('target'),
    comment: choiceOf(commentInput, given),
    commentMode: choiceOf(commentModeInput, given),
    annotate: flag('annotate'),
    summary: flag('summary'),
    baseRef: text('base-ref'),
    allowArchive: flag('allow-archive'),
    maxChanges: number('max-changes'),
    unreviewed: choiceOf(unreviewedInput, given),
    confirmPlanHash: some('confirm-plan-hash'),
    overwrite: lines('overwrite'),
    takeOver: lines('take-over'),
    allowPrune: count('allow-prune'),
    failOnChanges: flag('fail-on-changes'),
    failOnDrift: flag('fail-on-drift'),
    driftIssue: flag('drift-issue'),
    driftIssueLabels: lines('drift-issue-labels'),
    driftIssueAssignees: lines('drift-issue-assignees'),
    driftPullRequest: flag('drift-pull-request'),
    concurrency: number('concurrency'),
    timeoutSeconds: number('timeout-seconds'),
    apiUrl: some('api-url'),
    prNumber: count('pr-number'),
    dryRun: flag('dry-run'),
  }
}

const faultOf = (input: Input, given: Given): string | undefined => {
  const text = textOf(input.name, given)
  switch (input.sort) {
    case 'text':
    case 'lines':
      return undefined
    case 'flag':
      return flagOf(text) === undefined
        ? `Input \`${input.name}\` must be \`true\` or \`false\`; it is ${quoted(text)}.`
        : undefined
    case 'count':
      return text === '' || isCount(text, input.most)
        ? undefined
        : `Input \`${input.name}\` must be a whole number from 1${upTo(input.most)}; it is ${quoted(text)}.`
    case 'choice':
      return text === '' || !input.choices.includes(text)
        ? unchosen(input.name, text, input.choices)
        : undefined
  }
}

const unchosen = (name: string, text: string, choices: readonly string[]): string => {
  const all = `It takes ${choices.map((each) => `\`${each}\``).join(', ')}.`
  return text === ''
    ? `Input \`${name}\` must be given. ${all}`
    : `Input \`${name}\` cannot be ${quoted(text)}. ${didYouMean(text, choices) ?? all}`
}

const textOf = (name: string, given: Given): string => {
  const text = (given(name) ?? '').trim()
  return text === '' ? (defaults.get(name) ?? '') : text
}

/** An expression is the runner's to fill in: without a runner it says nothing. */
const defaults: ReadonlyMap<string, string> = new Map(
  inputs.map((input) => [input.name, input.default.startsWith('${{') ? '' : input.default]),
)

const linesOf = (text: string): readonly string[] =>
  text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** As the core schema of YAML 1.2 has it. */
const flagOf = (text: string): boolean | undefined => {
  if (['true', 'True', 'TRUE'].includes(text)) return true
  return ['false', 'False', 'FALSE'].includes(text) ? false : undefined
}

const isCount = (text: string, most = Number.POSITIVE_INFINITY): boolean =>
  /^[1-9]\d{0,8}$/.test(text) && Number(text) <= most

const upTo = (most: number | undefined): string => (most === undefined ? '' : ` to ${most}`)

/** Only reached where the text is one of the choices. */
const choiceOf = <Choice extends string>(
  { name, choices }: { readonly name: string; readonly choices: readonly [Choice, ...Choice[]] },
  given: Given,
): Choice => choices.find((each) => each === textOf(name, given)) ?? choices[0]

/** In one line, and not all of it: what is wrong may be long. */
const quoted = (text: string): string => {
  const line = text.replace(/\s+/g, ' ')
  return `\`${line.length > 60 ? `${line.slice(0, 60)}…` : line}\``
}
