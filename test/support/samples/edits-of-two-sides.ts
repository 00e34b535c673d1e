// Draws a resource, and edits of it that a person makes in a file and another person in the console.
import type { Json, JsonObject } from '../../../src/core/json.ts'
import type { EvaluatedKind } from '../evaluator.ts'

export type NextNumber = () => number

export interface TwoSides {
  readonly kind: EvaluatedKind
  readonly base: JsonObject
  /** As Statsig shows the base, with the ids that it has made. */
  readonly liveBase: JsonObject
  readonly file: JsonObject
  readonly console: JsonObject
}

type Edit = (resource: JsonObject, next: NextNumber, isInConsole: boolean) => JsonObject

const choose = <T>(next: NextNumber, all: readonly [T, ...T[]]): T =>
  all[Math.floor(next() * all.length)] ?? all[0]
const itemsOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value : []

const percentages = [0, 5, 20, 50, 100] as const
const percentage = (next: NextNumber) => choose(next, percentages)
const condition = (next: NextNumber): JsonObject =>
  choose<() => JsonObject>(next, [
    () => ({ type: 'public' }),
    () => ({ type: 'public' }),
    () => ({
      type: 'country',
      operator: 'any',
      targetValue: choose(next, [['DE'], ['FR'], ['DE', 'FR']]),
    }),
    () => ({ type: 'country', operator: 'none', targetValue: choose(next, [['DE'], ['US']]) }),
    () => ({ type: 'email', operator: 'str_contains_any', targetValue: ['@example.com'] }),
    () => ({
      type: choose(next, ['passes_gate', 'fails_gate']),
      targetValue: [choose(next, ['first', 'second'])],
    }),
    () => ({ type: 'environment_tier', operator: 'any', targetValue: ['production'] }),
  ])()
const conditions = (next: NextNumber): readonly JsonObject[] =>
  next() < 0.8 ? [condition(next)] : [condition(next), condition(next)]
const environments = (next: NextNumber): JsonObject =>
  choose<JsonObject>(next, [
    {},
    {},
    {},
    { environments: ['development'] },
    { environments: ['production'] },
    { environments: ['development', 'production'] },
  ])
const value = (next: NextNumber): JsonObject => ({
  size: Math.floor(next() * 5),
  color: choose(next, ['red', 'blue']),
})

let made = 0
const newName = (): string => {
  made += 1
  return `Rule ${made}`
}
const rule = (next: NextNumber, more: (next: NextNumber) => JsonObject): JsonObject => ({
  name: newName(),
  passPercentage: percentage(next),
  conditions: conditions(next),
  ...environments(next),
  ...more(next),
})

const changeItem =
  (list: string, change: (item: JsonObject, next: NextNumber) => JsonObject): Edit =>
  (resource, next) => {
    const items = itemsOf(resource[list])
    const at = Math.floor(next() * items.length)
    return {
      ...resource,
      [list]: items.map((item, index) => (index === at ? change(item, next) : item)),
    }
  }

/** The value with the ids that Statsig makes for what people add in the console. */
const withIds = (item: JsonObject): JsonObject => ({
  ...item,
  id: `id ${item['name']}`,
  baseID: `base ${item['name']}`,
})

const ruleEdits = (more: (next: NextNumber) => JsonObject): readonly Edit[] => [
  changeItem('rules', (item, next) => ({ ...item, passPercentage: percentage(next) })),
  changeItem('rules', (item, next) => ({ ...item, passPercentage: percentage(next) })),
  changeItem('rules', (item, next) => ({ ...item, conditions: conditions(next) })),
  changeItem('rules', (item, next) => {
    const { environments: _, ...others } = item
    return { ...others, ...environments(next) }
  }),
  changeItem('rules', (item) => ({ ...item, name: newName() })),
  (resource, next, isInConsole) => {
    const [rules, added] = [itemsOf(resource['rules']), rule(next, more)]
    const at = Math.floor(next() * (rules.length + 1))
    return { ...resource, rules: rules.toSpliced(at, 0, isInConsole ? withIds(added) : added) }
  },
  (resource, next) => {
    const rules = itemsOf(resource['rules'])
    return { ...resource, rules: rules.toSpliced(Math.floor(next() * rules.length), 1) }
  },
  (resource, next) => {
    const rules = itemsOf(resource['rules'])
    const [moved, ...rest] = rules
    if (moved === undefined || rest.length === 0) return resource
    return { ...resource, rules: rest.toSpliced(1 + Math.floor(next() * rest.length), 0, moved) }
  },
]

