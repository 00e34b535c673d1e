// What every command of the Action works with: the job it runs in, what was asked for, and what may be shown.
import { createHmac } from 'node:crypto'
import { relative, resolve } from 'node:path'
import type { Inputs } from '../../io/actions/inputs.ts'
import type { Job } from '../../io/actions/job.ts'
import { diskTree } from '../../io/disk/source-tree.ts'
import { type GitHubOptions, type GitHubReader, githubReader } from '../../io/github/index.ts'
import { readSettings, settingsFile } from '../../load/settings/index.ts'
import { chosenTarget, defaultTarget } from '../../load/settings/select-target.ts'
import type { Plan } from '../../model.ts'
import type { Connection } from '../../prepare/connection.ts'
import type { Preparations, Seen } from '../../prepare/index.ts'
import { type Discretion, discretion, openly } from '../../redaction/public-repository.ts'
import type { Page } from '../../report/markdown/pages/context.ts'
import type { VeiledWorld } from '../../session/masked-environment.ts'
import { derived, type RunMark, type Seal, sealWith } from './comment-metadata.ts'

export interface Desk {
  readonly job: Job
  readonly inputs: Inputs
  readonly world: VeiledWorld
  /** The folder of the definitions. */
  readonly root: string
  /** The target, as comments and issues are told apart by. */
  readonly label: string
  /** The repository has targets, so that pages say which one they are about. */
  readonly hasTargets: boolean
  /** Absent without a Console API key. */
  readonly seal?: Seal
  /** The same for equal texts; nobody without the key can try out what they may be. */
  readonly digest: (text: string) => string
  /** The same for ids of operations and of plans, in full. */
  readonly identity: (id: string) => string
  /** Absent without a token. */
  readonly github?: GitHub
  /** Nothing more is to be begun. */
  readonly isOver: () => boolean
  /** The time, as an ISO text. */
  readonly now: () => string
}

/** Where to write to, and the one reader of a run: whose token it is has to be asked once. */
export interface GitHub extends GitHubOptions {
  readonly reader: GitHubReader
}

export const openDesk = async (
  given: Pick<Desk, 'inputs' | 'isOver' | 'job' | 'now' | 'world'>,
): Promise<Desk> => {
  const { inputs, job } = given
  const root = resolve(job.workspace, inputs.workingDirectory)
  // Jobs that plan and apply may have different keys, and then share a secret of its own.
  const secret = inputs.sealSecret ?? inputs.consoleApiKey
  const key = derived(secret ?? '', 'digest')
  const identity = (text: string) => createHmac('sha256', key).update(text).digest('hex')
  return {
    ...given,
    root,
    ...(await labelOf(root, inputs.target)),
    ...(secret !== undefined && { seal: sealWith(secret, repositoryOf(job)) }),
    identity,
    digest: (text) => `hmac:${identity(text).slice(0, 8)}`,
    ...(inputs.githubToken !== undefined && { github: githubFor(job, inputs.githubToken) }),
  }
}

const repositoryOf = ({ name, owner }: Job): string => `${owner}/${name}`

const githubFor = (job: Job, token: string): GitHub => {
  const options = githubOf(job, token)
  return { ...options, reader: githubReader(options) }
}

export const githubOf = (
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
const labelOf = async (
  root: string,
  wanted: string | undefined,
): Promise<Pick<Desk, 'hasTargets' | 'label'>> => {
  try {
    const { settings } = readSettings(await diskTree(root).source(settingsFile))
    const hasTargets = Object.keys(settings.targets).length > 0
    return { hasTargets, label: chosenTarget(settings.targets, wanted).name }
  } catch {
    return { hasTargets: wanted !== undefined, label: wanted ?? defaultTarget }
  }
}

export const runMarkOf = ({ run }: Job): RunMark => ({
  id: run.id,
  number: run.number,
  attempt: run.attempt,
})

export interface Planned {
  /** The commit that the files are of. */
  readonly head: string
  readonly base?: { readonly ref: string; readonly id: string }
}

/** As it looks when it is written by a run. */
export const pageOf = (desk: Desk, { base, head }: Planned, run: RunMark): Page => {
  const { hasTargets, job, label } = desk
  const repository = repositoryOf(job)
  return {
    ...(hasTargets && { target: label }),
    repository,
    server: job.server,
    head,
    ...(base && { base }),
    root: rootWithin(desk),
    run: { number: run.number, url: `${job.server}/${repository}/actions/runs/${run.id}` },
  }
}

/** Where the definitions are in the repository: nothing, or with `/` at the end. */
export const rootWithin = ({ job, root }: Pick<Desk, 'job' | 'root'>): string => {
  const within = relative(job.workspace, root).replaceAll('\\', '/')
  return within === '' || within.startsWith('..') ? '' : `${within}/`
}

/** An id is a digest of what is live, too: what cannot be read must not be guessed from it. */
export const keyed = (plan: Plan, { identity }: Pick<Desk, 'identity'>): Plan => ({
  ...plan,
  digest: identity(plan.digest),
  operations: plan.operations.map((each) => ({
    ...each,
    id: identity(each.id),
    after: each.after.map(identity),
  })),
})

/** What may be said to those who can read the comment, the log and the summary. */
export const discretionFor = (
  { digest, job }: Pick<Desk, 'digest' | 'job'>,
  { remembered, run, workspace }: Seen,
): Discretion => {
  const { desired, settings } = workspace
  const { bases } = remembered.past ?? {}
  const inGit = [desired, ...(bases ? [bases.desired] : [])]
  // Where nobody says whether it is public it is taken for public.
  return job.isPublic === false || settings.showLiveValues
    ? openly
    : discretion({ live: run.live, inGit, digest })
}

/** The same of what keeps it from being planned. */
export const tellingFor =
  (desk: Desk): NonNullable<Preparations<Connection, VeiledWorld>['telling']> =>
  (seen, faults) =>
    discretionFor(desk, seen).diagnostics(faults)
