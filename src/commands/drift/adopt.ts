// `drift --adopt`: writes what Statsig has into the files that define it, in place.

import { type Adoption, type Around, adopting } from '../../adoption/index.ts'
import { replaceText } from '../../io/disk/text-files.ts'
import type { Address } from '../../model.ts'
import type { Drift } from '../../report/text/drift.ts'
import { fitOf } from '../../resources/address-patterns.ts'
import { type ExitCode, exits, type World } from '../../session/environment.ts'
import { printJson } from '../../session/output.ts'
import { adoptionJson, adoptionText } from './adoption-text.ts'

export const adopt = async (
  asked: true | readonly string[],
  drift: Drift,
  around: Around,
  root: string,
  format: 'text' | 'json',
  world: World,
): Promise<ExitCode> => {
  const adoption = adopting(chosen(asked, drift, around), around)
  for (const { path, text } of adoption.files) {
    const before = around.sources.find((each) => each.path === path)
    await replaceText(root, path, before?.text ?? '', text)
  }
  if (format === 'json') printJson(world, adoptionJson(adoption))
  else world.out(`${adoptionText(adoption)}\n`)
  return codeOf(adoption)
}

const codeOf = ({ adopted, refused }: Adoption): ExitCode => {
  if (refused.length === 0) return exits.done
  return adopted.length > 0 ? exits.unfinished : exits.refused
}

const chosen = (
  asked: true | readonly string[],
  { conflicts, held }: Drift,
  { desired }: Around,
): ReadonlySet<Address> => {
  const drifted = new Set([...held, ...conflicts].map(({ address }) => address))
  if (asked === true) return drifted
  return new Set([...drifted].filter(fitOf('--adopt', asked, desired)))
}
