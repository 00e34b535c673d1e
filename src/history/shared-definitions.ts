// Finds definitions that another root or target of the same project has as well: each would undo what the other applies.
import { type Diagnostic, error, sortDiagnostics } from '../core/diagnostic.ts'
import { defaultTarget, hasTarget } from '../load/settings/select-target.ts'
import type { Workspace } from '../load/workspace.ts'
import type { DesiredState } from '../model/index.ts'
import type { RecordName } from '../model/record-name.ts'
import { GitError } from '../model/repository.ts'
import type { GitState } from './history.ts'

/** The definitions that one more root or target of a project has at this commit. */
export interface OtherDefinitions {
  readonly name: RecordName
  readonly desired: DesiredState
}

/** `readProject` is only called where there is another root or target that may be of the same project. */
export const findSharedDefinitions = async (
  { readCommit, repository, target }: GitState,
  { desired, settings }: Pick<Workspace, 'desired' | 'settings'>,
  readProject: () => Promise<string | undefined>,
): Promise<readonly Diagnostic[]> => {
  const head = await repository.head()
  if (head === undefined) return []
  const own: RecordName = { root: repository.root, target }
  const recorded = await repository.appliedRecords()
  const declared = Object.keys(settings.targets).map((name) => ({ ...own, target: name }))
  const names = [...recorded, ...declared].filter(
    (each, index, all) =>
      !isSameName(each, own) && all.findIndex((other) => isSameName(each, other)) === index,
  )
  const shared: Diagnostic[] = []
  for (const name of names) {
    const others = await definitionsOf(name, head.id, readCommit)
    if (![...desired.keys()].some((address) => others.has(address))) continue
    const project = await projectOf(name, own, repository, settings)
    if (project !== undefined && project === (await readProject()))
      shared.push(...sharedDefinitionFaults(desired, own, { name, desired: others }))
  }
  return sortDiagnostics(shared)
}

/** None where the commit does not have the root or the target any more. */
const definitionsOf = async (
  name: RecordName,
  commit: string,
  readCommit: GitState['readCommit'],
): Promise<DesiredState> => {
  try {
    const { desired, settings } = await readCommit(commit, name)
    return hasTarget(settings.targets, name.target) ? desired : new Map()
  } catch (error) {
    if (error instanceof GitError) return new Map()
    throw error
  }
}

export const sharedDefinitionFaults = (
  desired: DesiredState,
  own: RecordName,
  { desired: others, name }: OtherDefinitions,
): readonly Diagnostic[] =>
  [...desired.values()].flatMap(({ address, positions }) => {
    const other = others.get(address)
    if (other === undefined) return []
    const { file, line } = other.positions.key('')
    const path = name.root === '' ? file : `${name.root}/${file}`
    const by =
      name.root === own.root
        ? `the target \`${name.target}\``
        : name.root === ''
          ? 'the root of the repository'
          : `the folder \`${name.root}\``
    const targetText =
      name.root === own.root || name.target === defaultTarget ? '' : ` (target \`${name.target}\`)`
    return [
      error(
        'duplicate-address',
        `\`${address}\` is also defined in ${path}:${line}, by ${by}${targetText}, which is applied to the same project.`,
        {
          at: positions.key(''),
          hint: 'Delete one of the two: each would undo what the other one applies.',
        },
      ),
    ]
  })

const isSameName = (one: RecordName, other: RecordName): boolean =>
  one.root === other.root && one.target === other.target

/** From the record, otherwise from the settings of this root. `undefined` where it is unknown. */
const projectOf = async (
  name: RecordName,
  own: RecordName,
  repository: GitState['repository'],
  settings: Workspace['settings'],
): Promise<string | undefined> => {
  const declared =
    name.root === own.root && Object.hasOwn(settings.targets, name.target)
      ? settings.targets[name.target]?.project
      : undefined
  if (declared !== undefined) return declared
  try {
    return (await repository.readApplied(name.target, name.root))?.project
  } catch (error) {
    // A record that cannot be read stops the runs of its own root.
    if (error instanceof GitError) return undefined
    throw error
  }
}
