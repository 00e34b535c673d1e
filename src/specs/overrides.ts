// Compiles the overrides of gates and holdouts: ids that always pass, and ids that never do.
import { isJsonObject, type JsonObject } from '../core/json.ts'
import { environmentCondition, unitCondition } from './conditions.ts'
import { objectsIn, textIn, textsOf, unitTypeOf } from './members.ts'
import { type CompiledRules, noRules } from './rules.ts'
import type { SpecRule } from './spec.ts'

interface IdOverride {
  readonly passes: boolean
  readonly environment: string
  readonly unit: string
  readonly ids: readonly string[]
}

export const compilePassOverrides = (resource: JsonObject): CompiledRules => {
  const overrides = passOverridesOf(resource)
  if (overrides.length === 0) return noRules
  const contradicting = contradictionsIn(
    overrides.map((each) => ({ ...each, gives: String(each.passes) })),
  )
  return {
    // The narrower override comes first.
    rules: overrides
      .toSorted((a, b) => Number(a.environment === '') - Number(b.environment === ''))
      .map((each) => passRule(each, unitTypeOf(resource))),
    unknowns: contradicting.map((of) => ({ reason: 'contradicting-overrides', of })),
  }
}

const passOverridesOf = (resource: JsonObject): readonly IdOverride[] => {
  const { overrides } = resource
  if (!isJsonObject(overrides)) return []
  const unit = unitTypeOf(resource)
  const everywhere = (name: string, passes: boolean, of: string): IdOverride => ({
    passes,
    environment: '',
    unit: of,
    ids: textsOf(overrides[name]),
  })
  const byEnvironment = objectsIn(overrides['environmentOverrides']).flatMap((entry) =>
    [false, true].map(
      (passes): IdOverride => ({
        passes,
        environment: textIn(entry, 'environment'),
        unit: textIn(entry, 'unitID') || unit,
        ids: textsOf(entry[passes ? 'passingIDs' : 'failingIDs']),
      }),
    ),
  )
  return [
    ...byEnvironment,
    everywhere('failingUserIDs', false, 'userID'),
    everywhere('passingUserIDs', true, 'userID'),
    everywhere('failingCustomIDs', false, unit),
    everywhere('passingCustomIDs', true, unit),
  ].filter(({ ids }) => ids.length > 0)
}

const passRule = ({ environment, ids, passes, unit }: IdOverride, idType: string): SpecRule => {
  const scope = [
    passes ? 'pass' : 'fail',
    environment || 'all',
    ...(unit === 'userID' ? [] : [unit]),
  ]
  const id = `${scope.join(':')}:id_override`
  return {
    name: id,
    id,
    salt: '',
    passPercentage: passes ? 100 : 0,
    conditions: [
      ...(environment === '' ? [] : [environmentCondition([environment], idType)]),
      unitCondition(unit, ids),
    ],
    returnValue: true,
    idType,
  }
}

/** Ids for which two overrides of the same or of overlapping environments say different things. */
export const contradictionsIn = (
  overrides: readonly {
    readonly unit: string
    readonly environment: string
    readonly gives: string
    readonly ids: readonly string[]
  }[],
): readonly string[] => {
  const seen = new Map<string, { readonly environment: string; readonly gives: string }[]>()
  const found = new Set<string>()
  for (const { environment, gives, ids, unit } of overrides)
    for (const id of ids) {
      const key = `${unit} ${id.toLowerCase()}`
      const others = seen.get(key) ?? []
      if (
        others.some(
          (other) =>
            other.gives !== gives &&
            (other.environment === environment || other.environment === '' || environment === ''),
        )
      )
        found.add(id)
      seen.set(key, [...others, { environment, gives }])
    }
  return [...found]
}
