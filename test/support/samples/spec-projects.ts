// Draws projects of which users get many different things, and users whose attributes hit and miss what decides.
import type { Json, JsonObject } from '../../../src/core/json.ts'
import type { SpecResources } from '../../../src/specs/index.ts'
import type { OfficialUser } from '../official-evaluators.ts'

type Next = () => number

const choose = <T>(next: Next, all: readonly [T, ...T[]]): T =>
  all[Math.floor(next() * all.length)] ?? all[0]
const some = <T>(next: Next, all: readonly T[], most: number): readonly T[] => {
  const count = 1 + Math.floor(next() * most)
  const start = Math.floor(next() * all.length)
  return Array.from({ length: count }, (_, index) => all[(start + index) % all.length]).filter(
    (each) => each !== undefined,
  )
}
const maybe = (next: Next, share: number, more: JsonObject): JsonObject =>
  next() < share ? more : {}

const countries = ['DE', 'FR', 'US', 'us', 'jp']
const emails = ['ann@example.com', 'ben@example.org', 'CEM@EXAMPLE.COM', 'dan+1@mail.example.com']
const versions = ['1', '1.2', '1.2.0', '1.2.3', '1.10.0', '2.0.0-beta', '10.1']
const numbers = [0, 1, 9, 10, 99.5, -3]
const plans = ['free', 'gold', 'Gold', 'platinum', '7']
const roles = ['a', 'b', 'c', '3']
const locales = ['en_US', 'de_DE']
const ips = ['1.2.3.4', '10.0.0.1']
const browsers = ['Chrome', 'Firefox', 'Mobile Safari']
const systems = ['iOS', 'Android', 'Mac OS X']
const models = ['Pixel 8', 'iPhone15,2']
const environments = ['development', 'staging', 'production']
const companies = ['acme', 'widgets', 'Initech']
const times = [1_600_000_000_000, 1_700_000_000_000, 1_800_000_000_000]
const ids = ['user 1', 'user 2', 'User 3', 'user 4']

const texts = ['any', 'none', 'str_contains_any', 'str_contains_none'] as const
const equal = ['any', 'none', 'any_case_sensitive', 'none_case_sensitive'] as const
const versionOperators = [
  'version_gt',
  'version_lt',
  'version_gte',
  'version_lte',
  'version_eq',
] as const
const numberOperators = ['gt', 'lt', 'gte', 'lte'] as const
const arrayOperators = [
  'array_contains_any',
  'array_contains_none',
  'array_contains_all',
  'not_array_contains_all',
] as const
const patterns = ['^ann@', 'example\\.com$', '[a-c]+@', '@mail\\.', 'EXAMPLE'] as const

const part = (next: Next, text: string): string => {
  const start = Math.floor(next() * text.length)
  return text.slice(start, start + 3)
}

/** A list, or the one value in it. */
const listed = (next: Next, values: readonly Json[]): Json =>
  values.length === 1 && next() < 0.3 ? (values[0] ?? null) : values

const textCondition = (
  type: string,
  values: readonly string[],
  next: Next,
  more: JsonObject = {},
): JsonObject => {
  const operator = choose(next, [...texts, ...equal])
  const chosen = some(next, values, 3)
  const isPart = operator.startsWith('str_')
  return {
    type,
    operator,
    targetValue: listed(next, isPart ? chosen.map((each) => part(next, each)) : chosen),
    ...more,
  }
}
const versionCondition = (type: string, next: Next, more: JsonObject = {}): JsonObject =>
  next() < 0.3
    ? {
        type,
        operator: choose(next, ['any', 'none']),
        targetValue: some(next, versions, 3),
        ...more,
      }
    : {
        type,
        operator: choose(next, versionOperators),
        targetValue: listed(next, some(next, versions, 1)),
        ...more,
      }
const nullCondition = (type: string, next: Next, more: JsonObject = {}): JsonObject => ({
  type,
  operator: choose(next, ['is_null', 'is_not_null']),
  targetValue: null,
  ...more,
})