const set =
  (name: string, draw: (next: NextNumber) => Json): Edit =>
  (resource, next) => ({ ...resource, [name]: draw(next) })
const description = set('description', (next) => `Text ${Math.floor(next() * 1000)}`)
const isEnabled: Edit = (resource) => ({ ...resource, isEnabled: resource['isEnabled'] === false })
const overrides = set('overrides', (next) => ({
  passingUserIDs: choose<readonly string[]>(next, [[], ['ann'], ['ann', 'ben']]),
  failingUserIDs: choose<readonly string[]>(next, [[], ['cem'], ['cem', 'dan']]),
}))
const targetApps = set('targetApps', (next) =>
  choose<readonly string[]>(next, [[], ['web'], ['web', 'phone']]),
)
const targetingGateID = set('targetingGateID', (next) =>
  choose<Json>(next, [null, 'first', 'second']),
)

const someRules = (next: NextNumber, more: (next: NextNumber) => JsonObject = () => ({})) =>
  Array.from({ length: 1 + Math.floor(next() * 3) }, () => rule(next, more))
const returnValue = (next: NextNumber): JsonObject => ({ returnValue: value(next) })
const parameter = (name: string, next: NextNumber): JsonObject => ({
  ...{ name, type: 'number', defaultValue: Math.floor(next() * 5) },
})
const sizes = (next: NextNumber) =>
  choose<readonly [number, number]>(next, [
    [50, 50],
    [30, 70],
    [90, 10],
  ])

interface SampledKind {
  readonly base: (next: NextNumber) => JsonObject
  readonly edits: readonly Edit[]
}

