// `doctor`: imports the live project in memory and plans it against itself. It writes nothing.
import { isFatal } from '../../core/diagnostic.ts'
import { listLeftOut } from '../../import/imported-file.ts'
import { checkRoundTrip } from '../../import/round-trip.ts'
import { listUnreadSubResources, selectWithSubResources } from '../../import/sub-resources.ts'
import { filePaths, toFiles } from '../../import/to-files.ts'
import { kinds } from '../../kinds/index.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { Settings } from '../../load/settings/index.ts'
import { registryFor } from '../../load/workspace.ts'
import { type ConnectionOptions, connectToRead } from '../../prepare/connection.ts'
import { preflightStop, withoutDefinitions } from '../../prepare/preflight.ts'
import { readProject } from '../../prepare/read-project.ts'
import type { DoctorFindings } from '../../report/results.ts'
import { parsePatterns } from '../../resources/address-patterns.ts'
import type { Reader } from '../../resources/api.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import type { MaskedEnvironment } from '../../session/masked-environment.ts'
import { openWorkspace } from '../../session/open-workspace.ts'
import { print, rendererFor, resolveRoot } from '../../session/output.ts'
import type { Counter } from '../../session/progress.ts'
import { printStop } from '../../session/stop.ts'
import { unknownMembers } from '../../write/unknown-members.ts'

export interface DoctorCommandOptions extends ConnectionOptions {
  readonly include?: readonly string[]
}

export const doctorCommand = async (
  options: DoctorCommandOptions,
  environment: MaskedEnvironment,
): Promise<ExitCode> => {
  const renderer = rendererFor(options, environment)
  const workspace = await openWorkspace(resolveRoot(options, environment), [], options)
  const settingsFaults = workspace.diagnostics.filter(({ code }) => code === 'invalid-settings')
  if (isFatal(settingsFaults)) {
    return printStop({ is: 'invalid', diagnostics: settingsFaults }, renderer, environment)
  }
  const registry = registryFor(workspace)
  const { desired, settings } = workspace
  const connection = await connectToRead(
    options,
    { desired, reviews: settings.reviews, registry },
    environment,
  )
  try {
    const stop = await preflightStop(withoutDefinitions(workspace), registry, connection, options)
    if (stop !== undefined) return printStop(stop, renderer, environment)
    const bar = environment.progress.count(kinds.length * 2, 'Reading')
    const include = new Set(options.include ?? [])
    const findings = await examineProject(
      connection.reader,
      settings,
      registry,
      bar,
      include,
    ).finally(bar.end)
    print(environment, renderer.doctor({ findings, source: connection.source }))
    return isSound(findings) ? exitCodes.success : exitCodes.failed
  } finally {
    await connection.close()
  }
}

const isSound = ({ changing, faulty }: DoctorFindings): boolean =>
  changing.length === 0 && faulty.every(({ isIndistinct }) => isIndistinct)

/** Reads twice to find values that differ between two reads. */
export const examineProject = async (
  reader: Reader,
  settings: Settings,
  registry: KindRegistry,
  bar: Pick<Counter, 'grow' | 'tick'>,
  include: ReadonlySet<string> = new Set(),
): Promise<DoctorFindings> => {
  const all = kinds.map(({ kind }) => kind)
  const request = { patterns: parsePatterns([], true), include, desired: new Map() }
  const read = async () => {
    const { live, refused } = await readProject(all, registry, reader, bar.tick)
    return { ...(await selectWithSubResources(request, live, registry, reader, bar)), refused }
  }
  const { selected, live, refused, include: included } = await read()
  const imported = toFiles(selected, filePaths(live, 'statsig', registry), live, registry)
  const secondRead = await read()
  const proof = checkRoundTrip(imported, secondRead.live, settings, registry)
  // An import that leaves something out does not describe the resource.
  const parts = listLeftOut(proof.stable)
  const faulty = [...proof.faulty, ...parts.faulty]
  const changing = [...proof.changing, ...parts.changing]
  const unknown = all.flatMap((kind) =>
    unknownMembers(
      registry(kind),
      [...live.resources.values()].filter((each) => each.kind === kind),
    ),
  )
  const unread = listUnreadSubResources(selected, included, registry)
  return { examined: imported.length, faulty, changing, unknown, refused, unread }
}