interface Names {
  readonly gates: readonly string[]
  readonly segments: readonly string[]
}

const conditionDraws: readonly [
  (next: Next, names: Names) => JsonObject,
  ...((next: Next, names: Names) => JsonObject)[],
] = [
  () => ({ type: 'public' }),
  () => ({ type: 'public' }),
  (next) => textCondition('user_id', ids, next),
  (next) => textCondition('unit_id', companies, next, { customID: 'companyID' }),
  (next) => nullCondition('unit_id', next, { customID: 'companyID' }),
  (next) => textCondition('email', emails, next),
  (next) => nullCondition('email', next),
  (next) => ({ type: 'email', operator: 'str_matches', targetValue: [choose(next, patterns)] }),
  (next) => textCondition('country', countries, next),
  (next) => textCondition('locale', locales, next),
  (next) => textCondition('ip_address', ips, next),
  (next) => textCondition('device_model', models, next),
  (next) => textCondition('browser_name', browsers, next),
  (next) => textCondition('os_name', systems, next),
  (next) => versionCondition('app_version', next),
  (next) => versionCondition('os_version', next),
  (next) => versionCondition('browser_version', next),
  (next) => textCondition('custom_field', plans, next, { field: 'plan' }),
  (next) => nullCondition('custom_field', next, { field: 'plan' }),
  (next) => versionCondition('custom_field', next, { field: 'client' }),
  (next) => ({
    type: 'custom_field',
    field: 'level',
    operator: choose(next, numberOperators),
    targetValue: choose<Json>(next, [9, '9', [10], ['99.5'], 0]),
  }),
  (next) => ({
    type: 'custom_field',
    field: 'roles',
    operator: choose(next, arrayOperators),
    targetValue: some(next, roles, 2),
  }),
  (next) => ({
    type: 'custom_field',
    field: 'since',
    operator: choose(next, ['after', 'before']),
    targetValue: choose<Json>(next, [1_700_000_000_000, ['1700000000000'], '1700000000000']),
  }),
  (next) => ({
    type: 'time',
    operator: choose(next, ['after', 'before']),
    targetValue: choose<Json>(next, [times[0] ?? 0, [4_000_000_000_000]]),
  }),
  (next) => ({
    type: 'environment_tier',
    ...maybe(next, 0.7, { operator: choose(next, ['any', 'none']) }),
    targetValue: some(next, environments, 2),
  }),
  (next, { gates }) => ({
    type: choose(next, ['passes_gate', 'fails_gate']),
    targetValue: listed(next, some(next, gates, 1)),
  }),
  (next, { segments }) => ({
    type: choose(next, ['passes_segment', 'fails_segment']),
    targetValue: listed(next, some(next, segments, 1)),
  }),
  (next) => ({ type: choose(next, ['url', 'javascript']), operator: 'any', targetValue: ['x'] }),
]

/** A condition of a type that no SDK supports is rare: what depends on it is compared with nothing. */
const drawCondition = (next: Next, names: Names): JsonObject => {
  const last = conditionDraws.length - 1
  const at = Math.floor(next() * (last + 0.2))
  return (conditionDraws[at] ?? conditionDraws[0])(next, names)
}

/** Percentages in steps of a hundredth. */
const drawPercentage = (next: Next): number =>
  choose<() => number>(next, [
    () => 0,
    () => 100,
    () => 100,
    () => Math.round(next() * 100),
    () => Math.round(next() * 10_000) / 100,
    () => 0.01,
    () => 0.07,
  ])()

let drawn = 0
const newName = (noun: string): string => {
  drawn += 1
  return `${noun}_${drawn}`
}

