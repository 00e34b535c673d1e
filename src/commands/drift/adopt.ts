// `drift --adopt`: writes what is in Statsig into the files that define it.

import type { AdoptionContext } from '../../adoption/context.ts'
import { type Adoption, planAdoption } from '../../adoption/index.ts'
import { replaceTextFile } from '../../io/disk/text-files.ts'
import type { Address } from '../../model/index.ts'
import type { Renderer } from '../../report/renderer.ts'
import { addressMatcher } from '../../resources/address-patterns.ts'
import type { CommandEnvironment } from '../../session/environment.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import { print } from '../../session/output.ts'
import type { Drift } from '../../summary/drift.ts'

export const adoptDrift = async (
  selection: true | readonly string[],
  drift: Drift,
  context: AdoptionContext,
  root: string,
  renderer: Pick<Renderer, 'adoption'>,
  environment: CommandEnvironment,
): Promise<ExitCode> => {
  const { addresses, named } = selectDrifted(selection, drift, context)
  const adoption = planAdoption(addresses, named, context)
  for (const { path, text } of adoption.files) {
    const before = context.sources.find((each) => each.path === path)
    await replaceTextFile(root, path, before?.text ?? '', text)
  }
  print(environment, renderer.adoption(adoption))
  return adoptionExitCode(adoption)
}

const adoptionExitCode = ({ adopted, left, refused }: Adoption): ExitCode => {
  if (refused.length + left.length === 0) return exitCodes.success
  return adopted.length > 0 ? exitCodes.partial : exitCodes.refused
}

interface AdoptionSelection {
  readonly addresses: ReadonlySet<Address>
  /** Those that were named one by one: a glob names no conflict. */
  readonly named: ReadonlySet<Address>
}

const selectDrifted = (
  selection: true | readonly string[],
  { conflicts, kept }: Drift,
  { desired }: AdoptionContext,
): AdoptionSelection => {
  const drifted = new Set([...kept, ...conflicts].map(({ address }) => address))
  if (selection === true) return { addresses: drifted, named: new Set() }
  const selected = [...drifted].filter(addressMatcher('--adopt', selection, desired))
  return {
    addresses: new Set(selected),
    named: new Set(selected.filter((each) => selection.includes(each))),
  }
}
