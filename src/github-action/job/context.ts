// Builds the context of a command of the Action: the job, the inputs, GitHub and what may be shown.
import { relative, resolve } from 'node:path'
import { isFatal } from '../../core/diagnostic.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { Inputs } from '../../io/actions/inputs.ts'
import type { Job } from '../../io/actions/job.ts'
import { createDiskTree } from '../../io/disk/source-tree.ts'
import { createDigest } from '../../io/git/record-seal.ts'
import { type GitHubOptions, type GitHubReader, githubReader } from '../../io/github/index.ts'
import { readSettings, settingsFile } from '../../load/settings/index.ts'
import { defaultTarget, selectTarget } from '../../load/settings/select-target.ts'
import type { Plan } from '../../model/index.ts'
import { encodeRoot } from '../../model/record-name.ts'
import type { StatsigConnection } from '../../prepare/connection.ts'
import type { PlanInputs, PrepareOptions } from '../../prepare/index.ts'
import { createRedactor, noRedaction, type Redactor } from '../../redaction/public-repository.ts'
import { createSensitiveRedactor } from '../../redaction/sensitive-redaction.ts'
import type { RunPageContext } from '../../report/markdown/pages/context.ts'
import type { Clock } from '../../resources/api.ts'
import type { SecretEnvironment } from '../../session/masked-environment.ts'
import { type Seal, sealWith, type WorkflowRun } from './comment-metadata.ts'

export interface JobContext {
  readonly job: Job
  readonly inputs: Inputs
  readonly environment: SecretEnvironment
  /** The root folder of the definitions. */
  readonly root: string
  /** The name of the target in comments and issues, with its folder: each root and target has its own. */
  readonly targetLabel: string
  /** Whether the settings have the target, or cannot be read. */
  readonly isTargetKnown: boolean
  /** There are targets or a folder, so that pages name theirs. */
  readonly hasTargets: boolean
  /** The end of the name of a branch for the root and target. */
  readonly branchSuffix: string
  /** Absent without a Console API key. */
  readonly seal?: Seal
  /** Absent without `seal-secret-previous`. */
  readonly previousSeal?: Seal
  /** A keyed digest: equal for equal texts, and without the key guesses cannot be tested. */
  readonly digest: (text: string) => string
  /** The same at full length, for ids of operations and plans. */
  readonly hashId: (id: string) => string
  /** The same with the seal secret before. */
  readonly previousHashId?: (id: string) => string
  /** Absent without a token. */
  readonly github?: GitHub
  /** No further operation may begin. */
  readonly isStopping: () => boolean
  /** The time, as an ISO text. */
  readonly now: () => string
  /** For waits between requests to GitHub. */
  readonly clock: Clock
}

/** The options for writers, and the one reader of a run, which caches the login of the token. */
export interface GitHub extends GitHubOptions {
  readonly reader: GitHubReader
  /** For the pauses between requests; the time of the system where it is absent. */
  readonly clock?: Clock
}

export const openJobContext = async (
  parts: Pick<JobContext, 'clock' | 'environment' | 'inputs' | 'isStopping' | 'job' | 'now'>,
): Promise<JobContext> => {
  const { inputs, job } = parts
  const root = resolve(job.workspace, inputs.workingDirectory)
  // Jobs for plan and apply may have different API keys; then they share the seal secret.
  const secret = inputs.sealSecret ?? inputs.consoleApiKey
  const hashId = createDigest(secret ?? '')
  const { sealSecretPrevious: previous } = inputs
  return {
    ...parts,
    root,
    ...labelsFor(rootWithin({ job, root }), await readTarget(root, inputs.target)),
    ...(secret !== undefined && { seal: sealWith(secret, repositoryOf(job)) }),
    ...(previous !== undefined && {
      previousSeal: sealWith(previous, repositoryOf(job)),
      previousHashId: createDigest(previous),
    }),
    hashId,
    digest: (text) => `hmac:${hashId(text).slice(0, 8)}`,
    ...(inputs.githubToken !== undefined && {
      github: openGitHub(job, inputs.githubToken, parts.clock),
    }),
  }
}

const repositoryOf = ({ name, owner }: Job): string => `${owner}/${name}`

const openGitHub = (job: Job, token: string, clock: Clock): GitHub => {
  const options = githubOptions(job, token)
  return { ...options, reader: githubReader(options, clock) }
}

