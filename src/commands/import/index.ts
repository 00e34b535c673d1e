// `import`: live resources to YAML files. Reads Statsig, and writes over nothing.
import { inOrder, isFatal } from '../../diagnostic.ts'
import { prove } from '../../import/round-trip.ts'
import { chooseWhole, unreadOf } from '../../import/sub-resources.ts'
import {
  filesOf,
  pathsFor,
  type ReadProject,
  readProject,
  type Told,
  tell,
  withMentioned,
} from '../../import/to-files.ts'
import { createTexts, isTaken } from '../../io/disk/text-files.ts'
import { openWorkspace } from '../../load/workspace.ts'
import type { Address, SourceFile } from '../../model.ts'
import { type ConnectionOptions, connect } from '../../prepare/connection.ts'
import { wordsOf } from '../../prepare/make-plan.ts'
import { lookAhead, onlyTarget } from '../../prepare/preflight.ts'
import { refuseEmpty, type Wish, wishesOf } from '../../resources/address-patterns.ts'
import { type ExitCode, exits } from '../../session/environment.ts'
import type { MaskedWorld } from '../../session/masked-environment.ts'
import { printJson, reportInvalid, rootOf } from '../../session/output.ts'
import { progress } from '../../session/progress.ts'
import { leakText } from '../../session/round-trip-text.ts'
import { tellStop } from '../../session/stop.ts'
import { folderFor, hidden } from './folder.ts'
import { type Imported, importJson, importText } from './text.ts'

export interface ImportOptions extends ConnectionOptions {
  readonly all?: boolean
  readonly include?: readonly string[]
  readonly out?: string
  readonly dryRun?: boolean
}

export const importCommand = async (
  patterns: readonly string[],
  options: ImportOptions,
  world: MaskedWorld,
): Promise<ExitCode> => {
  const wishes = wishesOf(patterns, options.all ?? false)
  const root = rootOf(options, world)
  const workspace = await openWorkspace(root, [], options)
  if (isFatal(workspace.diagnostics)) {
    reportInvalid(inOrder(workspace.diagnostics), options, world)
    return exits.invalid
  }
  const folder = folderFor(options.out, workspace)
  const words = wordsOf(workspace)
  const repository = { desired: workspace.desired, reviews: workspace.settings.reviews, words }
  const connection = await connect(options, repository, world)
  try {
    const before = await lookAhead(onlyTarget(workspace), words, connection, options)
    if (before !== undefined) return tellStop(before, options, world)
    const asked = new Set(wishes.flatMap(({ kinds }) => kinds))
    const bar = progress('Reading', withMentioned(asked, words).size, options, world)
    const include = new Set(options.include ?? [])
    const reading = async () => {
      const read = await readProject(asked, words, connection.reader, bar.tick)
      const refused = read.refused.filter(({ kind }) => asked.has(kind))
      const fault = askedInVain(wishes, refused)
      if (fault !== undefined) throw new Error(fault)
      refuseEmpty(wishes, read.live.resources.keys())
      const ask = { wishes, include, desired: workspace.desired }
      return { ...(await chooseWhole(ask, read.live, words, connection.reader, bar)), refused }
    }
    const { chosen, left, live, refused } = await reading().finally(bar.end)
    const told = tell(chosen, pathsFor(live, folder, words), live, words)
    const proof = prove(told, live, workspace.settings, words)
    const warning = await hidden(
      root,
      folder,
      proof.sound.map(({ file }) => file.path),
      workspace,
    )
    if (warning !== undefined && options.format !== 'json') world.err(`${warning}\n`)
    const outcome = await write(proof.sound, root, options, world)
    const leaking = proof.leaking.map(({ address, because }) => ({
      address,
      reason: leakText(because),
    }))
    const imported: Imported = {
      isDryRun: options.dryRun ?? false,
      written: outcome.written,
      left: [...left, ...proof.faulty, ...leaking, ...outcome.taken],
      refused,
      unread: unreadOf(
        outcome.written.map(({ resource }) => resource),
        include,
        words,
      ),
      ...(warning !== undefined && { warning }),
    }
    if (options.format === 'json') printJson(world, importJson(imported))
    else world.out(`${importText(imported, options.quiet ?? false)}\n`)
    return exits.done
  } finally {
    await connection.close()
  }
}

/** A kind that Statsig does not show is passed over, unless somebody asked for it by name. */
const askedInVain = (
  wishes: readonly Wish[],
  refused: ReadProject['refused'],
): string | undefined => {
  const named = refused.find(({ kind }) =>
    wishes.some(({ isEverything, kinds }) => !isEverything && kinds.includes(kind)),
  )
  return named && `Statsig does not show any \`${named.kind}\`: ${named.reason}`
}

const write = async (
  sound: readonly Told[],
  root: string,
  options: ImportOptions,
  world: MaskedWorld,
): Promise<{
  readonly written: readonly Told[]
  readonly taken: readonly { readonly address: Address; readonly reason: string }[]
}> => {
  const written: Told[] = []
  const taken: { address: Address; reason: string }[] = []
  const bar = progress('Writing', options.dryRun ? 0 : sound.length, options, world)
  try {
    for (const told of sound) {
      const files = filesOf(told)
      const inTheWay = await (options.dryRun ? takenOf(root, files) : createTexts(root, files))
      if (inTheWay === undefined) written.push(told)
      else
        taken.push({
          address: told.resource.address,
          reason: `\`${inTheWay}\` is there already and ${inTheWay === told.file.path ? 'describes something else' : 'nothing is written over'}`,
        })
      bar.tick()
    }
  } finally {
    bar.end()
  }
  return { written, taken }
}

const takenOf = async (root: string, files: readonly SourceFile[]): Promise<string | undefined> => {
  for (const { path } of files) if (await isTaken(root, path)) return path
  return undefined
}
