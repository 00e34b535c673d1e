// All of a live project as files, in memory: chosen, told and proven as `import --all` does it.

import type { Emulator } from '../../src/emulator/index.ts'
import { type Proof, prove } from '../../src/import/round-trip.ts'
import { chooseWhole } from '../../src/import/sub-resources.ts'
import {
  filesOf,
  pathsFor,
  type ReadProject,
  readProject,
  tell,
} from '../../src/import/to-files.ts'
import { consoleReader } from '../../src/io/statsig/console-api/index.ts'
import { reader } from '../../src/io/statsig/resource-api.ts'
import { kinds } from '../../src/kinds/index.ts'
import { lexicon } from '../../src/kinds/registry.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import type { SourceFile } from '../../src/model.ts'
import { wishesOf } from '../../src/resources/address-patterns.ts'
import type { Clock } from '../../src/resources/api.ts'
import { silent } from '../../src/session/progress.ts'

const words = lexicon({})
const { settings } = readSettings(undefined)

export interface Imported {
  readonly files: readonly SourceFile[]
  readonly proof: Proof
  readonly project: ReadProject
}

export const imported = async (
  { key, url }: Pick<Emulator, 'key' | 'url'>,
  clock: Clock,
  include: readonly string[] = [],
): Promise<Imported> => {
  const own = reader(
    consoleReader({
      baseUrl: new URL(url),
      key,
      clock,
      random: () => 0.5,
      respectReviews: false,
    }),
    words,
  )
  const project = await readProject(
    kinds.map(({ kind }) => kind),
    words,
    own,
    silent.tick,
  )
  const ask = { wishes: wishesOf([], true), include: new Set(include), desired: new Map() }
  const { chosen, live } = await chooseWhole(ask, project.live, words, own, silent)
  const told = tell(chosen, pathsFor(live, 'statsig', words), live, words)
  const proof = prove(told, live, settings, words)
  return { files: proof.sound.flatMap(filesOf), proof, project }
}