export const githubOptions = (
  { apiUrl, graphqlUrl, name, owner }: Job,
  token: string,
): GitHubOptions => ({
  apiUrl,
  graphqlUrl,
  token,
  owner,
  name,
})

interface NamedTarget {
  readonly target: string
  readonly hasTargets: boolean
  readonly isTargetKnown: boolean
}

/** From the input or the settings. Invalid settings are reported later, when the command reads them. */
const readTarget = async (root: string, requested: string | undefined): Promise<NamedTarget> => {
  const unknown = { hasTargets: requested !== undefined, target: requested ?? defaultTarget }
  try {
    const { diagnostics, settings } = readSettings(
      await createDiskTree(root).readFile(settingsFile),
    )
    if (isFatal(diagnostics)) return { ...unknown, isTargetKnown: true }
    const hasTargets = Object.keys(settings.targets).length > 0
    const { name } = selectTarget(settings.targets, requested)
    return { hasTargets, isTargetKnown: true, target: name }
  } catch (error) {
    return { ...unknown, isTargetKnown: !(error instanceof UsageError) }
  }
}

/** The label of a folder ends with `/`, as no name of a target does. */
const labelsFor = (
  folder: string,
  { hasTargets, isTargetKnown, target }: NamedTarget,
): Pick<JobContext, 'branchSuffix' | 'hasTargets' | 'isTargetKnown' | 'targetLabel'> =>
  folder === ''
    ? { hasTargets, isTargetKnown, targetLabel: target, branchSuffix: target }
    : {
        isTargetKnown,
        hasTargets: true,
        targetLabel: hasTargets ? `${folder} ${target}` : folder,
        branchSuffix: `${target}+${encodeRoot(folder.replace(/\/$/, ''))}`,
      }

export const workflowRunOf = ({ run }: Job): WorkflowRun => ({
  id: run.id,
  number: run.number,
  attempt: run.attempt,
})

export interface PlanCommits {
  /** The commit of the files. */
  readonly head: string
  readonly base?: { readonly ref: string; readonly id: string }
}

/** The context of pages that a run writes. */
export const pageContext = (
  context: JobContext,
  { base, head }: PlanCommits,
  run: WorkflowRun,
): RunPageContext => {
  const { hasTargets, job, targetLabel } = context
  const repository = repositoryOf(job)
  return {
    ...(hasTargets && { target: targetLabel }),
    repository,
    server: job.server,
    head,
    ...(base && { base }),
    root: rootWithin(context),
    run: { number: run.number, url: `${job.server}/${repository}/actions/runs/${run.id}` },
  }
}

/** The root folder within the repository: empty, or with `/` at the end. */
export const rootWithin = ({ job, root }: Pick<JobContext, 'job' | 'root'>): string => {
  const within = relative(job.workspace, root).replaceAll('\\', '/')
  return within === '' || within.startsWith('..') ? '' : `${within}/`
}

/** Ids are digests that include live values: hash them with the key, so that the values cannot be guessed. */
export const hashIds = (plan: Plan, { hashId }: Pick<JobContext, 'hashId'>): Plan => ({
  ...plan,
  digest: hashId(plan.digest),
  operations: plan.operations.map((each) => ({
    ...each,
    id: hashId(each.id),
    dependsOn: each.dependsOn.map(hashId),
  })),
})

/** Hides values that readers of the comment, the log and the summary may not see. */
export const redactorFor = (
  { digest, job }: Pick<JobContext, 'digest' | 'job'>,
  { history, run, workspace }: PlanInputs,
): Redactor => {
  const { desired, settings } = workspace
  const { appliedDefinitions } = history.gitState ?? {}
  const inGit = [desired, ...(appliedDefinitions ? [appliedDefinitions.desired] : [])]
  // If it is unknown whether the repository is public, it is treated as public.
  const inPublic =
    job.isPublic === false || settings.showLiveValues
      ? noRedaction
      : createRedactor({ live: run.live, inGit, digest })
  const sensitive = createSensitiveRedactor({ digest, hasKeyedIds: true })
  return {
    plan: (plan) => inPublic.plan(sensitive.plan(plan)),
    report: (report) => inPublic.report(sensitive.report(report)),
    diagnostics: inPublic.diagnostics,
  }
}

/** Hides the same values in the faults that stop a plan. */
export const faultRedactor =
  (
    context: JobContext,
  ): NonNullable<PrepareOptions<StatsigConnection, SecretEnvironment>['redactFaults']> =>
  (planInputs, faults) =>
    redactorFor(context, planInputs).diagnostics(faults)
