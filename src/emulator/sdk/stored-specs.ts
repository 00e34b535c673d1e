// Compiles the project in the store to config specs, with salts of its own.
import { createHash } from 'node:crypto'
import type { JsonObject } from '../../core/json.ts'
import {
  type CompiledSpecs,
  compileSpecs,
  type OwnedBuckets,
  type SpecKind,
} from '../../specs/index.ts'
import type { Collection } from '../core/collections.ts'
import type { EmulatorContext } from '../core/context.ts'
import { textOf } from '../core/ids.ts'
import { textsIn } from '../shared/references.ts'
import { membersIn } from '../shared/rules.ts'

type SpecsContext = Pick<EmulatorContext, 'projectId' | 'store'>

export const compileStoredSpecs = (
  context: SpecsContext,
  ownedBuckets: OwnedBuckets,
): CompiledSpecs => {
  const all = (collection: Collection): readonly JsonObject[] =>
    context.store.all(collection).map(asResource)
  return compileSpecs(
    {
      gates: all('gates'),
      segments: all('segments'),
      holdouts: all('holdouts'),
      dynamicConfigs: all('dynamic_configs'),
      experiments: all('experiments'),
      layers: all('layers'),
      autotunes: all('autotunes'),
    },
    { missing: 'absent', ownedBuckets, saltOf: (kind, id) => saltOf(context, kind, id) },
  )
}

/** The production environment is that of users for whom an SDK was given none. */
export const productionEnvironment = ({ store }: SpecsContext): string | undefined =>
  store
    .all('environments')
    .flatMap(({ environments }) => membersIn(environments))
    .filter(({ isProduction }) => isProduction === true)
    .map(({ name }) => textOf(name))[0]

/** The resource with what Statsig's lists do not show. */
const asResource = (object: JsonObject): JsonObject => ({
  ...object,
  ...(object['$overrides'] === undefined ? {} : { overrides: object['$overrides'] }),
  ...(object['$ids'] === undefined ? {} : { ids: textsIn(object['$ids']) }),
})

const saltedCollections: Readonly<Record<SpecKind, Collection>> = {
  gate: 'gates',
  segment: 'segments',
  holdout: 'holdouts',
  dynamic_config: 'dynamic_configs',
  experiment: 'experiments',
  layer: 'layers',
  autotune: 'autotunes',
}

/** The same for the same project, until a person renews it or an experiment starts again. */
const saltOf = ({ projectId, store }: SpecsContext, kind: SpecKind, id: string): string => {
  const { $salt = '', startTime = '' } = store.find(saltedCollections[kind], id) ?? {}
  const text = JSON.stringify([projectId, kind, id, $salt, startTime])
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
