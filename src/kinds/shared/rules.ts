// Targeting rules, shared by gates and segments. A rule is a percentage of the users who meet all of its conditions.
import {
  choice,
  type Field,
  type Fields,
  list,
  number,
  opaque,
  record,
  ref,
  set,
  text,
  variant,
} from '../../fields/field.ts'
import { unit } from './common-fields.ts'

const operators = [
  'any',
  'none',
  'any_case_sensitive',
  'none_case_sensitive',
  'str_contains_any',
  'str_contains_none',
  'gt',
  'lt',
  'lte',
  'gte',
  'version_gt',
  'version_lt',
  'version_gte',
  'version_lte',
  'version_eq',
  'after',
  'before',
  'on',
  'is_null',
  'is_not_null',
  'str_matches',
  'encoded_any',
  'array_contains_any',
  'array_contains_none',
  'array_contains_all',
  'not_array_contains_all',
] as const
type Operator = (typeof operators)[number]

const lists: readonly Operator[] = ['any', 'none']
const nulls: readonly Operator[] = ['is_null', 'is_not_null']
const texts: readonly Operator[] = [
  ...lists,
  'str_contains_any',
  'str_contains_none',
  'str_matches',
  ...nulls,
]
const versions: readonly Operator[] = [
  ...lists,
  'version_gt',
  'version_lt',
  'version_gte',
  'version_lte',
  'version_eq',
]
const times: readonly Operator[] = ['after', 'before']

const operator = (usual: readonly Operator[]): Field =>
  choice('How the user’s value and `targetValue` are compared.', operators, {
    usual,
    default: '',
    nothing: '^$',
  })
const values = (doc: string): Field => set(doc, text(doc, { numeric: true }), { lone: true })
const nothingToCompare = values('Not needed here.')
const member = (doc: string, required?: true): Field =>
  text(doc, { nothing: '^$', default: null, nullable: true, ...(required && { required }) })

const plain = (usual: readonly Operator[], doc: string): Fields => ({
  operator: operator(usual),
  targetValue: values(doc),
  field: member('Only for `custom_field`.'),
  customID: member('Only for `unit_id`.'),
})
const referring = (to: string, doc: string): Fields => ({
  ...plain([], doc),
  targetValue: set(doc, ref(doc, to), { lone: true, required: true, min: 1 }),
})

/** The types that segments allow as well as gates. */
const ofSegments: Readonly<Record<string, Fields>> = {
  user_id: plain(texts, 'User ids.'),
  unit_id: {
    ...plain(texts, 'Ids of the unit.'),
    customID: unit('The unit id type, such as `stableID` or `companyID`.', {
      required: true,
      nullable: true,
      default: null,
      nothing: '^$',
    }),
  },
  email: plain(texts, 'Addresses, or parts of them such as `@example.com`.'),
  custom_field: {
    ...plain(operators, 'One value for a comparison of numbers, versions or dates; else a list.'),
    field: member('The key of the user’s custom attribute.', true),
  },
  app_version: plain(versions, 'Versions such as `4.2.0`.'),
  browser_version: plain(versions, 'Versions such as `120.1`.'),
  os_version: plain(versions, 'Versions such as `17.4`.'),
  browser_name: plain(lists, 'Browsers such as `Chrome` or `Mobile Safari`.'),
  os_name: plain(lists, 'Systems such as `iOS`, `Android`, `Mac OS X` or `Windows`.'),
  country: plain(lists, 'Countries by their two letters, such as `DE`.'),
  ip_address: plain(lists, 'IP addresses.'),
  environment_tier: plain(lists, 'Environments, by name.'),
  passes_segment: referring('segment', 'The segment that the user must be in, by id.'),
  fails_segment: referring('segment', 'The segment that the user must not be in, by id.'),
}

const ofGates: Readonly<Record<string, Fields>> = {
  public: { ...plain([], 'Nothing: everyone meets it.'), targetValue: nothingToCompare },
  ...ofSegments,
  passes_gate: referring('gate', 'The gate that must be on for the user, by id.'),
  fails_gate: referring('gate', 'The gate that must be off for the user, by id.'),
  time: plain(times, 'A moment in milliseconds since 1970.'),
  locale: plain(texts, 'Locales such as `de_DE`.'),
  url: plain(texts, 'Parts of a URL.'),
  device_model: plain(texts, 'Models such as `iPhone`.'),
  user_agent: plain(texts, 'Parts of a user agent.'),
  javascript: plain(operators, 'Code, as Statsig keeps it.'),
  target_app: {
    ...plain(lists, 'Target apps, by name.'),
    targetValue: set(
      'Target apps, by name.',
      ref('A target app, by name.', 'target_app', { soft: true }),
      { lone: true },
    ),
  },
  experiment_group: plain(operators, 'A group of an experiment, as Statsig keeps it.'),
}

