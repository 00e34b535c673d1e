// `command: drift`: what was changed in Statsig and not in git, kept in one issue, and proposed as a pull request.
import { createHash } from 'node:crypto'
import { type Adoption, adopting } from '../../adoption/index.ts'
import { textOf } from '../../fields/normalize.ts'
import { type Json, plain } from '../../json.ts'
import { type Drifting, whileDrifting } from '../../prepare/detect-drift.ts'
import { type Drift, driftIn, driftJson, driftText } from '../../report/text/drift.ts'
import { diagnosticsText } from '../../report/text/plan.ts'
import { exits } from '../../session/environment.ts'
import { optionsOf } from '../job/command-options.ts'
import { type Desk, discretionFor, type Planned, tellingFor } from '../job/context.ts'
import { type Ending, logged, look, stopped } from '../job/result.ts'

export interface Drifted extends Ending {
  /** Absent where nothing could be compared. */
  readonly drift?: Drift
  /** What differs, each with a digest of how. */
  readonly found: ReadonlyMap<string, string>
  /** Absent where it was not asked for. */
  readonly adoption?: Adoption
  /** Everybody may read what only Statsig has. */
  readonly isOpen: boolean
}

export const driftAction = async (desk: Desk, planned: Planned): Promise<Drifted> => {
  const done = await whileDrifting(
    optionsOf(desk),
    desk.world,
    async (drifting) => drifted(desk, drifting, planned),
    tellingFor(desk),
  )
  return 'is' in done ? { ...stopped(done, planned), found: new Map(), isOpen: false } : done
}

const drifted = (desk: Desk, drifting: Drifting, planned: Planned): Drifted => {
  const { around, drift, ready } = drifting
  const { run, workspace } = ready
  const { inputs } = desk
  const { showLiveValues } = workspace.settings
  const discreet = discretionFor(desk, ready)
  const { conflicts, held, notices } = drift
  const plan = discreet.plan({ ...run.plan, held, notices, operations: conflicts })
  const shown = driftIn(plan, drift.looked)
  const source = `Compared with ${ready.connection.source}.`
  const diagnostics = discreet.diagnostics(drifting.diagnostics)
  const found = foundIn(drift, desk)
  const hasDrift = found.size > 0
  const addresses = [...held, ...conflicts].map(({ address }) => address)
  return {
    code: hasDrift && inputs.failOnDrift ? exits.changes : exits.done,
    diagnostics,
    planned,
    drift: shown,
    found,
    isOpen: desk.job.isPublic === false || showLiveValues,
    ...(inputs.driftPullRequest && hasDrift && { adoption: adopting(new Set(addresses), around) }),
    outputs: {
      'has-drift': hasDrift,
      held: held.length,
      unchanged: run.plan.unchanged,
      result: hasDrift ? 'drift' : 'no-drift',
    },
    json: driftJson(shown, source),
    text: logged(diagnosticsText(diagnostics, look), driftText(shown, look, source)),
  }
}

/** Keyed, for the text of an issue holds them: nobody can try out what a value may be. */
const foundIn = ({ conflicts, held }: Drift, { digest }: Desk): ReadonlyMap<string, string> => {
  const found = new Map<string, Json[]>()
  for (const { address, edits } of [...held, ...conflicts])
    found.set(address, [...(found.get(address) ?? []), ...edits.map(plain)])
  return new Map([...found].map(([address, edits]) => [address, digest(textOf(edits))]))
}

/** Of all that differs. */
export const digestOf = (found: ReadonlyMap<string, string>): string =>
  createHash('sha256')
    .update(textOf([...found].map(([address, how]) => [address, how]).sort()))
    .digest('hex')
