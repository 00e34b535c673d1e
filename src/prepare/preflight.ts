// Before a plan: whether the key is of the project that the settings mean, and whether that project has a warehouse
// where the definitions need one. Neither is asked where nothing depends on the answer.
import { type Diagnostic, error, inOrder, isFatal } from '../diagnostic.ts'
import { warehousePlaces } from '../fields/warehouse-only.ts'
import type { Remembered } from '../history/load-history.ts'
import { pick } from '../json.ts'
import type { Lexicon } from '../kinds/registry.ts'
import type { Chosen } from '../load/settings/select-target.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Definition, Desired, Operation, Plan } from '../model.ts'
import { spoken, topOf } from '../pointer.ts'
import { behindText } from '../report/sentences/notice.ts'
import { Unreadable, type Whereabouts } from '../resources/api.ts'
import type { Stop } from '../session/stop.ts'
import type { Connection, ConnectionOptions } from './connection.ts'

export interface Preflight {
  /** Why nothing may be planned or written. */
  readonly refused?: string
  readonly diagnostics: readonly Diagnostic[]
}

export const preflight = async (
  target: Chosen | undefined,
  desired: Desired,
  words: Lexicon,
  whereabouts: Whereabouts,
): Promise<Preflight> => {
  const refused = await otherProject(target, whereabouts)
  if (refused !== undefined) return { refused, diagnostics: [] }
  const needing = [...desired.values()].filter(
    ({ kind, lifecycle }) => words(kind).kind.project === 'warehouse' && !lifecycle.retired,
  )
  const hasWarehouse = needing.length === 0 || (await whereabouts.hasWarehouse())
  return { diagnostics: hasWarehouse ? [] : inOrder(needing.map(homeless)) }
}

/** Asked after the plan is made: what live state holds already passes as it is, and is not sent. */
export const warehouseFaults = async (
  { operations }: Plan,
  desired: Desired,
  words: Lexicon,
  whereabouts: Whereabouts,
): Promise<readonly Diagnostic[]> => {
  const found = operations.flatMap((each) => needsOf(each, words, desired.get(each.address)))
  return found.length === 0 || (await whereabouts.hasWarehouse()) ? [] : inOrder(found)
}

/** What is found before there is a plan; nothing where all is well. */
export const lookAhead = async (
  { desired, diagnostics, target }: Workspace,
  words: Lexicon,
  { whereabouts }: Pick<Connection, 'whereabouts'>,
  options: ConnectionOptions,
): Promise<Stop | undefined> => {
  // An embedded emulator is nobody's project.
  const meant = options.emulator ? undefined : target
  const found = await preflight(meant, desired, words, whereabouts)
  if (found.refused !== undefined) return { is: 'refused', reason: found.refused }
  if (!isFatal(found.diagnostics)) return undefined
  return { is: 'invalid', diagnostics: [...diagnostics, ...found.diagnostics] }
}

/** A saved plan is for the project that it was made for; nothing where it is that one. */
export const otherThanSaved = async (
  project: string | undefined,
  whereabouts: Whereabouts,
): Promise<Stop | undefined> => {
  if (project === undefined) return undefined
  const found = await projectOf(whereabouts)
  if (found === project) return undefined
  const other = found === undefined ? 'another one that cannot be told' : `\`${found}\``
  const reason = `Refused: nothing was written. The plan was made for the project \`${project}\`, and the key is of ${other}.`
  return { is: 'refused', reason }
}

/**
 * What was recorded was applied to one project: to any other one its changes mean nothing, and where Statsig does not say
 * which one the key is of, nothing goes.
 */
export const settledPast = async (
  remembered: Remembered,
  whereabouts: Whereabouts,
): Promise<Stop | Remembered> => {
  const { memory, notices, past } = remembered
  const meant = past?.applied?.project
  if (meant === undefined) return remembered
  const found = await projectOf(whereabouts)
  if (found !== undefined && found !== meant) {
    const reason = `Refused: nothing was planned or written. These definitions were applied to the project \`${meant}\`, and the key is of \`${found}\`. For another project, name a target of its own in \`statsig.yaml\`.`
    return { is: 'refused', reason }
  }
  if (found !== undefined || memory === undefined || memory.pruning.mode === 'off')
    return remembered
  return {
    ...remembered,
    memory: { ...memory, pruning: { ...memory.pruning, mode: 'off' } },
    notices: [...notices, { code: 'pruning-off', because: { code: 'project-not-shown' } }],
  }
}

/** Why nothing is written: what came with the commits that are missing would be undone. */
export const behind = ({
  past,
}: Pick<Remembered, 'past'>): Extract<Stop, { is: 'refused' }> | undefined =>
  past?.behind === undefined
    ? undefined
    : {
        is: 'refused',
        reason: `Refused: nothing was written: ${behindText(past.behind)}, or name a base with \`--base\`.`,
      }

/** Absent where Statsig does not say it to this key. */
export const projectOf = async (whereabouts: Whereabouts): Promise<string | undefined> => {
  try {
    return await whereabouts.project()
  } catch (error) {
    if (error instanceof Unreadable && !error.isKeyRefused) return undefined
    throw error
  }
}

/** For what is not about the definitions: the project alone is looked at. */
export const onlyTarget = (workspace: Workspace): Workspace => ({
  ...workspace,
  desired: new Map(),
})

const otherProject = async (
  target: Chosen | undefined,
  whereabouts: Whereabouts,
): Promise<string | undefined> => {
  if (target?.project === undefined) return undefined
  const found = await whereabouts.project()
  return found === target.project
    ? undefined
    : `Refused: nothing was planned or written. The target \`${target.name}\` is the project \`${target.project}\` in \`statsig.yaml\`, and the key is of the project \`${found}\`.`
}

const hint = 'Delete it, or use the key of a warehouse native project.'

const homeless = ({ kind, positions }: Definition): Diagnostic =>
  error(
    'needs-warehouse',
    `Only warehouse native projects have ${kind.replaceAll('_', ' ')}s, and this one is a cloud project.`,
    { at: positions.key(''), hint },
  )

/** One for each place that would be sent and that a cloud project does not have. */
const needsOf = (
  { action, at, edits, kind, members }: Operation,
  words: Lexicon,
  definition: Definition | undefined,
): readonly Diagnostic[] => {
  const { kind: descriptor, root } = words(kind)
  if (descriptor.project === 'warehouse' || (action !== 'create' && action !== 'update')) return []
  const changed = new Set(edits.map(({ pointer }) => topOf(pointer)))
  const sent = action === 'create' ? members : pick(members, (name) => changed.has(name))
  return warehousePlaces(root, sent).map((pointer) =>
    error(
      'needs-warehouse',
      `Only warehouse native projects have \`${spoken(pointer)}\`, and this one is a cloud project.`,
      { at: definition?.positions.key(pointer) ?? at, hint },
    ),
  )
}
