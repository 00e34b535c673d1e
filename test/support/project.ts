// A Statsig project for one test: the emulator over HTTP, the witness in front of it, and the engine against it.
import { type Adoption, planAdoption } from '../../src/adoption/index.ts'
import { apply as carryOut } from '../../src/apply/index.ts'
import { type Diagnostic, isFatal } from '../../src/core/diagnostic.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts'
import { noAppliedDefinitions } from '../../src/history/applied-definitions.ts'
import type { GitState, UnfinishedApply } from '../../src/history/history.ts'
import { type ConsoleApiOptions, consoleReader } from '../../src/io/statsig/console-api/index.ts'
import { statsigReader } from '../../src/io/statsig/resource-api.ts'
import { consoleWriter, statsigWriter } from '../../src/io/statsig/writer.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { registryFor, type Workspace } from '../../src/load/workspace.ts'
import type { DesiredState, Outcome, Report, SourceFile } from '../../src/model/index.ts'
import type { GitRepository } from '../../src/model/repository.ts'
import type { AppliedState } from '../../src/plan/applied-state.ts'
import { makePlan, type PlannedRun } from '../../src/prepare/make-plan.ts'
import { withRequiredReviews } from '../../src/prepare/require-reviews.ts'
import {
  failureText,
  nonConvergedEdits,
  noteText,
  operationErrorText,
  pendingReviewText,
  skippedText,
} from '../../src/report/sentences/outcome.ts'
import type { Clock, Writer } from '../../src/resources/api.ts'
import { type AuditPosition, readAuditPosition } from '../../src/resources/audit-position.ts'
import { loadOnce } from './load-files.ts'
import { loadOpenApiValidator } from './openapi-validator/index.ts'
import { sendingTo } from './sending.ts'

export const openApiValidator = loadOpenApiValidator()

/** Time that runs only when somebody waits. */
const createFastClock = (): Clock => {
  let now = 1_700_000_000_000
  return {
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds
      await new Promise((done) => setImmediate(done))
    },
  }
}

export interface PlanResult {
  readonly run: PlannedRun
  readonly diagnostics: readonly Diagnostic[]
}

export interface ApplyResult extends PlanResult {
  readonly report: Report
}

export interface TestProject {
  readonly emulator: Emulator
  readonly clock: Clock
  /** What clients of their own are made from. */
  readonly api: ConsoleApiOptions
  /** What the witness had to say against requests and answers. */
  readonly findings: () => readonly string[]
  readonly plan: (files: readonly SourceFile[]) => Promise<PlanResult>
  /** What was changed in Statsig since these files were applied. */
  readonly drift: (
    files: readonly SourceFile[],
    /** What was applied last, where the files have changed since. */
    applied?: readonly SourceFile[],
  ) => Promise<PlanResult>
  /** The plan of files after applies that have begun and not ended. */
  readonly planAfter: (
    files: readonly SourceFile[],
    applied: readonly SourceFile[],
    begun: readonly BegunFiles[],
  ) => Promise<PlanResult>
  /** How far the audit log goes. */
  readonly auditPosition: () => Promise<AuditPosition | undefined>
  /** What is drifted, as changes of the files. */
  readonly adopt: (files: readonly SourceFile[], drift: PlanResult) => Adoption
  readonly apply: (
    files: readonly SourceFile[],
    options?: { readonly width?: number },
  ) => Promise<ApplyResult>
  readonly applyPlan: (run: PlannedRun, options?: { readonly width?: number }) => Promise<Report>
  readonly close: () => Promise<void>
}

/** An apply that has begun, and the files that it applied. */
export interface BegunFiles {
  readonly apply: UnfinishedApply
  readonly files: readonly SourceFile[]
}

export interface ProjectOptions extends EmulatorOptions {
  /** Text of `statsig.yaml`. */
  readonly settings?: string
  readonly api?: Partial<ConsoleApiOptions>
  /** Environment variables that definitions name. */
  readonly secrets?: Readonly<Record<string, string>>
  /** Time for the engine and the emulator; a clock that runs when somebody waits unless given. */
  readonly time?: Clock
  /** Stands between the engine and its client while applying. */
  readonly between?: (writer: Writer) => Writer
  /** Given when the run is interrupted while applying. */
  readonly interrupted?: AbortSignal
  /** The witness stands aside where the emulator plays a faulty network. */
  readonly unjudged?: boolean
}

export const file = (path: string, text: string): SourceFile => ({ path, text })

