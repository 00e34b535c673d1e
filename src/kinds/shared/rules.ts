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
import { unitField } from './common-fields.ts'

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

const listOperators: readonly Operator[] = ['any', 'none']
const nullOperators: readonly Operator[] = ['is_null', 'is_not_null']
const textOperators: readonly Operator[] = [
  ...listOperators,
  'str_contains_any',
  'str_contains_none',
  'str_matches',
  ...nullOperators,
]
const versionOperators: readonly Operator[] = [
  ...listOperators,
  'version_gt',
  'version_lt',
  'version_gte',
  'version_lte',
  'version_eq',
]
const timeOperators: readonly Operator[] = ['after', 'before']

const operatorField = (usual: readonly Operator[]): Field =>
  choice('How the user’s value and `targetValue` are compared.', operators, {
    documented: usual,
    default: '',
    emptyPattern: '^$',
  })
const targetValueField = (doc: string): Field =>
  set(doc, text(doc, { numeric: true }), { singleAsList: true })
const unusedTargetValue = targetValueField('Not needed here.')
const conditionMemberField = (doc: string, required?: true): Field =>
  text(doc, { emptyPattern: '^$', default: null, nullable: true, ...(required && { required }) })

const conditionFields = (usual: readonly Operator[], doc: string): Fields => ({
  operator: operatorField(usual),
  targetValue: targetValueField(doc),
  field: conditionMemberField('Only for `custom_field`.'),
  customID: conditionMemberField('Only for `unit_id`.'),
})
const referenceConditionFields = (targetKind: string, doc: string): Fields => ({
  ...conditionFields([], doc),
  targetValue: set(doc, ref(doc, targetKind), { singleAsList: true, required: true, min: 1 }),
})

/** The types that segments allow as well as gates. */
const segmentConditions: Readonly<Record<string, Fields>> = {
  user_id: conditionFields(textOperators, 'User ids.'),
  unit_id: {
    ...conditionFields(textOperators, 'Ids of the unit.'),
    customID: unitField('The unit id type, such as `stableID` or `companyID`.', {
      required: true,
      nullable: true,
      default: null,
      emptyPattern: '^$',
    }),
  },
  email: conditionFields(textOperators, 'Addresses, or parts of them such as `@example.com`.'),
  custom_field: {
    ...conditionFields(
      operators,
      'One value for a comparison of numbers, versions or dates; else a list.',
    ),
    field: conditionMemberField('The key of the user’s custom attribute.', true),
  },
  app_version: conditionFields(versionOperators, 'Versions such as `4.2.0`.'),
  browser_version: conditionFields(versionOperators, 'Versions such as `120.1`.'),
  os_version: conditionFields(versionOperators, 'Versions such as `17.4`.'),
  browser_name: conditionFields(listOperators, 'Browsers such as `Chrome` or `Mobile Safari`.'),
  os_name: conditionFields(
    listOperators,
    'Systems such as `iOS`, `Android`, `Mac OS X` or `Windows`.',
  ),
  country: conditionFields(listOperators, 'Countries by their two letters, such as `DE`.'),
  ip_address: conditionFields(listOperators, 'IP addresses.'),
  environment_tier: conditionFields(listOperators, 'Environments, by name.'),
  passes_segment: referenceConditionFields(
    'segment',
    'The segment that the user must be in, by id.',
  ),
  fails_segment: referenceConditionFields(
    'segment',
    'The segment that the user must not be in, by id.',
  ),
}

const gateConditions: Readonly<Record<string, Fields>> = {
  public: { ...conditionFields([], 'Nothing: everyone meets it.'), targetValue: unusedTargetValue },
  ...segmentConditions,
  passes_gate: referenceConditionFields('gate', 'The gate that must be on for the user, by id.'),
  fails_gate: referenceConditionFields('gate', 'The gate that must be off for the user, by id.'),
  time: conditionFields(timeOperators, 'A moment in milliseconds since 1970.'),
  locale: conditionFields(textOperators, 'Locales such as `de_DE`.'),
  url: conditionFields(textOperators, 'Parts of a URL.'),
  device_model: conditionFields(textOperators, 'Models such as `iPhone`.'),
  user_agent: conditionFields(textOperators, 'Parts of a user agent.'),
  javascript: conditionFields(operators, 'Code, as Statsig keeps it.'),
  target_app: {
    ...conditionFields(listOperators, 'Target apps, by name.'),
    targetValue: set(
      'Target apps, by name.',
      ref('A target app, by name.', 'target_app', { unverified: true }),
      { singleAsList: true },
    ),
  },
  experiment_group: conditionFields(operators, 'A group of an experiment, as Statsig keeps it.'),
}

