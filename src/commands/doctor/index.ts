// `doctor`: imports the live project in memory and plans it against itself. Reads, and writes nothing anywhere.
import { isFatal } from '../../diagnostic.ts'
import { prove } from '../../import/round-trip.ts'
import { chooseWhole, unreadOf } from '../../import/sub-resources.ts'
import { pathsFor, readProject, tell } from '../../import/to-files.ts'
import { kinds } from '../../kinds/index.ts'
import type { Lexicon } from '../../kinds/registry.ts'
import type { Settings } from '../../load/settings/index.ts'
import { openWorkspace } from '../../load/workspace.ts'
import { type ConnectionOptions, connect } from '../../prepare/connection.ts'
import { wordsOf } from '../../prepare/make-plan.ts'
import { lookAhead, onlyTarget } from '../../prepare/preflight.ts'
import { wishesOf } from '../../resources/address-patterns.ts'
import type { Reader } from '../../resources/api.ts'
import { type ExitCode, exits } from '../../session/environment.ts'
import type { MaskedWorld } from '../../session/masked-environment.ts'
import { printJson, reportInvalid, rootOf } from '../../session/output.ts'
import { type Progress, progress } from '../../session/progress.ts'
import { tellStop } from '../../session/stop.ts'
import { unknownMembers } from '../../write/unknown-members.ts'
import { doctorJson, doctorText, type Findings, isClean } from './text.ts'

export interface DoctorOptions extends ConnectionOptions {
  readonly include?: readonly string[]
}

export const doctorCommand = async (
  options: DoctorOptions,
  world: MaskedWorld,
): Promise<ExitCode> => {
  const workspace = await openWorkspace(rootOf(options, world), [], options)
  const settingsFaults = workspace.diagnostics.filter(({ code }) => code === 'invalid-settings')
  if (isFatal(settingsFaults)) {
    reportInvalid(settingsFaults, options, world)
    return exits.invalid
  }
  const words = wordsOf(workspace)
  const { desired, settings } = workspace
  const connection = await connect(options, { desired, reviews: settings.reviews, words }, world)
  try {
    const before = await lookAhead(onlyTarget(workspace), words, connection, options)
    if (before !== undefined) return tellStop(before, options, world)
    const bar = progress('Reading', kinds.length * 2, options, world)
    const include = new Set(options.include ?? [])
    const findings = await examine(connection.reader, settings, words, bar, include).finally(
      bar.end,
    )
    if (options.format === 'json') printJson(world, doctorJson(findings))
    else world.out(`${doctorText(findings, connection.source)}\n`)
    return isClean(findings) ? exits.done : exits.failed
  } finally {
    await connection.close()
  }
}

/** Reads twice, so that what differs from one reading to the next is found as well. */
export const examine = async (
  reader: Reader,
  settings: Settings,
  words: Lexicon,
  bar: Pick<Progress, 'grow' | 'tick'>,
  include: ReadonlySet<string> = new Set(),
): Promise<Findings> => {
  const all = kinds.map(({ kind }) => kind)
  const ask = { wishes: wishesOf([], true), include, desired: new Map() }
  const read = async () => {
    const { live, refused } = await readProject(all, words, reader, bar.tick)
    return { ...(await chooseWhole(ask, live, words, reader, bar)), refused }
  }
  const { chosen, live, refused } = await read()
  const told = tell(chosen, pathsFor(live, 'statsig', words), live, words)
  const again = await read()
  const { faulty, leaking } = prove(told, again.live, settings, words)
  const unknown = all.flatMap((kind) =>
    unknownMembers(
      words(kind),
      [...live.resources.values()].filter((each) => each.kind === kind),
    ),
  )
  const unread = unreadOf(chosen, include, words)
  return { examined: told.length, faulty, leaking, unknown, refused, unread }
}
