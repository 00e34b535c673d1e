// Defines targeting rules, for gates, segments, dynamic configs and release pipelines.
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
import { clientEnvironmentField, environmentNameField, unitField } from './common-fields.ts'

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

/** Statsig checks operators by the type of the condition (strong). */
const operatorField = (documented: readonly Operator[], of: readonly string[] = operators): Field =>
  choice('How the value of the user is compared with `targetValue`.', of, {
    documented,
    default: '',
    emptyPattern: '^$',
    isClosed: true,
  })
/** What is compared with a value needs one. */
const neededUnless = { member: 'operator', is: nullOperators } as const
const targetValueField = (doc: string, example?: string): Field =>
  set(doc, text(doc, { numeric: true, ...(example !== undefined && { example }) }), {
    singleAsList: true,
    neededUnless,
  })
const unusedTargetValue = set(
  'Not used by this type.',
  text('Not used by this type.', { numeric: true }),
  { singleAsList: true },
)
const conditionMemberField = (doc: string, required?: true): Field =>
  text(doc, { emptyPattern: '^$', default: null, nullable: true, ...(required && { required }) })

const conditionFields = (
  documented: readonly Operator[],
  doc: string,
  example?: string,
): Fields => ({
  operator: { ...operatorField(documented), required: true },
  targetValue: targetValueField(doc, example),
  field: conditionMemberField('Used by `custom_field` only.'),
  customID: conditionMemberField('Used by `unit_id` only.'),
})
const referenceTypes = ['passes_segment', 'fails_segment', 'passes_gate', 'fails_gate']
const referenceConditionFields = (targetKind: string, doc: string): Fields => ({
  ...conditionFields([], doc),
  // A published script of Statsig sends the type of the condition as its operator (strong).
  operator: operatorField([], [...operators, ...referenceTypes]),
  targetValue: set(doc, ref(doc, targetKind), { singleAsList: true, required: true, min: 1 }),
})

/** What these conditions need is not documented. */
const undocumentedFields = (doc: string): Fields => ({
  ...conditionFields(operators, doc),
  operator: operatorField(operators),
  targetValue: set(doc, text(doc, { numeric: true }), { singleAsList: true }),
})

/** The types of conditions that segments and gates have. */
const segmentConditions: Readonly<Record<string, Fields>> = {
  user_id: conditionFields(textOperators, 'User ids.'),
  unit_id: {
    ...conditionFields(textOperators, 'Ids of the unit.'),
    customID: unitField('The unit id type, such as `stableID` or `companyID`.', {
      example: 'stableID',
      required: true,
      nullable: true,
      default: null,
      emptyPattern: '^$',
    }),
  },
  email: conditionFields(
    textOperators,
    'E-mail addresses, or parts of them such as `@example.com`.',
    '@example.com',
  ),
  custom_field: {
    ...conditionFields(
      operators,
      'One value to compare numbers, versions or dates; a list for other operators.',
    ),
    field: conditionMemberField('The key of the custom attribute of the user.', true),
  },
  app_version: conditionFields(versionOperators, 'Versions such as `4.2.0`.', '4.2.0'),
  browser_version: conditionFields(versionOperators, 'Versions such as `120.1`.', '120.1'),
  os_version: conditionFields(versionOperators, 'Versions such as `17.4`.', '17.4'),
  browser_name: conditionFields(
    listOperators,
    'Browsers such as `Chrome` or `Mobile Safari`.',
    'Chrome',
  ),
  os_name: conditionFields(
    listOperators,
    'Operating systems such as `iOS`, `Android`, `Mac OS X` or `Windows`.',
    'iOS',
  ),
  country: conditionFields(listOperators, 'Two-letter country codes, such as `DE`.', 'DE'),
  ip_address: conditionFields(listOperators, 'IP addresses.', '192.0.2.1'),
  environment_tier: {
    ...conditionFields(listOperators, 'Environments, by name.'),
    // Examples of Statsig leave it out.
    operator: operatorField(listOperators),
    targetValue: set('Environments, by name.', clientEnvironmentField('An environment, by name.'), {
      singleAsList: true,
      neededUnless,
    }),
  },
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
  public: {
    ...conditionFields([], 'Not used: every user meets this condition.'),
    operator: operatorField([]),
    targetValue: unusedTargetValue,
  },
  ...segmentConditions,
  passes_gate: referenceConditionFields('gate', 'The gate that must be on for the user, by id.'),
  fails_gate: referenceConditionFields('gate', 'The gate that must be off for the user, by id.'),
  time: conditionFields(timeOperators, 'A time, in milliseconds since 1970.', '1767225600000'),
  locale: conditionFields(textOperators, 'Locales such as `de_DE`.', 'de_DE'),
  url: conditionFields(textOperators, 'URLs, or parts of them.', 'https://example.com'),
  device_model: conditionFields(textOperators, 'Device models such as `iPhone`.', 'iPhone'),
  user_agent: conditionFields(textOperators, 'User agents, or parts of them.'),
  javascript: undocumentedFields('JavaScript code, in the form that Statsig stores.'),
  target_app: {
    ...conditionFields(listOperators, 'Target apps, by name.'),
    targetValue: set(
      'Target apps, by name.',
      ref('A target app, by name.', 'target_app', { unverified: true }),
      { singleAsList: true, neededUnless },
    ),
  },
  experiment_group: undocumentedFields(
    'A group of an experiment, in the form that Statsig stores.',
  ),
}

