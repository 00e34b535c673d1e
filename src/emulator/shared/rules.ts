// Rules are matched by baseID, then by id. A rule without both is a new one.
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../core/json.ts'
import { badField } from '../core/api-error.ts'
import type { EmulatorContext } from '../core/context.ts'
import { baseOfRuleId, ruleIdOf, textOf } from '../core/ids.ts'

export const membersIn = (value: Json | undefined): readonly JsonObject[] =>
  isJsonArray(value) ? value.filter(isJsonObject) : []

/** The rules as stored after a write that replaces the whole list. */
export const replaceRules = (
  context: EmulatorContext,
  sent: readonly JsonObject[],
  live: readonly JsonObject[],
): readonly JsonObject[] => {
  refuseDuplicateNames(sent.map((rule) => textOf(rule['name'])))
  const rules = sent.map((rule) => {
    const existing = findExistingRule(context, rule, live)
    const { completedAutomatedRollouts, pendingAutomatedRollouts } = existing ?? {}
    return withRuleId(context, {
      ...rule,
      ...(completedAutomatedRollouts === undefined ? {} : { completedAutomatedRollouts }),
      ...(pendingAutomatedRollouts === undefined ? {} : { pendingAutomatedRollouts }),
      baseID: existing ? baseIdOf(existing) : context.newId(),
    })
  })
  if (new Set(rules.map(baseIdOf)).size < rules.length)
    throw badField('rules', 'Duplicate rule ID(s) given')
  return rules
}

/** All rules of a new object get new ids. Ids in the body are ignored. */
export const newRules = (
  context: EmulatorContext,
  sent: readonly JsonObject[],
): readonly JsonObject[] =>
  replaceRules(
    context,
    sent.map(({ id: _id, baseID: _baseID, ...rule }) => rule),
    [],
  )

/** The rule with the id of its percentage. A rule without ids gets new ones. */
export const withRuleId = (context: EmulatorContext, rule: JsonObject): JsonObject => {
  const base = baseIdOf(rule) || context.newId()
  const share = rule['passPercentage']
  const id = ruleIdOf(context, base, typeof share === 'number' ? share : 100)
  return { ...rule, id, baseID: base }
}

const findExistingRule = (
  context: EmulatorContext,
  sent: JsonObject,
  live: readonly JsonObject[],
): JsonObject | undefined => {
  const [base, id, name] = [sent['baseID'], sent['id'], sent['name']].map(textOf)
  if (base || id) {
    const found =
      live.find((rule) => base && baseIdOf(rule) === base) ??
      live.find((rule) => id && baseIdOf(rule) === baseOfRuleId(id))
    if (found) return found
    throw badField('rules', 'A provided rule ID does not match an existing rule ID')
  }
  return context.has('rules-matched-by-name')
    ? live.find((rule) => member(rule, 'name') === name)
    : undefined
}

const baseIdOf = (rule: JsonObject): string =>
  textOf(rule['baseID']) || baseOfRuleId(textOf(rule['id']))

const refuseDuplicateNames = (names: readonly string[]): void => {
  if (new Set(names).size < names.length) throw badField('rules', 'Duplicate rule name(s) given')
}