const kinds: Readonly<Record<EvaluatedKind, SampledKind>> = {
  gate: {
    base: (next) => ({
      ...{ id: 'sample', name: 'Sample', description: 'x', isEnabled: next() < 0.8 },
      ...(next() < 0.3 && { overrides: { passingUserIDs: ['ann'], failingUserIDs: ['cem'] } }),
      ...(next() < 0.2 && { targetApps: ['web'] }),
      rules: someRules(next),
    }),
    edits: [...ruleEdits(() => ({})), isEnabled, description, overrides, targetApps],
  },
  segment: {
    base: (next) => ({
      ...{ id: 'sample', name: 'Sample', type: 'rule_based' },
      rules: someRules(next).map((each) => ({
        ...each,
        conditions: [{ type: 'country', operator: 'any', targetValue: ['DE'] }],
      })),
    }),
    edits: ruleEdits(() => ({})).map(
      (edit): Edit =>
        (resource, next, isInConsole) => {
          const after = edit(resource, next, isInConsole)
          // Segments know fewer conditions than gates.
          const rules = itemsOf(after['rules']).map((each) => ({
            ...each,
            conditions: itemsOf(each['conditions']).map((one) =>
              one['type'] === 'public' || String(one['type']).endsWith('_gate')
                ? { type: 'country', operator: 'none', targetValue: ['US'] }
                : one,
            ),
          }))
          return { ...after, rules }
        },
    ),
  },
  dynamic_config: {
    base: (next) => ({
      ...{ id: 'sample', name: 'Sample', description: 'x', isEnabled: next() < 0.8 },
      defaultValue: value(next),
      rules: someRules(next, returnValue),
    }),
    edits: [
      ...ruleEdits(returnValue),
      changeItem('rules', (item, next) => ({ ...item, ...returnValue(next) })),
      changeItem('rules', (item, next) => ({ ...item, ...returnValue(next) })),
      set('defaultValue', value),
      isEnabled,
      description,
    ],
  },
  layer: {
    base: (next) => ({
      ...{ name: 'Sample', idType: 'userID', description: 'x' },
      parameters: ['one', 'two', 'three'].map((name) => parameter(name, next)),
    }),
    edits: [
      changeItem('parameters', (item, next) => parameter(String(item['name']), next)),
      changeItem('parameters', (item, next) => ({ ...item, description: `Text ${next()}` })),
      (resource, next) => ({
        ...resource,
        parameters: [...itemsOf(resource['parameters']), parameter(newName(), next)],
      }),
      description,
      targetApps,
    ],
  },
  holdout: {
    base: (next) => ({
      ...{ name: 'Sample', description: 'x', isEnabled: next() < 0.8, isGlobal: false },
      ...{ passPercentage: choose(next, [1, 5, 10]), gateIDs: ['first'] },
      targetingGateID: choose<Json>(next, [null, null, 'second']),
    }),
    edits: [
      set('passPercentage', (next) => choose(next, [0, 1, 5, 10])),
      set('passPercentage', (next) => choose(next, [0, 1, 5, 10])),
      set('gateIDs', (next) =>
        choose<readonly string[]>(next, [[], ['first'], ['second'], ['first', 'second']]),
      ),
      targetingGateID,
      isEnabled,
      description,
      overrides,
    ],
  },
  experiment: {
    base: (next) => ({
      ...{ id: 'sample', name: 'Sample', description: 'x', hypothesis: 'x' },
      status: choose(next, ['setup', 'active']),
      allocation: choose(next, [10, 50]),
      targetingGateID: choose<Json>(next, [null, null, 'second']),
      groups: [
        { name: 'Control', size: 50, parameterValues: value(next) },
        { name: 'Test', size: 50, parameterValues: value(next) },
      ],
    }),
    edits: [
      set('allocation', (next) => choose(next, [50, 80, 100])),
      targetingGateID,
      description,
      set('hypothesis', (next) => `Text ${Math.floor(next() * 1000)}`),
      set('status', () => 'active'),
      set('overrides', (next) => ({
        overrides: [],
        userIDOverrides: choose<readonly JsonObject[]>(next, [
          [],
          [{ groupID: 'Test', ids: ['ann'] }],
          [{ groupID: 'Control', ids: ['ann', 'ben'] }],
        ]),
      })),
      (resource, next) => {
        const [control, test] = sizes(next)
        const groups = itemsOf(resource['groups'])
        return {
          ...resource,
          groups: groups.map((group, index) => ({ ...group, size: index === 0 ? control : test })),
        }
      },
      changeItem('groups', (item, next) => ({ ...item, parameterValues: value(next) })),
      changeItem('groups', (item, next) => ({ ...item, disabled: next() < 0.5 })),
    ],
  },
}

export const sampledKinds: readonly EvaluatedKind[] = [
  'gate',
  'gate',
  'gate',
  'dynamic_config',
  'dynamic_config',
  'segment',
  'layer',
  'holdout',
  'experiment',
]

export const drawTwoSides = (kind: EvaluatedKind, next: NextNumber): TwoSides => {
  made = 0
  const { base: drawBase, edits } = kinds[kind]
  const base = drawBase(next)
  const lists = ['rules', 'groups']
  const liveBase: JsonObject = {
    id: 'sample',
    ...Object.fromEntries(
      Object.entries(base).map(([name, each]) => [
        name,
        lists.includes(name) ? itemsOf(each).map(withIds) : each,
      ]),
    ),
  }
  const [first = description, ...rest] = edits
  /** An edit that changes something. */
  const editOnce = (state: JsonObject, isInConsole: boolean, attempts = 8): JsonObject => {
    const after = choose(next, [first, ...rest])(state, next, isInConsole)
    return attempts > 0 && JSON.stringify(after) === JSON.stringify(state)
      ? editOnce(state, isInConsole, attempts - 1)
      : after
  }
  const edited = (resource: JsonObject, isInConsole: boolean): JsonObject => {
    const once = editOnce(resource, isInConsole)
    return next() < 0.7 ? once : editOnce(once, isInConsole)
  }
  return { kind, base, liveBase, file: edited(base, false), console: edited(liveBase, true) }
}