const conditionField = (conditions: Readonly<Record<string, Fields>>): Field =>
  variant('What is looked at.', 'type', conditions)

const ruleNameField = (): Field =>
  text('The name that people know the rule by.', { required: true, min: 1 })
const percentageField = (
  doc: string,
  options: { readonly required?: true; readonly default?: number },
) => number(doc, { min: 0, max: 100, step: 0.01, ...options })
const environmentsField = (): Field =>
  set(
    'Environments in which the rule is in force. Leave it out for all of them.',
    text('An environment, by name.'),
    { nullable: true, default: null, min: 1 },
  )

const buildRulesField = (
  conditions: Readonly<Record<string, Fields>>,
  shareFields: Fields,
  valueFields: Fields = {},
  alternatives: readonly (readonly [string, string])[] = [],
): Field =>
  list(
    'Rules, tried from top to bottom; the first whose conditions a user meets decides.',
    record(
      'One rule.',
      {
        name: ruleNameField(),
        ...shareFields,
        conditions: list('All of them must hold.', conditionField(conditions), { required: true }),
        environments: environmentsField(),
        ...valueFields,
        id: text('Made by Statsig. It finds a renamed rule again.', { sentIn: 'match-only' }),
        baseID: text(
          'Made by Statsig, the same for the rule’s whole life. It finds a renamed rule again.',
          {
            sentIn: 'match-only',
          },
        ),
      },
      {
        readOnly: ['completedAutomatedRollouts', 'pendingAutomatedRollouts'],
        ...(alternatives.length > 0 && { alternatives }),
      },
    ),
    {
      match: {
        ids: ['baseID', 'id'],
        name: 'name',
        similarBy: 'conditions',
        unmatchedEffect: 'users of this rule are bucketed anew',
      },
    },
  )

const passPercentageFields: Fields = {
  passPercentage: percentageField('The share of users who pass, in per cent with two decimals.', {
    required: true,
  }),
}
export const gateRulesField = (): Field => buildRulesField(gateConditions, passPercentageFields)
export const segmentRulesField = (): Field =>
  buildRulesField(segmentConditions, passPercentageFields)

/** A value as an object, or as JSON5 text with its comments. */
export const valueFieldsWithJson5 = (name: string, doc: string): Fields => ({
  [name]: opaque(doc),
  [`${name}Json5`]: text(`${doc} As JSON5 text, which may hold comments.`, { multiline: true }),
})
const returnValueAlternatives = [['returnValue', 'returnValueJson5']] as const

/** Rules that decide what a user gets, and not only whether. */
export const configRulesField = (): Field =>
  buildRulesField(
    gateConditions,
    {
      passPercentage: percentageField(
        'The share of users who get a value of this rule, in per cent.',
        {
          default: 100,
        },
      ),
    },
    {
      ...valueFieldsWithJson5('returnValue', 'What users of the rule get.'),
      variants: list(
        'Values that the users of the rule are divided among.',
        record(
          'One value.',
          {
            name: text('The name that people know the variant by.', { required: true, min: 1 }),
            passPercentage: percentageField('Its share of the users of the rule, in per cent.', {
              required: true,
            }),
            ...valueFieldsWithJson5('returnValue', 'What users of the variant get.'),
            id: text('Made by Statsig. It finds a renamed variant again.', {
              sentIn: 'match-only',
            }),
          },
          { alternatives: returnValueAlternatives },
        ),
        {
          match: {
            ids: ['id'],
            name: 'name',
            similarBy: ['returnValue', 'returnValueJson5'],
            unmatchedEffect: 'users of this variant are divided anew',
          },
        },
      ),
    },
    returnValueAlternatives,
  )

/** Who is in a phase of a release: rules without a share of their own. */
export const phaseRulesField = (): Field =>
  list(
    'Who is in the phase: users who meet all conditions of one of the rules.',
    record('One rule.', {
      name: ruleNameField(),
      conditions: list('All of them must hold.', conditionField(gateConditions), {
        required: true,
      }),
      environments: environmentsField(),
      id: text('Made by Statsig. It finds a renamed rule again.', { sentIn: 'match-only' }),
    }),
    {
      required: true,
      match: {
        ids: ['id'],
        name: 'name',
        similarBy: 'conditions',
        unmatchedEffect: 'its progress begins anew',
      },
    },
  )
