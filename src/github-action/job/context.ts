// What every command of the Action works with: the job it runs in, what was asked for, and what may be shown.
import { createHmac } from 'node:crypto'
import { relative, resolve } from 'node:path'
import type { Inputs } from '../../io/actions/inputs.ts'
import type { Job } from '../../io/actions/job.ts'
import { createDiskTree } from '../../io/disk/source-tree.ts'
import { type GitHubOptions, type GitHubReader, githubReader } from '../../io/github/index.ts'
import { readSettings, settingsFile } from '../../load/settings/index.ts'
import { defaultTarget, selectTarget } from '../../load/settings/select-target.ts'
import type { Plan } from '../../model.ts'
import type { StatsigConnection } from '../../prepare/connection.ts'
import type { PlanInputs, PrepareOptions } from '../../prepare/index.ts'
import { createRedactor, noRedaction, type Redactor } from '../../redaction/public-repository.ts'
import type { RunPageContext } from '../../report/markdown/pages/context.ts'
import type { SecretEnvironment } from '../../session/masked-environment.ts'
import { deriveKey, type Seal, sealWith, type WorkflowRun } from './comment-metadata.ts'

export interface JobContext {
  readonly job: Job
  readonly inputs: Inputs
  readonly environment: SecretEnvironment
  /** The folder of the definitions. */
  readonly root: string
  /** The target, as comments and issues are told apart by. */
  readonly targetLabel: string
  /** The repository has targets, so that pages say which one they are about. */
  readonly hasTargets: boolean
  /** Absent without a Console API key. */
  readonly seal?: Seal
  /** The same for equal texts; nobody without the key can try out what they may be. */
  readonly digest: (text: string) => string
  /** The same for ids of operations and of plans, in full. */
  readonly hashId: (id: string) => string
  /** Absent without a token. */
  readonly github?: GitHub
  /** Nothing more is to be begun. */
  readonly isStopping: () => boolean
  /** The time, as an ISO text. */
  readonly now: () => string
}

/** Where to write to, and the one reader of a run: whose token it is has to be asked once. */
export interface GitHub extends GitHubOptions {
  readonly reader: GitHubReader
}

export const openJobContext = async (
  parts: Pick<JobContext, 'inputs' | 'isStopping' | 'job' | 'now' | 'environment'>,
): Promise<JobContext> => {
  const { inputs, job } = parts
  const root = resolve(job.workspace, inputs.workingDirectory)
  // Jobs that plan and apply may have different keys, and then share a secret of its own.
  const secret = inputs.sealSecret ?? inputs.consoleApiKey
  const key = deriveKey(secret ?? '', 'digest')
  const hashId = (text: string) => createHmac('sha256', key).update(text).digest('hex')
  return {
    ...parts,
    root,
    ...(await readTargetLabel(root, inputs.target)),
    ...(secret !== undefined && { seal: sealWith(secret, repositoryOf(job)) }),
    hashId,
    digest: (text) => `hmac:${hashId(text).slice(0, 8)}`,
    ...(inputs.githubToken !== undefined && { github: openGitHub(job, inputs.githubToken) }),
  }
}

const repositoryOf = ({ name, owner }: Job): string => `${owner}/${name}`

const openGitHub = (job: Job, token: string): GitHub => {
  const options = githubOptions(job, token)
  return { ...options, reader: githubReader(options) }
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

/** The same whether it is said or follows from the settings; faulty settings are told where they are read in earnest. */
const readTargetLabel = async (
  root: string,
  requested: string | undefined,
): Promise<Pick<JobContext, 'hasTargets' | 'targetLabel'>> => {
  try {
    const { settings } = readSettings(await createDiskTree(root).readFile(settingsFile))
    const hasTargets = Object.keys(settings.targets).length > 0
    return { hasTargets, targetLabel: selectTarget(settings.targets, requested).name }
  } catch {
    return { hasTargets: requested !== undefined, targetLabel: requested ?? defaultTarget }
  }
}

export const workflowRunOf = ({ run }: Job): WorkflowRun => ({
  id: run.id,
  number: run.number,
  attempt: run.attempt,
})

export interface PlanCommits {
  /** The commit that the files are of. */
  readonly head: string
  readonly base?: { readonly ref: string; readonly id: string }
}

/** As it looks when it is written by a run. */
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

/** Where the definitions are in the repository: nothing, or with `/` at the end. */
export const rootWithin = ({ job, root }: Pick<JobContext, 'job' | 'root'>): string => {
  const within = relative(job.workspace, root).replaceAll('\\', '/')
  return within === '' || within.startsWith('..') ? '' : `${within}/`
}

/** An id is a digest of what is live, too: what cannot be read must not be guessed from it. */
export const hashIds = (plan: Plan, { hashId }: Pick<JobContext, 'hashId'>): Plan => ({
  ...plan,
  digest: hashId(plan.digest),
  operations: plan.operations.map((each) => ({
    ...each,
    id: hashId(each.id),
    dependsOn: each.dependsOn.map(hashId),
  })),
})

/** What may be said to those who can read the comment, the log and the summary. */
export const redactorFor = (
  { digest, job }: Pick<JobContext, 'digest' | 'job'>,
  { history, run, workspace }: PlanInputs,
): Redactor => {
  const { desired, settings } = workspace
  const { appliedDefinitions } = history.gitState ?? {}
  const inGit = [desired, ...(appliedDefinitions ? [appliedDefinitions.desired] : [])]
  // Where nobody says whether it is public it is taken for public.
  return job.isPublic === false || settings.showLiveValues
    ? noRedaction
    : createRedactor({ live: run.live, inGit, digest })
}

/** The same of what keeps it from being planned. */
export const faultRedactor =
  (
    context: JobContext,
  ): NonNullable<PrepareOptions<StatsigConnection, SecretEnvironment>['redactFaults']> =>
  (planInputs, faults) =>
    redactorFor(context, planInputs).diagnostics(faults)
