// Parses the inputs of the Action and reports all faults of a run at once.
import { didYouMean } from '../../core/suggest.ts'
import type { VariableLookup } from '../variable-lookup.ts'
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
  readonly sealSecretPrevious: string | undefined
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
  readonly confirmRecord: string | undefined
  readonly overwrite: readonly string[]
  readonly overwriteUnmanaged: readonly string[]
  readonly allowPrune: number | undefined
  readonly allowEmpty: boolean
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

export const readInputs = (
  lookUp: VariableLookup,
): { readonly inputs: Inputs } | { readonly faults: readonly string[] } => {
  const faults = inputs.flatMap((input) => inputFault(input, lookUp) ?? [])
  return faults.length > 0 ? { faults } : { inputs: parseInputs(lookUp) }
}

const parseInputs = (lookUp: VariableLookup): Inputs => {
  const text = (name: InputName) => inputText(name, lookUp)
  const optionalText = (name: InputName) => (text(name) === '' ? undefined : text(name))
  const lines = (name: InputName) => splitLines(text(name))
  const flag = (name: InputName) => parseFlag(text(name)) === true
  const number = (name: InputName) => Number(text(name))
  const count = (name: InputName) => (text(name) === '' ? undefined : number(name))
  return {
    command: parseChoice(commandInput, lookUp),
    consoleApiKey: optionalText('console-api-key'),
    githubToken: optionalText('github-token'),
    sealSecret: optionalText('seal-secret'),
    sealSecretPrevious: optionalText('seal-secret-previous'),
    workingDirectory: text('working-directory'),
    target: optionalText('target'),
    comment: parseChoice(commentInput, lookUp),
    commentMode: parseChoice(commentModeInput, lookUp),
    annotate: flag('annotate'),
    summary: flag('summary'),
    baseRef: text('base-ref'),
    allowArchive: flag('allow-archive'),
    maxChanges: number('max-changes'),
    unreviewed: parseChoice(unreviewedInput, lookUp),
    confirmPlanHash: optionalText('confirm-plan-hash'),
    confirmRecord: optionalText('confirm-record'),
    overwrite: lines('overwrite'),
    overwriteUnmanaged: [...lines('overwrite-unmanaged'), ...lines('take-over')],
    allowPrune: count('allow-prune'),
    allowEmpty: flag('allow-empty'),
    failOnChanges: flag('fail-on-changes'),
    failOnDrift: flag('fail-on-drift'),
    driftIssue: flag('drift-issue'),
    driftIssueLabels: lines('drift-issue-labels'),
    driftIssueAssignees: lines('drift-issue-assignees'),
    driftPullRequest: flag('drift-pull-request'),
    concurrency: number('concurrency'),
    timeoutSeconds: number('timeout-seconds'),
    apiUrl: optionalText('api-url'),
    prNumber: count('pr-number'),
    dryRun: flag('dry-run'),
  }
}

const inputFault = (input: Input, lookUp: VariableLookup): string | undefined => {
  const text = inputText(input.name, lookUp)
  switch (input.type) {
    case 'text':
    case 'lines':
      return undefined
    case 'flag':
      return parseFlag(text) === undefined
        ? `Input \`${input.name}\` must be \`true\` or \`false\`; it is ${quoteShort(text)}.`
        : undefined
    case 'count':
      return text === '' || isCount(text, input.max)
        ? undefined
        : `Input \`${input.name}\` must be a whole number from 1${upperBoundText(input.max)}; it is ${quoteShort(text)}.`
    case 'choice':
      return text === '' || !input.choices.includes(text)
        ? choiceFault(input.name, text, input.choices)
        : undefined
  }
}

const choiceFault = (name: string, text: string, choices: readonly string[]): string => {
  const choiceList = `Use one of ${choices.map((each) => `\`${each}\``).join(', ')}.`
  return text === ''
    ? `Input \`${name}\` is required. ${choiceList}`
    : `Input \`${name}\` cannot be ${quoteShort(text)}. ${didYouMean(text, choices) ?? choiceList}`
}

const inputText = (name: string, lookUp: VariableLookup): string => {
  const text = (lookUp(name) ?? '').trim()
  return text === '' ? (defaults.get(name) ?? '') : text
}

/** Defaults. The runner evaluates an expression (`${{ … }}`), so that one counts as empty here. */
const defaults: ReadonlyMap<string, string> = new Map(
  inputs.map((input) => [input.name, input.default.startsWith('${{') ? '' : input.default]),
)

const splitLines = (text: string): readonly string[] =>
  text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The spellings of the core schema of YAML 1.2. */
const parseFlag = (text: string): boolean | undefined => {
  if (['true', 'True', 'TRUE'].includes(text)) return true
  return ['false', 'False', 'FALSE'].includes(text) ? false : undefined
}

const isCount = (text: string, max = Number.POSITIVE_INFINITY): boolean =>
  /^[1-9]\d{0,8}$/.test(text) && Number(text) <= max

const upperBoundText = (max: number | undefined): string => (max === undefined ? '' : ` to ${max}`)

/** The text is one of the choices: `inputFault` has checked it. */
const parseChoice = <Choice extends string>(
  { name, choices }: { readonly name: string; readonly choices: readonly [Choice, ...Choice[]] },
  lookUp: VariableLookup,
): Choice => choices.find((each) => each === inputText(name, lookUp)) ?? choices[0]

/** On one line, and truncated. */
const quoteShort = (text: string): string => {
  const line = text.replace(/\s+/g, ' ')
  return `\`${line.length > 60 ? `${line.slice(0, 60)}…` : line}\``
}