const drawRule = (next: Next, names: Names): JsonObject => {
  const name = newName('rule')
  return {
    name,
    baseID: `base${name}`,
    passPercentage: drawPercentage(next),
    conditions: Array.from({ length: 1 + Math.floor(next() * 2.4) }, () =>
      drawCondition(next, names),
    ),
    ...maybe(next, 0.2, {
      environments: next() < 0.1 ? [] : some(next, environments, 2),
    }),
  }
}
const drawRules = (next: Next, names: Names): readonly JsonObject[] =>
  Array.from({ length: Math.floor(next() * 4) }, () => drawRule(next, names))

const drawIds = (next: Next): readonly string[] => (next() < 0.5 ? [] : some(next, ids, 2))
const drawPassOverrides = (next: Next): JsonObject =>
  maybe(next, 0.3, {
    overrides: {
      passingUserIDs: drawIds(next),
      failingUserIDs: drawIds(next),
      environmentOverrides:
        next() < 0.7
          ? []
          : [
              {
                environment: choose<Json>(next, [null, 'staging']),
                unitID: choose<Json>(next, [null, 'companyID']),
                passingIDs: some(next, companies, 1),
                failingIDs: [],
              },
            ],
    },
  })

const idTypes = ['userID', 'userID', 'companyID'] as const

const drawGroups = (next: Next, parameters: readonly string[]): readonly JsonObject[] => {
  const sizes = choose<readonly number[]>(next, [
    [50, 50],
    [33.33, 33.33, 33.34],
    [10, 90],
    [0, 100],
    [12.5, 25, 62.5],
  ])
  const experiment = newName('group')
  return sizes.map((size, index) => ({
    id: `${experiment}-${index}`,
    name: `Group ${index}`,
    size,
    ...maybe(next, 0.1, { disabled: true }),
    parameterValues: Object.fromEntries(parameters.map((name) => [name, `${experiment} ${index}`])),
  }))
}

const drawExperiment = (
  next: Next,
  names: Names,
  parameters: readonly string[],
  allocation: number,
  more: JsonObject,
): JsonObject => {
  const groups = drawGroups(next, parameters)
  const status = choose(next, [
    'active',
    'active',
    'active',
    'active',
    'setup',
    'decision_made',
    'abandoned',
    'archived',
  ])
  return {
    id: newName('experiment'),
    status,
    allocation,
    groups,
    ...(status === 'decision_made' ? { launchedGroupID: groups[0]?.['id'] ?? null } : {}),
    ...maybe(next, 0.3, { targetingGateID: some(next, names.gates, 1)[0] ?? '' }),
    ...maybe(next, 0.3, {
      overrides: {
        userIDOverrides: [
          { groupID: 'Group 1', ids: some(next, ids, 2), environment: null, unitType: 'userID' },
        ],
        overrides: [{ type: 'gate', id: some(next, names.gates, 1)[0] ?? '', groupID: 'Group 0' }],
      },
    }),
    ...more,
  }
}

