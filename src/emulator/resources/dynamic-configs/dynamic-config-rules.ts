// Rules of a dynamic config: they return values, and can split their units between variants.
import type { JsonObject } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import {
  anyObject,
  type BodyKeys,
  type BodySchema,
  list,
  nullable,
  record,
  text,
} from '../../core/body-schema.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { membersIn, newRules, replaceRules } from '../../shared/rules.ts'
import { addJson5Text, addValueFromText, valueOrJson5 } from './dynamic-config-json5.ts'

const RETURN_VALUE = 'returnValue'

const returnValueKeys: BodyKeys = { returnValue: anyObject, returnValueJson5: text() }

const variantSchema = valueOrJson5(
  record({ id: text(), name: text(), passPercentage: keys.percentage, ...returnValueKeys }, [
    'name',
    'passPercentage',
  ]),
  RETURN_VALUE,
)

const ruleKeys: BodyKeys = {
  name: text(),
  passPercentage: keys.percentage,
  conditions: keys.gateConditions,
  environments: nullable(keys.texts),
  id: text(),
  baseID: text(),
  ...returnValueKeys,
  variants: list(variantSchema),
}

export const partialRuleSchema: BodySchema = valueOrJson5(record(ruleKeys), RETURN_VALUE)

export const configRulesSchema: BodySchema = list(
  valueOrJson5(record(ruleKeys, ['name', 'conditions']), RETURN_VALUE),
)

/** The rules as stored after a write that replaces the whole list. */
export const replaceConfigRules = (
  context: EmulatorContext,
  sent: readonly JsonObject[],
  live: readonly JsonObject[],
): readonly JsonObject[] =>
  replaceRules(context, sent.map(withDefaultShare), live).map((rule) => {
    refuseShares(context, rule)
    const liveRule = live.find(({ baseID }) => baseID === rule['baseID'])
    return assignVariantIds(rule, (variantObject) => {
      const id = textOf(variantObject['id'])
      if (id === '') return context.newId()
      if (membersIn(liveRule?.['variants']).some((other) => other['id'] === id)) return id
      throw badField('rules', 'A provided variant ID does not match an existing variant ID')
    })
  })

/** In a new config all rules and variants get new ids. Ids in the body are ignored. */
export const newConfigRules = (
  context: EmulatorContext,
  sent: readonly JsonObject[],
): readonly JsonObject[] =>
  newRules(context, sent.map(withDefaultShare)).map((rule) => {
    refuseShares(context, rule)
    return assignVariantIds(rule, () => context.newId())
  })

/** A rule that did not pass through a route, with the ids and defaults that the route would add. */
export const completeRule = (context: EmulatorContext, rule: JsonObject): JsonObject => {
  const variants = membersIn(rule['variants']).map((variantObject) =>
    addValueFromText(variantObject, RETURN_VALUE),
  )
  const withValues = {
    ...addValueFromText(withDefaultShare(rule), RETURN_VALUE),
    ...(rule['variants'] === undefined ? {} : { variants }),
  }
  return assignVariantIds(
    withValues,
    (variantObject) => textOf(variantObject['id']) || context.newId(),
  )
}

export const serializeRule = (context: EmulatorContext, rule: JsonObject): JsonObject => {
  const variants = membersIn(rule['variants']).map((variantObject) =>
    addJson5Text(context, variantObject, RETURN_VALUE),
  )
  const serialized = addJson5Text(context, rule, RETURN_VALUE)
  return rule['variants'] === undefined ? serialized : { ...serialized, variants }
}

const withDefaultShare = (rule: JsonObject): JsonObject => ({ passPercentage: 100, ...rule })

const assignVariantIds = (rule: JsonObject, idOf: (variant: JsonObject) => string): JsonObject =>
  rule['variants'] === undefined
    ? rule
    : {
        ...rule,
        variants: membersIn(rule['variants']).map((variantObject) => ({
          ...variantObject,
          id: idOf(variantObject),
        })),
      }

const refuseShares = (context: EmulatorContext, rule: JsonObject): void => {
  const sum = membersIn(rule['variants']).reduce(
    (total, { passPercentage }) => total + Number(passPercentage),
    0,
  )
  if (sum > 100.001 && !context.has('variant-shares-unchecked'))
    throw badField('rules', `The variants of a rule must not exceed 100, received ${sum}`)
}
