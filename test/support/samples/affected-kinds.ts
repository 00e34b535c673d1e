// Which kinds a behavior of the server can affect. The usual run tests those kinds; the long run tests all kinds, with
// other values.
import type { Behavior } from '../../../src/emulator/index.ts'
import { referencedKinds } from '../../../src/fields/references.ts'
import { type Kind, rootFieldOf } from '../../../src/kinds/kind.ts'
import { isLongRun } from '../long-run.ts'
import { everyKind, kindsIn } from './company.ts'
import { runFactor } from './random.ts'
import type { Project } from './satisfy-requirements.ts'

const kindsByBehavior: readonly (readonly [RegExp, readonly string[]])[] = [
  // Nothing that a plan or an apply does asks for them.
  [/^audit/, ['tag']],
  [/overrides?-/, ['gate', 'experiment', 'layer', 'holdout', 'autotune']],
  [/^rules?-|^values-/, ['gate', 'segment', 'dynamic_config', 'release_pipeline']],
  [/config|variant|json5/, ['dynamic_config']],
  [/gate|launch|status$|archive/, ['gate', 'dynamic_config', 'segment', 'experiment']],
  [/segment|id-list/, ['segment']],
  [/running|create-active|group|layer/, ['experiment', 'layer']],
  [/autotune/, ['autotune']],
  [/holdout/, ['holdout', 'gate']],
  [/^metric|-metrics?-|^warehouse/, ['metric']],
  [
    /source/,
    ['metric_source', 'assignment_source', 'entity_property_source', 'qualifying_event', 'metric'],
  ],
  [/ingestion/, ['ingestion', 'ingestion_schedule']],
  [/tag/, ['tag', 'gate', 'metric', 'segment']],
  [/team/, ['team', 'gate', 'layer', 'team_settings']],
  [/app/, ['target_app', 'gate', 'param_store']],
  [/unit/, ['unit_id_type', 'gate', 'metric']],
  [/role/, ['role', 'role_settings']],
  [/environment/, ['environment']],
  [/key/, ['key']],
]

/** The kinds that a behavior is known to affect; all of them where nothing is known. */
export const kindsKnownFor = (
  behavior: Behavior | undefined,
  all: readonly Kind[] = everyKind,
): readonly Kind[] => {
  const [, named] = kindsByBehavior.find(([pattern]) => behavior && pattern.test(behavior)) ?? []
  return named === undefined ? all : all.filter(({ kind }) => named.includes(kind))
}

const kindsForBehavior: typeof kindsKnownFor = (behavior, all = everyKind) =>
  isLongRun ? all : kindsKnownFor(behavior, all)

/** How many of each kind are enough: in a usual run, where many kinds are meant, one of each. */
export const sampleCountFor = (behavior: Behavior | undefined): number => {
  if (isLongRun) return runFactor
  return kindsForBehavior(behavior).length < everyKind.length ? 2 : 1
}

/** With those that they refer to, in an order in which each comes after those. */
export const kindsAffectedBy = (
  behavior: Behavior | undefined,
  project: Project,
): readonly Kind[] => {
  const all = kindsIn(project)
  const wanted = new Set(kindsForBehavior(behavior, all).map(({ kind }) => kind))
  for (const name of wanted) {
    const kind = all.find((each) => each.kind === name)
    if (kind) for (const other of referencedKinds(rootFieldOf(kind), 'required')) wanted.add(other)
  }
  return all.filter(({ kind }) => wanted.has(kind))
}
