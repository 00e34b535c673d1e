// Rules of a dynamic config: they return values, and may split their units among variants.
import type { Members } from '../../../json.ts'
import { badField } from '../../core/api-error.ts'
import { bag, type Keys, list, nullable, record, type Shape, text } from '../../core/body-schema.ts'
import type { World } from '../../core/context.ts'
import { opaqueId, textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { membersIn, newRules, replacedRules } from '../../shared/rules.ts'
import { twins, withText, withValue } from './dynamic-config-json5.ts'

const RETURNED = 'returnValue'

const returned: Keys = { returnValue: bag, returnValueJson5: text() }

const variant = twins(
  record({ id: text(), name: text(), passPercentage: keys.percentage, ...returned }, [
    'name',
    'passPercentage',
  ]),
  RETURNED,
)

const ruleKeys: Keys = {
  name: text(),
  passPercentage: keys.percentage,
  conditions: keys.gateConditions,
  environments: nullable(keys.texts),
  id: text(),
  baseID: text(),
  ...returned,
  variants: list(variant),
}

export const partialRule: Shape = twins(record(ruleKeys), RETURNED)

export const configRules: Shape = list(twins(record(ruleKeys, ['name', 'conditions']), RETURNED))

/** The rules as stored after a write that replaces the whole list. */
export const rulesAfter = (
  world: World,
  sent: readonly Members[],
  live: readonly Members[],
): readonly Members[] =>
  replacedRules(world, sent.map(whole), live).map((rule) => {
    refuseShares(world, rule)
    const before = live.find(({ baseID }) => baseID === rule['baseID'])
    return withVariants(rule, (one) => {
      const id = textOf(one['id'])
      if (id === '') return opaqueId(world.ids)
      if (membersIn(before?.['variants']).some((other) => other['id'] === id)) return id
      throw badField('rules', 'A provided variant ID does not match an existing variant ID')
    })
  })

/** In a new config rules and variants are new, whatever ids the body carries. */
export const rulesAtFirst = (world: World, sent: readonly Members[]): readonly Members[] =>
  newRules(world, sent.map(whole)).map((rule) => {
    refuseShares(world, rule)
    return withVariants(rule, () => opaqueId(world.ids))
  })

/** A rule as somebody put it in, with whatever the routes would have given it. */
export const completedRule = (world: World, rule: Members): Members => {
  const variants = membersIn(rule['variants']).map((one) => withValue(one, RETURNED))
  const valued = {
    ...withValue(whole(rule), RETURNED),
    ...(rule['variants'] === undefined ? {} : { variants }),
  }
  return withVariants(valued, (one) => textOf(one['id']) || opaqueId(world.ids))
}

export const ruleAsRead = (world: World, rule: Members): Members => {
  const variants = membersIn(rule['variants']).map((one) => withText(world, one, RETURNED))
  const shown = withText(world, rule, RETURNED)
  return rule['variants'] === undefined ? shown : { ...shown, variants }
}

const whole = (rule: Members): Members => ({ passPercentage: 100, ...rule })

const withVariants = (rule: Members, idOf: (variant: Members) => string): Members =>
  rule['variants'] === undefined
    ? rule
    : { ...rule, variants: membersIn(rule['variants']).map((one) => ({ ...one, id: idOf(one) })) }

const refuseShares = (world: World, rule: Members): void => {
  const sum = membersIn(rule['variants']).reduce(
    (total, { passPercentage }) => total + Number(passPercentage),
    0,
  )
  if (sum > 100.001 && !world.has('variant-shares-unchecked'))
    throw badField('rules', `The variants of a rule must not exceed 100, received ${sum}`)
}
