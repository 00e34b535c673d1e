// What is not from this pull request: the base branch alone would plan it as well.
import { isFatal } from '../../diagnostic.ts'
import { readingThen } from '../../history/applied-definitions.ts'
import { type Commit, GitTrouble, type Repository } from '../../io/git/index.ts'
import { defaultTarget } from '../../load/settings/select-target.ts'
import { plan } from '../../plan/index.ts'
import type { Connection } from '../../prepare/connection.ts'
import type { Ready } from '../../prepare/index.ts'
import type { Desk, Planned } from '../job/context.ts'

export interface Before {
  readonly base: NonNullable<Planned['base']>
  /** Ids of operations, as they are shown. */
  readonly pending: ReadonlySet<string>
}

/** Nothing where there is no base, or where it cannot be read: then nobody can tell. */
export const before = async (
  desk: Desk,
  { remembered, run, words, workspace }: Ready<Connection>,
): Promise<Before | undefined> => {
  const repository = remembered.past?.repository
  if (repository === undefined) return undefined
  try {
    const base = await baseOf(desk, repository)
    if (base === undefined) return undefined
    const { settings, target } = workspace
    const name = target?.name ?? defaultTarget
    const at = readingThen(repository, name === defaultTarget ? undefined : name, new Map())
    const then = await at(base.id)
    if (isFatal(then.diagnostics)) return undefined
    // What was not read cannot be compared, and no operation of ours is about it.
    const desired = new Map([...then.desired].filter(([, { kind }]) => run.live.kinds.has(kind)))
    const planned = plan(desired, run.live, {
      target: run.plan.target,
      words,
      undeclared: settings.tags === 'any' ? 'create' : 'refuse',
      memory: remembered.memory,
    })
    const ids = new Set(planned.plan.operations.map(({ id }) => id))
    const pending = run.plan.operations.filter(({ id }) => ids.has(id))
    return { base, pending: new Set(pending.map(({ id }) => desk.identity(id))) }
  } catch (error) {
    if (error instanceof GitTrouble) return undefined
    throw error
  }
}

const baseOf = async (
  { inputs, job }: Desk,
  repository: Repository,
): Promise<Before['base'] | undefined> => {
  const { event } = job
  const { baseRef } = inputs
  if (baseRef === 'off') return undefined
  if (baseRef !== 'auto') return { ref: baseRef, id: (await repository.resolve(baseRef)).id }
  switch (event.name) {
    case 'pull_request': {
      const merged = await firstParent(repository, job.sha, job.ref)
      return { ref: event.base.ref, id: merged?.id ?? event.base.sha }
    }
    case 'merge_group':
      return { ref: 'the merge queue', id: event.base }
    case 'push':
    case 'schedule':
    case 'workflow_dispatch':
    case 'repository_dispatch':
    case 'unsafe':
    case 'other':
      return undefined
  }
}

/** What GitHub has merged the pull request into, which may be newer than what it was opened against. */
const firstParent = async (
  repository: Repository,
  sha: string,
  ref: string,
): Promise<Commit | undefined> => {
  if (!/^refs\/pull\/\d+\/merge$/.test(ref)) return undefined
  try {
    return await repository.resolve(`${sha}^1`)
  } catch (error) {
    if (error instanceof GitTrouble) return undefined
    throw error
  }
}