const conditionField = (conditions: Readonly<Record<string, Fields>>): Field =>
  variant('What the condition checks.', 'type', conditions)

const ruleNameField = (): Field => text('The name of the rule.', { required: true, min: 1 })
const percentageField = (
  doc: string,
  options: { readonly required?: true; readonly default?: number },
) => number(doc, { min: 0, max: 100, step: 0.01, ...options })
const environmentsField = (): Field =>
  set(
    'Environments in which the rule applies: `[]` for none. Without it, all environments.',
    environmentNameField('An environment, by name.'),
    { nullable: true, default: null, emptyIsValue: true },
  )

const buildRulesField = (
  conditions: Readonly<Record<string, Fields>>,
  shareFields: Fields,
  valueFields: Fields = {},
  alternatives: readonly (readonly [string, string])[] = [],
): Field =>
  list(
    'Rules, tried from top to bottom. The first rule whose conditions a user meets decides.',
    record(
      'One rule.',
      {
        name: ruleNameField(),
        ...shareFields,
        conditions: list('Conditions. A user must meet all of them.', conditionField(conditions), {
          required: true,
        }),
        environments: environmentsField(),
        ...valueFields,
        id: text('Generated by Statsig. It identifies a rule whose name has changed.', {
          sentIn: 'match-only',
        }),
        baseID: text(
          'Generated by Statsig, and never changed. It identifies a rule whose name has changed.',
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
        unmatchedEffect: 'Statsig reassigns the users of this rule',
      },
    },
  )

const passPercentageFields: Fields = {
  passPercentage: percentageField('The percentage of users who pass, with up to two decimals.', {
    required: true,
  }),
}
export const gateRulesField = (): Field => buildRulesField(gateConditions, passPercentageFields)
export const segmentRulesField = (): Field =>
  buildRulesField(segmentConditions, passPercentageFields)

/** A value as an object, or as JSON5 text, which keeps comments. */
export const valueFieldsWithJson5 = (name: string, doc: string): Fields => ({
  [name]: opaque(doc),
  [`${name}Json5`]: text(`${doc} As JSON5 text, which may contain comments.`, {
    multiline: true,
    example: '{"key": "value"}',
  }),
})
const returnValueAlternatives = [['returnValue', 'returnValueJson5']] as const

/** Rules that decide which value a user gets. */
export const configRulesField = (): Field =>
  buildRulesField(
    gateConditions,
    {
      passPercentage: percentageField('The percentage of users who get a value of this rule.', {
        default: 100,
      }),
    },
    {
      ...valueFieldsWithJson5('returnValue', 'The value for users of the rule.'),
      variants: list(
        'Values among which the users of the rule are divided.',
        record(
          'One variant.',
          {
            name: text('The name of the variant.', { required: true, min: 1 }),
            passPercentage: percentageField(
              'The percentage of the users of the rule who get the variant.',
              {
                required: true,
              },
            ),
            ...valueFieldsWithJson5('returnValue', 'The value for users of the variant.'),
            id: text('Generated by Statsig. It identifies a variant whose name has changed.', {
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
            unmatchedEffect: 'Statsig reassigns the users of this variant',
          },
        },
      ),
    },
    returnValueAlternatives,
  )

/** Who is in a phase of a release pipeline: rules without a percentage. */
export const phaseRulesField = (): Field =>
  list(
    'Who gets the change in this phase: users who meet all conditions of one of the rules.',
    record('One rule.', {
      name: ruleNameField(),
      conditions: list(
        'Conditions. A user must meet all of them.',
        conditionField(gateConditions),
        {
          required: true,
        },
      ),
      environments: environmentsField(),
      id: text('Generated by Statsig. It identifies a rule whose name has changed.', {
        sentIn: 'match-only',
      }),
    }),
    {
      required: true,
      match: {
        ids: ['id'],
        name: 'name',
        similarBy: 'conditions',
        unmatchedEffect: 'Statsig restarts the progress of this rule',
      },
    },
  )