const conditionOf = (cases: Readonly<Record<string, Fields>>): Field =>
  variant('What is looked at.', 'type', cases)

const ruleName = (): Field =>
  text('The name that people know the rule by.', { required: true, min: 1 })
const shareOf = (doc: string, options: { readonly required?: true; readonly default?: number }) =>
  number(doc, { min: 0, max: 100, step: 0.01, ...options })
const environments = (): Field =>
  set(
    'Environments in which the rule is in force. Leave it out for all of them.',
    text('An environment, by name.'),
    { nullable: true, default: null, min: 1 },
  )

const rulesOf = (
  cases: Readonly<Record<string, Fields>>,
  share: Fields,
  values: Fields = {},
  twins: readonly (readonly [string, string])[] = [],
): Field =>
  list(
    'Rules, tried from top to bottom; the first whose conditions a user meets decides.',
    record(
      'One rule.',
      {
        name: ruleName(),
        ...share,
        conditions: list('All of them must hold.', conditionOf(cases), { required: true }),
        environments: environments(),
        ...values,
        id: text('Made by Statsig. It finds a renamed rule again.', { sent: 'back' }),
        baseID: text(
          'Made by Statsig, the same for the rule’s whole life. It finds a renamed rule again.',
          {
            sent: 'back',
          },
        ),
      },
      {
        made: ['completedAutomatedRollouts', 'pendingAutomatedRollouts'],
        ...(twins.length > 0 && { twins }),
      },
    ),
    {
      match: {
        ids: ['baseID', 'id'],
        name: 'name',
        like: 'conditions',
        lost: 'users of this rule are bucketed anew',
      },
    },
  )

const passing: Fields = {
  passPercentage: shareOf('The share of users who pass, in per cent with two decimals.', {
    required: true,
  }),
}
export const gateRules = (): Field => rulesOf(ofGates, passing)
export const segmentRules = (): Field => rulesOf(ofSegments, passing)

/** A value as an object, or as JSON5 text with its comments. */
export const valueTwins = (name: string, doc: string): Fields => ({
  [name]: opaque(doc),
  [`${name}Json5`]: text(`${doc} As JSON5 text, which may hold comments.`, { long: true }),
})
const returned = [['returnValue', 'returnValueJson5']] as const

/** Rules that decide what a user gets, and not only whether. */
export const configRules = (): Field =>
  rulesOf(
    ofGates,
    {
      passPercentage: shareOf('The share of users who get a value of this rule, in per cent.', {
        default: 100,
      }),
    },
    {
      ...valueTwins('returnValue', 'What users of the rule get.'),
      variants: list(
        'Values that the users of the rule are divided among.',
        record(
          'One value.',
          {
            name: text('The name that people know the variant by.', { required: true, min: 1 }),
            passPercentage: shareOf('Its share of the users of the rule, in per cent.', {
              required: true,
            }),
            ...valueTwins('returnValue', 'What users of the variant get.'),
            id: text('Made by Statsig. It finds a renamed variant again.', { sent: 'back' }),
          },
          { twins: returned },
        ),
        {
          match: {
            ids: ['id'],
            name: 'name',
            like: ['returnValue', 'returnValueJson5'],
            lost: 'users of this variant are divided anew',
          },
        },
      ),
    },
    returned,
  )

/** Who is in a phase of a release: rules without a share of their own. */
export const phaseRules = (): Field =>
  list(
    'Who is in the phase: users who meet all conditions of one of the rules.',
    record('One rule.', {
      name: ruleName(),
      conditions: list('All of them must hold.', conditionOf(ofGates), { required: true }),
      environments: environments(),
      id: text('Made by Statsig. It finds a renamed rule again.', { sent: 'back' }),
    }),
    {
      required: true,
      match: { ids: ['id'], name: 'name', like: 'conditions', lost: 'its progress begins anew' },
    },
  )
