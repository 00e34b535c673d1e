// All of a live project as files, in memory: chosen, told and proven as `import --all` does it.
import type { Emulator } from '../../src/emulator/index.ts'
import { filesOf, listLeftOut } from '../../src/import/imported-file.ts'
import { checkRoundTrip, type RoundTrip } from '../../src/import/round-trip.ts'
import { selectWithSubResources } from '../../src/import/sub-resources.ts'
import { filePaths, toFiles } from '../../src/import/to-files.ts'
import { consoleReader } from '../../src/io/statsig/console-api/index.ts'
import { statsigReader } from '../../src/io/statsig/resource-api.ts'
import { kinds } from '../../src/kinds/index.ts'
import { createKindRegistry } from '../../src/kinds/registry.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { type ReadProject, readProject } from '../../src/prepare/read-project.ts'
import { parsePatterns } from '../../src/resources/address-patterns.ts'
import type { Clock } from '../../src/resources/api.ts'
import { noProgress } from './no-progress.ts'

const registry = createKindRegistry({})
const { settings } = readSettings(undefined)

export interface ImportedProject {
  readonly files: readonly SourceFile[]
  /** Whatever a file cannot express is faulty, also where the rest is written. */
  readonly proof: RoundTrip
  readonly project: ReadProject
}

export const importProject = async (
  { key, url }: Pick<Emulator, 'key' | 'url'>,
  clock: Clock,
  include: readonly string[] = [],
): Promise<ImportedProject> => {
  const own = statsigReader(
    consoleReader({
      baseUrl: new URL(url),
      key,
      clock,
      random: () => 0.5,
      respectReviews: false,
    }),
    registry,
  )
  const project = await readProject(
    kinds.map(({ kind }) => kind),
    registry,
    own,
    noProgress.tick,
  )
  const ask = { patterns: parsePatterns([], true), include: new Set(include), desired: new Map() }
  const { selected, live } = await selectWithSubResources(
    ask,
    project.live,
    registry,
    own,
    noProgress,
  )
  const told = toFiles(selected, filePaths(live, 'statsig', registry), live, registry)
  const checked = checkRoundTrip(told, live, settings, registry)
  const leftOut = listLeftOut(checked.stable)
  const proof = {
    stable: checked.stable,
    faulty: [...checked.faulty, ...leftOut.faulty],
    changing: [...checked.changing, ...leftOut.changing],
  }
  return { files: proof.stable.flatMap(filesOf), proof, project }
}
