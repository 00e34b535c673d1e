// What a command has said, as data: the outcomes of its operations, what it keeps, and its exit code.
import type { CliResult } from '../support/cli.ts'

export interface ShownOutcome {
  readonly address: string
  readonly action: string
  readonly status: string
  readonly subResource: string | undefined
  /** The code of the reason, where it is not done. */
  readonly reason: string | undefined
  readonly wrote: string | undefined
  readonly notes: readonly string[]
}

export interface ShownOperation {
  readonly address: string
  readonly action: string
  /** The code of the refusal. */
  readonly refusal: string | undefined
}

export interface ShownKept {
  readonly address: string
  readonly cause: string
  /** Labels of the edits. */
  readonly labels: readonly string[]
}

/** What was read back after the apply and is not as it was written. */
export interface ShownDifference {
  readonly address: string
  readonly code: string
}

export interface Result {
  readonly code: number
  /** Everything that was printed. */
  readonly text: string
  /** Whether there is a plan at all: a command that could not read has none. */
  readonly isPlanned: boolean
  readonly operations: readonly ShownOperation[]
  readonly kept: readonly ShownKept[]
  readonly outcomes: readonly ShownOutcome[]
  readonly nonConverged: readonly ShownDifference[]
  readonly isVerified: boolean
}

type Members = Readonly<Record<string, unknown>>

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): readonly Members[] =>
  Array.isArray(value) ? value.filter(isMembers) : []

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

const codeOf = (value: unknown): string | undefined =>
  isMembers(value) ? textOf(value['code']) : undefined

export const resultOf = ({ code, err, out }: Pick<CliResult, 'code' | 'err' | 'out'>): Result => {
  const parsed = parse(out)
  const plan = isMembers(parsed['plan']) ? parsed['plan'] : parsed
  return {
    code,
    text: `${out}${err}`,
    isPlanned: Array.isArray(plan['operations']),
    operations: listOf(plan['operations']).map((each) => ({
      address: textOf(each['address']) ?? '',
      action: textOf(each['action']) ?? '',
      refusal: codeOf(each['refusal']),
    })),
    kept: listOf(plan['kept']).map((each) => ({
      address: textOf(each['address']) ?? '',
      cause: textOf(each['cause']) ?? '',
      labels: listOf(each['edits']).map(({ label }) => textOf(label) ?? ''),
    })),
    outcomes: listOf(parsed['outcomes']).map((each) => ({
      address: textOf(each['address']) ?? '',
      action: textOf(each['action']) ?? '',
      status: textOf(each['status']) ?? '',
      subResource: textOf(each['subResource']),
      reason: codeOf(each['reason']),
      wrote: textOf(each['wrote']),
      notes: listOf(each['notes']).flatMap((note) => codeOf(note) ?? []),
    })),
    nonConverged: listOf(parsed['nonConverged']).map(({ address, resource }) => ({
      address: textOf(address) ?? '',
      code: textOf(resource) ?? 'differs',
    })),
    isVerified: !isMembers(parsed['verificationError']),
  }
}

const parse = (text: string): Members => {
  try {
    const value: unknown = JSON.parse(text)
    return isMembers(value) ? value : {}
  } catch {
    return {}
  }
}

/** The codes of all that is not done, and of all that differs. */
export const resultCodes = ({ nonConverged, outcomes }: Result): readonly string[] => [
  ...new Set([
    ...outcomes.flatMap(({ reason }) => reason ?? []),
    ...nonConverged.map(({ code }) => code),
  ]),
]