/** References lead to earlier resources, so that there are no cycles. */
export const drawProject = (next: Next): SpecResources => {
  const segments: JsonObject[] = []
  const gates: JsonObject[] = [
    { id: 'first', rules: [drawRule(next, { gates: ['first'], segments: ['none'] })] },
  ]
  const plain = { gates: ['unknown'], segments: ['unknown'] }
  gates[0] = {
    id: 'first',
    rules: [{ ...drawRule(next, plain), conditions: [textCondition('country', countries, next)] }],
  }
  const names = (): Names => ({
    gates: gates.map(({ id }) => String(id)),
    segments: ['staff', ...segments.map(({ id }) => String(id))],
  })
  const staff = {
    id: 'staff',
    type: 'rule_based',
    rules: [{ ...drawRule(next, plain), conditions: [textCondition('email', emails, next)] }],
  }
  for (let count = 0; count < 2; count += 1)
    segments.push({ id: newName('segment'), type: 'rule_based', rules: drawRules(next, names()) })
  for (let count = 0; count < 4; count += 1)
    gates.push({
      id: newName('gate'),
      idType: choose(next, idTypes),
      ...maybe(next, 0.1, { isEnabled: false }),
      ...maybe(next, 0.1, { status: 'Launched' }),
      rules: drawRules(next, names()),
      ...drawPassOverrides(next),
    })
  const dynamicConfigs = [0, 1].map(() => ({
    id: newName('config'),
    idType: choose(next, idTypes),
    defaultValue: { size: 0 },
    ...maybe(next, 0.1, { isEnabled: false }),
    rules: drawRules(next, names()).map((rule, size) => ({
      ...rule,
      returnValue: { size: size + 1, nested: { list: [1, null, 'x'] } },
    })),
  }))
  const first = Math.round(next() * 1000) / 10
  const experiments = [
    drawExperiment(next, names(), ['color'], choose(next, [100, 37.5, 10, 0]), {
      idType: choose(next, idTypes),
    }),
    drawExperiment(next, names(), ['title'], first, { layerID: 'page' }),
    drawExperiment(next, names(), ['size', 'title'], 100 - first, { layerID: 'page' }),
  ]
  const layers = [
    {
      id: 'page',
      ...maybe(next, 0.3, { idType: 'companyID' }),
      parameters: ['title', 'size', 'other'].map((name) => ({
        ...{ name, type: 'string', defaultValue: `default ${name}` },
      })),
      ...maybe(next, 0.3, {
        overrides: {
          idOverrides: [
            {
              groupName: 'Group 1',
              ids: some(next, ids, 1),
              idType: 'userID',
              experimentName: experiments[1]?.['id'] ?? '',
            },
          ],
          conditionalOverrides: [],
        },
      }),
    },
  ]
  const holdouts = [0, 1].map(() => ({
    id: newName('holdout'),
    idType: choose(next, idTypes),
    passPercentage: choose(next, [0, 5, 10, 100]),
    gateIDs: [String(gates.at(-1)?.['id'])],
    experimentIDs: some(next, experiments, 1).map(({ id }) => String(id)),
    layerIDs: next() < 0.5 ? ['page'] : [],
    ...maybe(next, 0.4, { targetingGateID: 'first' }),
    ...drawPassOverrides(next),
  }))
  return { gates, segments: [staff, ...segments], dynamicConfigs, experiments, layers, holdouts }
}

const absentOr = <T>(next: Next, all: readonly [T, ...T[]]): T | undefined =>
  next() < 0.2 ? undefined : choose(next, all)
const first = <T>(all: readonly T[]): readonly [T, ...T[]] => {
  const [one, ...others] = all
  if (one === undefined) throw new Error('There is nothing to choose from.')
  return [one, ...others]
}
const present = <T extends object>(members: T): T =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T

export const drawUser = (next: Next, index: number): OfficialUser => {
  const company = absentOr(next, [...first(companies), `company ${index}`])
  return present({
    userID: absentOr<string>(next, [`user ${index}`, `user ${index}`, `user ${index}`, ...ids]),
    customIDs: company === undefined ? undefined : { companyID: company },
    email: absentOr(next, first(emails)),
    country: absentOr(next, first(countries)),
    locale: absentOr(next, first(locales)),
    ip: absentOr(next, first(ips)),
    appVersion: absentOr(next, first(versions)),
    environment: absentOr(next, first(environments)),
    custom: present({
      plan: absentOr<string>(next, first(plans)),
      level: absentOr<string | number>(next, [...first(numbers), '9', '10']),
      client: absentOr(next, first(versions)),
      roles: absentOr<readonly string[]>(next, [[], ['a'], ['a', 'b'], ['c', '3']]),
      since: absentOr<string | number>(next, [...first(times), '1650000000000']),
      device_model: absentOr(next, first(models)),
      browser_name: absentOr(next, first(browsers)),
      browser_version: absentOr(next, first(versions)),
      os_name: absentOr(next, first(systems)),
      os_version: absentOr(next, first(versions)),
    }),
  }) as OfficialUser
}