const openProject = async (options: ProjectOptions = {}): Promise<TestProject> => {
  const { between = (writer) => writer, time: clock = createFastClock() } = options
  const emulator = await startEmulator({ seed: 1, clock, limits: 'none', ...options })
  const judge = options.unjudged || 'skipped' in openApiValidator ? undefined : openApiValidator
  const sending = sendingTo(emulator, judge)
  const { settings } = readSettings(
    options.settings === undefined ? undefined : file('statsig.yaml', options.settings),
  )
  const api: ConsoleApiOptions = {
    baseUrl: new URL(emulator.url),
    key: emulator.key,
    clock,
    random: () => 0.5,
    send: sending.send,
    respectReviews: settings.reviews === 'respect',
    ...options.api,
  }
  const known = new WeakMap<readonly SourceFile[], Workspace>()
  const opened = (files: readonly SourceFile[]): Workspace => {
    const isList = ({ path }: SourceFile) => path.endsWith('.txt')
    const definitions = files.filter((each) => !isList(each))
    const workspace = known.get(files) ?? {
      ...loadOnce(definitions, settings, files.filter(isList)),
      settings,
      fileCount: definitions.length,
      sources: files,
      patterns: [],
      unmatched: [],
    }
    known.set(files, workspace)
    return workspace
  }
  const words = registryFor(opened([]))
  const planFor = async (
    files: readonly SourceFile[],
    memory?: AppliedState,
    gitState?: GitState,
  ): Promise<PlanResult> => {
    const workspace = opened(files)
    refuseFaults(workspace.diagnostics)
    const reader = statsigReader(consoleReader(api), words)
    const planned = await makePlan(workspace, words, reader, clock, {
      notices: [],
      ...(memory && { appliedState: memory }),
      ...(gitState && { gitState }),
    })
    const { desired } = workspace
    const { reviews } = settings
    const run = await withRequiredReviews(planned, { desired, registry: words, reviews }, reader)
    return { run, diagnostics: [...workspace.diagnostics, ...run.diagnostics] }
  }
  const carry = (run: PlannedRun, width = 8): Promise<Report> =>
    carryOut(run.plan, {
      api: between(statsigWriter(consoleWriter(api), words)),
      respectsReviews: settings.reviews === 'respect',
      clock,
      registry: words,
      live: run.live,
      readAt: run.readAt,
      parallelism: width,
      readSecret: (name) => options.secrets?.[name] ?? `the value of ${name}`,
      onOutcome: () => {},
      ...(options.interrupted && { interrupted: options.interrupted }),
    })
  return {
    emulator,
    clock,
    api,
    findings: () => sending.findings,
    plan: (files) => planFor(files),
    drift: (files, applied = files) => planFor(files, appliedStateOf(opened(applied).desired)),
    planAfter: (files, applied, begun) => {
      const base = opened(applied).desired
      return planFor(files, appliedStateOf(base), gitStateOf(base, begun, opened))
    },
    auditPosition: () => readAuditPosition(statsigReader(consoleReader(api), words)),
    adopt: (files, { run }) => {
      const { desired, sources } = opened(files)
      const addresses = new Set(run.plan.kept.map(({ address }) => address))
      const memory = appliedStateOf(desired)
      return planAdoption(addresses, new Set(), {
        hasSecret: () => false,
        desired,
        live: run.live,
        appliedState: memory,
        registry: words,
        settings,
        sources,
      })
    },
    apply: async (files, { width } = {}) => {
      const planned = await planFor(files)
      refuseFaults(planned.diagnostics)
      return { ...planned, report: await carry(planned.run, width) }
    },
    applyPlan: (run, { width } = {}) => carry(run, width),
    close: async () => {
      await sending.close()
      await emulator.close()
    },
  }
}

const appliedStateOf = (base: DesiredState): AppliedState => ({
  base,
  onDrift: 'keep',
  overwrites: [],
  overwritesUnmanaged: () => false,
  prunePolicy: { mode: 'off', most: 0, percent: 0, findDeletionProof: () => undefined },
})

/** Git as a list of commits. */
const gitStateOf = (
  desired: DesiredState,
  begun: readonly BegunFiles[],
  open: (files: readonly SourceFile[]) => Workspace,
): GitState => ({
  repository: noRepository,
  target: 'default',
  appliedDefinitions: { ...noAppliedDefinitions, desired },
  unfinished: begun.map(({ apply }) => apply),
  readCommit: async (commit) => {
    const found = begun.find(({ apply }) => apply.commit === commit)
    if (found === undefined) throw new Error(`Nothing was begun at ${commit}.`)
    return open(found.files)
  },
})

const missing = async (): Promise<never> => {
  throw new Error('This test has no repository.')
}

const noRepository: GitRepository = {
  root: '',
  head: missing,
  isShallow: missing,
  resolve: missing,
  tree: () => ({ readFile: missing, readFiles: missing, hasFolder: missing }),
  inspectFiles: missing,
  findRemoteRecord: missing,
  contains: missing,
  commitsTouching: missing,
  mergeBase: missing,
  firstParents: missing,
  readApplied: missing,
  readRecord: missing,
  appliedRecords: missing,
  recordApplied: missing,
  remote: missing,
  push: missing,
}

/** A faulty plan is empty, and a test that applies it would prove nothing. */
const refuseFaults = (diagnostics: readonly Diagnostic[]): void => {
  if (!isFatal(diagnostics)) return
  const texts = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ at, message }) => `${at?.file}:${at?.line} ${message}`)
  throw new Error(`The files of this test are invalid:\n${texts.join('\n')}`)
}

/** Opens a project, hands it over, and closes it whatever happens. */
export const withProject = async <T>(
  options: ProjectOptions,
  work: (project: TestProject) => Promise<T>,
): Promise<T> => {
  const project = await openProject(options)
  try {
    return await work(project)
  } finally {
    await project.close()
  }
}

const whyOf = (outcome: Outcome): readonly string[] => {
  const { action, address } = outcome.operation
  const told = (why: string) => [`${address} ${action} ${outcome.status}: ${why}`]
  switch (outcome.status) {
    case 'done':
      return outcome.notes.map((note) => `${address}: ${noteText(note)}`)
    case 'pending-review':
      return told(pendingReviewText(outcome.reason))
    case 'failed':
      return told(failureText(outcome.reason))
    case 'skipped':
      return told(skippedText(outcome))
  }
}

export const troubles = ({
  nonConverged,
  outcomes,
  verificationError,
}: Report): readonly string[] => [
  ...outcomes.flatMap(whyOf),
  ...nonConverged.map(
    (leak) =>
      `${leak.address} leaks ${nonConvergedEdits(leak)
        .map(({ label }) => label)
        .join(', ')}`,
  ),
  ...(verificationError === undefined ? [] : [operationErrorText(verificationError)]),
]
